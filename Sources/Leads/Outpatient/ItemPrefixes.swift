import Claims

/// Items by the beginning of their national code: a CSV of `code_prefix,name,reason,source,owner`.
public struct ItemPrefixes: Sendable {
    private let prefixes: [String]

    public init() { prefixes = [] }

    /// - Parameter name: of the file, for what is said about it.
    public init(csv text: String, name: String) throws(ClaimsError) {
        var prefixes: [String] = []
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 5, !fields[0].isEmpty, !fields[4].isEmpty else {
                throw ClaimsError("\(name), line \(index + 1): expected `code_prefix,name,reason,source,owner`, none of them with a comma")
            }
            prefixes.append(fields[0])
        }
        self.prefixes = prefixes
    }

    package func contains(code: String) -> Bool { prefixes.contains { code.hasPrefix($0) } }
}
