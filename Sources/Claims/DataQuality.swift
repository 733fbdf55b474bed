/// What was found in an extract before anything was scored: the content of `data-quality.json`.
public struct DataQuality: Codable, Sendable {
    public var tables: [TableQuality] = []
    public var period: Period?
    public var settlements = SettlementReconciliation()
    public var identities: [MoneyIdentity] = []
    public var findings: [DataFinding] = []
    public var scenarios: [ScenarioReadiness] = []
    public var gate: Gate?

    public struct Period: Codable, Sendable {
        public var start: String
        public var end: String
    }

    /// The quarantined share against the limit of the configuration.
    public struct Gate: Codable, Sendable {
        /// The table the share is of: that of the settlements, or the first other one above the limit.
        public var table: String?
        public var quarantinedShare: Double
        public var limit: Double
        public var passed: Bool

        public init(table: String, quarantinedShare: Double, limit: Double) {
            self.table = table
            self.quarantinedShare = quarantinedShare
            self.limit = limit
            passed = quarantinedShare <= limit
        }
    }

    public init() {}

    /// The first table, `setl_d`, unless it is within the limit and another is not.
    func gate(limit: Double) -> Gate? {
        let gates = tables.map { table in
            Gate(table: table.table, quarantinedShare: table.rowsRead == 0 ? 0 : Double(table.rowsQuarantined) / Double(table.rowsRead), limit: limit)
        }
        return gates.first { !$0.passed } ?? gates.first
    }

    public func table(_ name: String) -> TableQuality? { tables.first { $0.table == name } }
}

/// One table as it was read.
public struct TableQuality: Codable, Sendable {
    public struct File: Codable, Sendable {
        public var name: String
        public var rows: Int
        public var encoding: String
    }

    /// A reason for which rows were set aside, with the first places.
    public struct Quarantine: Codable, Sendable {
        public var reason: String
        public var column: String
        public var rows: Int
        public var expected: String
        public var advice: String
        public var examples: [Example]
    }

    /// A place and the shape of what stood there (9 for a digit, A for a letter): never the value itself.
    public struct Example: Codable, Sendable {
        public var file: String
        public var position: String
        public var found: String
    }

    public var table: String
    public var files: [File] = []
    public var rowsRead = 0
    public var rowsQuarantined = 0
    /// Contract column → the column or expression it was read from.
    public var columnsFound: [String: String] = [:]
    public var columnsMissing: [String] = []
    public var columnsUnknown: [String] = []
    public var identityColumnsNotRead: [String] = []
    public var quarantined: [Quarantine] = []
    /// Values of dispensable columns that could not be read: the row stays, the value is absent.
    public var droppedValues: [Quarantine] = []

    /// Of `fee_list_d`.
    public var lines: FeeLineReconciliation?

    public init(table: String) { self.table = table }
}

/// Where every usable line of `fee_list_d` went: rows in = out.
public struct FeeLineReconciliation: Codable, Sendable, Equatable {
    public var notValid = 0
    /// Their settlement is no claim: a refund or refunded, repeated, not valid, set aside for its date.
    public var ofNoClaim = 0
    /// Their `setl_id` is not that of any usable row of `setl_d`.
    public var withoutSettlement = 0
    /// They bear the `bkkp_sn` of another line of their settlement; nil where lines were only counted.
    public var repeated: Int?
    public var kept = 0

    public init() {}

    /// Lines that are valid by themselves.
    public var valid: Int { ofNoClaim + withoutSettlement + (repeated ?? 0) + kept }
}

/// Where every row and every fen of `setl_d` went: rows and money in = out.
public struct SettlementReconciliation: Codable, Sendable {
    /// Rows and the sum of their `medfee_sumamt` in fen; rows whose amount cannot be read add nothing to the sum.
    public struct Share: Codable, Sendable, Equatable {
        public var rows = 0
        public var amountFen: Int64 = 0

        public init() {}

        mutating func add(_ fen: Int64) {
            rows += 1
            amountFen += Fen.orZero(fen)
        }
    }

    public var read = Share()
    public var quarantined = Share()
    public var notValid = Share()
    public var duplicates = Share()
    public var nettedRefunds = Share()
    public var nettedOriginals = Share()
    public var unpairedRefunds = Share()
    public var kept = Share()

    public init() {}

    /// Whether every row and every fen read is accounted for.
    public var balances: Bool {
        let parts = [quarantined, notValid, duplicates, nettedRefunds, nettedOriginals, unpairedRefunds, kept]
        return parts.reduce(0) { $0 + $1.rows } == read.rows && parts.reduce(0) { $0 + $1.amountFen } == read.amountFen
    }
}

/// An equation between amounts that the platform keeps, and how often the extract keeps it.
public struct MoneyIdentity: Codable, Sendable {
    public var name: String
    public var tested: Int
    public var failed: Int
    public var holds: Bool
    public var examples: [String]
}

/// Something wrong with the data itself. It goes to whoever made the extract and never becomes a lead.
public struct DataFinding: Codable, Sendable {
    public var kind: String
    public var facility: String
    public var count: Int
    public var of: Int
    public var messageChinese: String
    public var messageEnglish: String
    public var examples: [String]

    public init(
        kind: String, facility: String = "", count: Int, of total: Int,
        messageChinese: String, messageEnglish: String, examples: [String] = []
    ) {
        self.kind = kind
        self.facility = facility
        self.count = count
        self.of = total
        self.messageChinese = messageChinese
        self.messageEnglish = messageEnglish
        self.examples = examples
    }
}

/// Whether a scenario can run on this extract, and if not, for want of what.
public struct ScenarioReadiness: Codable, Sendable {
    public var scenario: String
    public var runs: Bool
    public var missing: [String]

    public init(scenario: String, missing: [String]) {
        self.scenario = scenario
        self.missing = missing
        runs = missing.isEmpty
    }
}
