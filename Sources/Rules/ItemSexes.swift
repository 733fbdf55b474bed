import Claims

/// Which items only one sex can have, by code, by the beginning of a code, or by words of a service's name.
public struct ItemSexes: Sendable {
    /// Item code, or its beginning and `*`, and the allowed `gend`.
    public let entries: [(code: String, sex: UInt8)]
    /// A part of a service's name, and the allowed `gend`: for catalogues that code services in a way of their own.
    public let names: [(name: String, sex: UInt8)]

    public init(_ entries: [(code: String, sex: UInt8)], names: [(name: String, sex: UInt8)] = []) {
        self.entries = entries.sorted { ($0.code, $0.sex) < ($1.code, $1.sex) }
        self.names = names.sorted { ($0.name, $0.sex) < ($1.name, $1.sex) }
    }

    public init(_ table: [String: UInt8]) { self.init(table.map { ($0.key, $0.value) }) }

    /// Reads `med_list_codg,allowed_gend,name,…`; a row without a code goes by its name.
    /// - Throws: `ClaimsError` with the line that is not so.
    public init(csv text: String, name: String) throws(ClaimsError) {
        var entries: [(code: String, sex: UInt8)] = []
        var names: [(name: String, sex: UInt8)] = []
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
            let fields = line.split(separator: ",", maxSplits: 3, omittingEmptySubsequences: false)
            guard fields.count >= 2, !fields[0].isEmpty || fields.count > 2 && !fields[2].isEmpty,
                  let sex = UInt8(fields[1]), sex == 1 || sex == 2 else {
                throw ClaimsError(
                    "\(name), line \(index + 1): expected `med_list_codg,allowed_gend,name` with a code or a name, and 1 for male or 2 for female")
            }
            if fields[0].isEmpty { names.append((String(fields[2]), sex)) } else { entries.append((String(fields[0]), sex)) }
        }
        self.init(entries, names: names)
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

    /// The allowed sex of each item of fee lines, 0 where any: by its code, else, for a service, by its name. Names of drugs are
    /// not asked: what is named after an organ is taken by both sexes.
    public func allowed(in lines: FeeLineColumns) -> [UInt8] {
        var allowed = self.allowed(in: lines.items)
        guard !names.isEmpty, !lines.itemNames.isEmpty else { return allowed }
        var isService = [Bool](repeating: true, count: allowed.count)
        for line in 0..<lines.count where lines.item[line] >= 0 && ![0, FeeLineColumns.serviceListType].contains(lines.listType[line]) {
            isService[Int(lines.item[line])] = false
        }
        for item in allowed.indices where allowed[item] == 0 && isService[item] {
            allowed[item] = names.first { lines.itemNames[item].contains($0.name) }?.sex ?? 0
        }
        return allowed
    }
}
