import Claims
import Features

/// The peer group of every facility of a store, by number.
struct FacilityPeers {
    let grouping: PeerGrouping
    /// -1 for none.
    let groupOfFacility: [Int]
    /// Of every group, also those that have a finer group of their own.
    let members: [[Int]]

    init(_ specification: ScenarioSpecification, in context: ScreeningContext) {
        let facilities = (0..<context.store.facilities.count).map { Int32($0) }
        grouping = PeerGrouping(.facility, subjects: facilities, in: context.features, parameters: specification.peers ?? PeerParameters())
        groupOfFacility = grouping.groupOfRow.map { Int($0) }
        members = grouping.membersOfGroup
    }

    func key(of facility: Int) -> LocalizedText {
        grouping.group(ofRow: facility)?.key ?? .init(zh: "无同类可比", en: "no peers")
    }

    func count(of facility: Int) -> Int { grouping.group(ofRow: facility)?.count ?? 0 }
}

/// The reasons of a candidate as they are found.
struct ReasonList {
    private(set) var reasons: [CandidateReason] = []

    mutating func add(
        _ feature: String, _ zh: String, _ en: String, _ unit: (zh: String, en: String), _ value: Double, median: Double? = nil,
        p99: Double? = nil, contribution: Double = 0
    ) {
        guard value.isFinite else { return }
        reasons.append(CandidateReason(
            feature: feature, title: .init(zh: zh, en: en), unit: .init(zh: unit.zh, en: unit.en), value: value, peerMedian: median,
            peerP99: p99, contribution: contribution))
    }

    /// What weighs most first; equal ones in the order in which they were found.
    var ordered: [CandidateReason] {
        reasons.enumerated().sorted { ($1.element.contribution, $0.offset) < ($0.element.contribution, $1.offset) }.map(\.element)
    }

    static let share = (zh: "占比", en: "share")
    static let days = (zh: "天", en: "days")
    static let persons = (zh: "人", en: "persons")
    static let times = (zh: "次", en: "times")
    static let ratio = (zh: "倍", en: "ratio")
}

/// One look at a subject: how improbable, and the settlements behind it.
struct Finding {
    var log10P: Double
    var rows: [Int32] = []
    var evidence: [EvidenceRow] = []
}

extension ScenarioSpecification {
    /// By settlement row, whether an exemption covers it, or its person is registered for an exempt disease or was treated for it on a
    /// registration or in a stay: the drugs and tests of such a patient are seldom coded as the disease itself. One visit with such a
    /// diagnosis exempts itself only.
    func isExempt(_ store: ClaimStore) -> [Bool] {
        let prefixes = (exemptions ?? []).flatMap { $0.diseasePrefixes ?? [] }
        let registry = store.registrations
        let isCovered = (0..<registry.diseases.count).map { number in
            let code = registry.diseases[Int32(number)].uppercased()
            return prefixes.contains { code.hasPrefix($0) }
        }
        var isExempt = [Bool](repeating: false, count: store.persons.count)
        for row in 0..<registry.count where registry.disease[row] >= 0 && isCovered[Int(registry.disease[row])] {
            isExempt[Int(registry.person[row])] = true
        }
        let rows = exemptionOfRows(store)
        let columns = store.settlements
        for row in rows.indices where rows[row] >= 0 && [.chronic, .inpatient].contains(columns.careClass[row]) {
            isExempt[Int(columns.person[row])] = true
        }
        return rows.indices.map { rows[$0] >= 0 || isExempt[Int(columns.person[$0])] }
    }
}
