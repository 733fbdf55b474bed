import Claims

/// Which items persons of one sex alone can have: the extract's own table over the one that comes with the program.
public struct ItemSexes: Sendable {
    /// Item code, or its beginning and `*`, and the allowed `gend`.
    public let entries: [(code: String, sex: UInt8)]

    public init(_ entries: [(code: String, sex: UInt8)]) { self.entries = entries.sorted { ($0.code, $0.sex) < ($1.code, $1.sex) } }

    public init(_ table: [String: UInt8]) { self.init(table.map { ($0.key, $0.value) }) }

    /// Reads `med_list_codg,allowed_gend,…`. - Throws: `ClaimsError` with the line that is not so.
    public init(csv text: String, name: String) throws(ClaimsError) {
        var entries: [(code: String, sex: UInt8)] = []
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
            let fields = line.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count >= 2, !fields[0].isEmpty, let sex = UInt8(fields[1]), sex == 1 || sex == 2 else {
                throw ClaimsError("\(name), line \(index + 1): expected `med_list_codg,allowed_gend` with 1 for male or 2 for female")
            }
            entries.append((String(fields[0]), sex))
        }
        self.init(entries)
    }

    /// The allowed sex of each item of a table, 0 where any. A whole code outweighs a beginning, a longer beginning a shorter.
    public func allowed(in table: IdentifierTable) -> [UInt8] {
        var allowed = [UInt8](repeating: 0, count: table.count)
        let prefixes = entries.filter { $0.code.hasSuffix("*") }.map { (String($0.code.dropLast()), $0.sex) }
        if !prefixes.isEmpty {
            for item in 0..<table.count {
                let code = table[Int32(item)]
                allowed[item] = prefixes.filter { code.hasPrefix($0.0) }.max { $0.0.utf8.count < $1.0.utf8.count }?.1 ?? 0
            }
        }
        for entry in entries where !entry.code.hasSuffix("*") {
            if let item = table.number(of: entry.code) { allowed[Int(item)] = entry.sex }
        }
        return allowed
    }
}
