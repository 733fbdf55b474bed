import Claims

/// Every settlement that some candidate of a run counts as at risk, on the list or below it: what the first review does not pass.
public struct FlaggedSettlements: Sendable {
    /// Candidates with a settlement, in order of lead id.
    private let leads: [(scenario: String, leadID: String)]
    /// Row of the store and position in `leads`, ascending, each pair once.
    private let marks: [(row: Int32, lead: Int32)]
    private let ids: TextColumn

    public init() { (leads, marks, ids) = ([], [], TextColumn()) }

    init(_ candidates: [Candidate], in store: ClaimStore) {
        let named = candidates.map { (candidate: $0, leadID: LeadIdentity.leadID(of: $0)) }.sorted { $0.leadID < $1.leadID }
        var marks: [(row: Int32, lead: Int32)] = []
        for (place, entry) in named.enumerated() {
            var rows = entry.candidate.rows
            if let lines = store.feeLines { rows += entry.candidate.lines.map { lines.settlement[Int($0.line)] } }
            rows.sort()
            for index in rows.indices where index == 0 || rows[index] != rows[index - 1] { marks.append((rows[index], Int32(place))) }
        }
        marks.sort { $0 < $1 }
        self.marks = marks
        leads = named.map { ($0.candidate.scenario, $0.leadID) }
        ids = store.settlements.id
    }

    /// How many settlements there are, each counted once.
    public var settlementCount: Int {
        marks.indices.count { $0 == 0 || marks[$0].row != marks[$0 - 1].row }
    }

    /// In the order of the store's rows, then of lead ids.
    public func forEach(_ body: (_ settlement: String, _ scenario: String, _ leadID: String) throws -> Void) rethrows {
        for mark in marks { try body(ids[Int(mark.row)], leads[Int(mark.lead)].scenario, leads[Int(mark.lead)].leadID) }
    }
}

extension LeadIdentity {
    /// The id that the lead of a candidate has.
    static func leadID(of candidate: Candidate) -> String {
        leadID(
            scenario: candidate.scenario, subjectKind: candidate.subjectKind, subjectID: candidate.subjectID,
            periodStart: CalendarDay.text(candidate.firstDay), periodEnd: CalendarDay.text(candidate.lastDay))
    }
}
