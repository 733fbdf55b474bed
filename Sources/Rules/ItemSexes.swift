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

    /// What binds an item to a sex: the place of the row, entries first and names after them, and the sex.
    public struct Binding: Sendable {
        public let row: Int
        public let sex: UInt8
    }

    /// The binding of each item of a table by its code, nil where any sex may have it. A whole code outweighs a beginning, a longer beginning
    /// a shorter.
    public func bindings(in table: IdentifierTable) -> [Binding?] {
        var found = [Binding?](repeating: nil, count: table.count)
        let beginnings = entries.indices.filter { entries[$0].code.hasSuffix("*") }.map { (row: $0, beginning: String(entries[$0].code.dropLast())) }
        if !beginnings.isEmpty {
            for item in 0..<table.count {
                let code = table[Int32(item)]
                let longest = beginnings.filter { code.hasPrefix($0.beginning) }.max { $0.beginning.utf8.count < $1.beginning.utf8.count }
                found[item] = longest.map { Binding(row: $0.row, sex: entries[$0.row].sex) }
            }
        }
        for (row, entry) in entries.enumerated() where !entry.code.hasSuffix("*") {
            if let item = table.number(of: entry.code) { found[Int(item)] = Binding(row: row, sex: entry.sex) }
        }
        return found
    }

    /// The binding of each item of fee lines: by its code, else, for a service, by its name. Names of drugs are
    /// not asked: what is named after an organ is taken by both sexes.
    public func bindings(in lines: FeeLineColumns) -> [Binding?] {
        var found = bindings(in: lines.items)
        guard !names.isEmpty, !lines.itemNames.isEmpty else { return found }
        var isService = [Bool](repeating: true, count: found.count)
        for line in 0..<lines.count where lines.item[line] >= 0 && ![0, FeeLineColumns.serviceListType].contains(lines.listType[line]) {
            isService[Int(lines.item[line])] = false
        }
        for item in found.indices where found[item] == nil && isService[item] {
            if let place = names.firstIndex(where: { lines.itemNames[item].contains($0.name) }) {
                found[item] = Binding(row: entries.count + place, sex: names[place].sex)
            }
        }
        return found
    }

    /// The allowed sex of each item of fee lines, 0 where any.
    public func allowed(in lines: FeeLineColumns) -> [UInt8] { bindings(in: lines).map { $0?.sex ?? 0 } }

    /// What a row says, for a message.
    public func text(ofRow row: Int) -> String { row < entries.count ? entries[row].code : names[row - entries.count].name }

    /// The table without some of its rows.
    public func removing(_ rows: Set<Int>) -> ItemSexes {
        ItemSexes(
            entries.enumerated().filter { !rows.contains($0.offset) }.map(\.element),
            names: names.enumerated().filter { !rows.contains(entries.count + $0.offset) }.map(\.element))
    }
}
