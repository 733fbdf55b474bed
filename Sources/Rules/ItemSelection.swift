import Claims

/// National item codes, whole or by their beginning (`003312*`), and `*` for any item.
public struct ItemSelection: Codable, Sendable, Equatable {
    /// As written, sorted, each once.
    public let codes: [String]

    public init(_ codes: some Sequence<String>) { self.codes = Set(codes).sorted() }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([String].self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(codes)
    }

    public var isEmpty: Bool { codes.isEmpty }

    /// For each item of a table whether it is selected.
    public func selected(in table: IdentifierTable) -> [Bool] {
        var selected = [Bool](repeating: false, count: table.count)
        var prefixes: [String] = []
        for code in codes {
            if code.hasSuffix("*") {
                prefixes.append(String(code.dropLast()))
            } else if let number = table.number(of: code) {
                selected[Int(number)] = true
            }
        }
        guard !prefixes.isEmpty else { return selected }
        for number in 0..<table.count where !selected[number] {
            let code = table[Int32(number)]
            selected[number] = prefixes.contains { code.hasPrefix($0) }
        }
        return selected
    }

    /// Whether some item could belong to both.
    public func overlaps(_ other: ItemSelection) -> Bool {
        codes.contains { left in
            other.codes.contains { right in
                switch (left.hasSuffix("*"), right.hasSuffix("*")) {
                case (false, false): left == right
                case (true, false): right.hasPrefix(left.dropLast())
                case (false, true): left.hasPrefix(right.dropLast())
                case (true, true): left.dropLast().hasPrefix(right.dropLast()) || right.dropLast().hasPrefix(left.dropLast())
                }
            }
        }
    }
}
