/// Rows of text in columns for a terminal, as wide as their content or the terminal, whichever is less.
public struct ColumnTable {
    public struct Column {
        let title: String
        let isNumber: Bool

        /// Numbers stand to the right and are never cut.
        public static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
        /// Where the terminal is too narrow, the widest text gives way first.
        public static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []
    private static let gap = "  "
    private static let narrowest = 8

    public init(_ columns: [Column]) { self.columns = columns }

    /// - Precondition: a cell for each column.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a cell for each column")
        rows.append(cells.map(\.printable))
    }

    /// - Parameter width: columns of the terminal; no line is wider, unless the numbers alone are.
    /// - Returns: heading, line and rows, each ended by a line feed.
    public func text(width: Int = TerminalTable.standardWidth) -> String {
        var widths = columns.indices.map { column in
            rows.reduce(DisplayWidth.of(columns[column].title)) { max($0, DisplayWidth.of($1[column])) }
        }
        let room = width - Self.gap.count * (columns.count - 1)
        while widths.reduce(0, +) > room {
            let texts = columns.indices.filter { !columns[$0].isNumber && widths[$0] > Self.narrowest }
            guard let widest = texts.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        func line(_ cells: [String]) -> String {
            let padded = columns.indices.map { DisplayWidth.padded(cells[$0], to: widths[$0], alignedRight: columns[$0].isNumber) }
            var text = padded.joined(separator: Self.gap)
            while text.hasSuffix(" ") { text.removeLast() }
            return text + "\n"
        }
        let rule = String(repeating: "─", count: widths.reduce(0, +) + Self.gap.count * (columns.count - 1))
        return line(columns.map(\.title)) + rule + "\n" + rows.map(line).joined()
    }
}
