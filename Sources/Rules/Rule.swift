import Claims

/// Something that holds or does not, with no statistics: a person with a pencil can check each hit by the rows it names.
///
/// A rule says which items it looks at; the scan of a pack hands each rule the fee lines of its items and nothing else,
/// so that a pack of any size reads the fee lines once.
public protocol Rule: Sendable {
    var id: String { get }
    var title: RuleText { get }
    /// The article of the law or the document that it rests on.
    var article: RuleText { get }
    /// Which items it looks at.
    var items: ItemSelection { get }
    /// - Parameter lines: the fee lines of the rule's items, ascending.
    func hits(in context: RuleContext, lines: [Int32]) -> [RuleHit]
}

/// One text in both languages; what is written in Chinese alone stands for both.
public struct RuleText: Codable, Sendable, Equatable {
    public let zh: String
    public let en: String

    enum CodingKeys: String, CodingKey, CaseIterable { case zh, en }

    public init(zh: String, en: String? = nil) {
        self.zh = zh
        self.en = en ?? zh
    }

    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(zh: text)
        } else {
            let container = try decoder.container(knowing: CodingKeys.self)
            self.init(zh: try container.decode(String.self, forKey: .zh), en: try container.decodeIfPresent(String.self, forKey: .en))
        }
    }
}

/// A fee line that proves a hit, and how much of its money the rule touches.
public struct RuleLine: Sendable, Equatable {
    /// Row of `ClaimStore.feeLines`.
    public let line: Int32
    /// In-policy money of the line, else its amount, as far as the rule touches it.
    public let fen: Int64

    public init(line: Int32, fen: Int64) {
        self.line = line
        self.fen = fen
    }
}

/// One person at one facility in one window of a rule.
public struct RuleHit: Sendable, Equatable {
    public let rule: String
    public let person: Int32
    public let facility: Int32
    public let firstDay: Int32
    public let lastDay: Int32
    /// The lines that prove it, ascending, each with its money; a line without money at risk stands with zero.
    public let lines: [RuleLine]
    /// What was measured, and what the rule allows; NaN where the rule measures nothing.
    public let measured: Double
    public let allowed: Double

    public var fen: Int64 { lines.reduce(0) { $0 + $1.fen } }
}

/// The store as rules see it, with what several of them need worked out once.
public struct RuleContext: Sendable {
    public let store: ClaimStore
    public let lines: FeeLineColumns
    /// Stay of each settlement row, -1 where it is none.
    public let stayOfRow: [Int32]

    /// Nil where the store has no fee lines.
    public init?(_ store: ClaimStore) {
        guard let lines = store.feeLines else { return nil }
        self.store = store
        self.lines = lines
        var stayOfRow = [Int32](repeating: -1, count: store.settlements.count)
        for stay in 0..<store.stays.count {
            for row in store.stays.rows(of: stay) { stayOfRow[Int(row)] = Int32(stay) }
        }
        self.stayOfRow = stayOfRow
    }

    public func settlement(_ line: Int32) -> Int { Int(lines.settlement[Int(line)]) }
    public func person(_ line: Int32) -> Int32 { store.settlements.person[settlement(line)] }
    public func facility(_ line: Int32) -> Int32 { store.settlements.facility[settlement(line)] }

    /// The day of service of a line: `fee_ocur_time`, else the first day of its settlement, else that of settling.
    public func day(_ line: Int32) -> Int32 {
        let day = lines.day[Int(line)]
        if day != CalendarDay.missing { return day }
        let row = settlement(line)
        return store.settlements.beginDay[row] != CalendarDay.missing ? store.settlements.beginDay[row] : store.settlements.day[row]
    }

    /// The money of a line that a rule can touch: what is in policy scope, else what was charged, else nothing known.
    public func fen(_ line: Int32) -> Int64 {
        let inScope = lines.inScope[Int(line)]
        return inScope != Fen.missing ? inScope : Fen.orZero(lines.amount[Int(line)])
    }

    /// `cnt`; one where it is missing, because a line that was charged was charged once at least.
    public func quantity(_ line: Int32) -> Double {
        let quantity = lines.quantity[Int(line)]
        return quantity.isNaN ? 1 : Double(quantity)
    }
}
