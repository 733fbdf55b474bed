import Yams

/// YAML that people write, with its faults told by place.
public enum YAMLText {
    /// - Parameter name: what messages call the text: a file name.
    /// - Throws: `ClaimsError` with the line of a fault of the YAML, or the key whose value is not what is wanted.
    public static func decode<Value: Decodable>(_ type: Value.Type, from text: String, name: String) throws(ClaimsError) -> Value {
        do {
            return try YAMLDecoder().decode(type, from: text)
        } catch {
            throw ClaimsError("\(name) cannot be read: \(explained(error))")
        }
    }

    private static func explained(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return flat("\(error)") }
        switch error {
        case .keyNotFound(let key, let context):
            return "\(place(context))expected the key `\(key.stringValue)`, which is missing"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            return "\(place(context))expected \(named(type)), found something else"
        case .dataCorrupted(let context):
            // The decoder wraps the parser's own errors.
            if let fault = context.underlyingError { return place(context) + flat("\(fault)") }
            return place(context) + context.debugDescription
        @unknown default:
            return flat("\(error)")
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        context.codingPath.isEmpty ? "" : "at `" + context.codingPath.map(\.stringValue).joined(separator: ".") + "`, "
    }

    private static func named(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Double.Type, is Int.Type: "a number"
        case is [String: Any].Type: "keys with values"
        case is [Any].Type: "a list"
        default: "a value of another kind"
        }
    }

    /// The parser's message without the picture of the line that it draws below.
    private static func flat(_ text: String) -> String {
        var lines = text.split(whereSeparator: \.isNewline).map { String($0).trimmed() }
        while lines.count > 1, lines.last.map({ $0.allSatisfy { $0 == "^" || $0.isWhitespace } }) == true { lines.removeLast() }
        return lines.joined(separator: " ")
    }
}
