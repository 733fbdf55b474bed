import Claims

/// Drugs that cases of resale name: `Datasets/knowledge/resale-prone-drugs.csv`, columns `match,value,reason,source,owner`.
///
/// `match` is `code` for the beginning of a national drug code or `name` for a part of the item's name.
public struct ResaleProneDrugs: Sendable {
    private let codes: [String]
    private let names: [String]

    public init() { (codes, names) = ([], []) }

    public init(csv text: String) throws(ClaimsError) {
        var codes: [String] = []
        var names: [String] = []
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 5, !fields[1].isEmpty, !fields[4].isEmpty else {
                throw ClaimsError("resale-prone drugs, line \(index + 1): expected `match,value,reason,source,owner`, none of them with a comma")
            }
            switch fields[0] {
            case "code": codes.append(fields[1].uppercased())
            case "name": names.append(fields[1].lowercased())
            default: throw ClaimsError("resale-prone drugs, line \(index + 1): `match` must be `code` or `name`")
            }
        }
        (self.codes, self.names) = (codes, names)
    }

    package func contains(code: String, name: String) -> Bool {
        let code = code.uppercased()
        let name = name.lowercased()
        return codes.contains { code.hasPrefix($0) } || names.contains { name.contains($0) }
    }

    /// For every item of the fee lines whether it is listed.
    package func listed(_ lines: FeeLineColumns) -> [Bool] {
        (0..<lines.items.count).map { item in
            contains(code: lines.items[Int32(item)], name: item < lines.itemNames.count ? lines.itemNames[item] : "")
        }
    }
}
