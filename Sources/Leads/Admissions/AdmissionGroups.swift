import Claims
import Features
import Foundation
import Statistics

/// What may bring people to a hospital together.
enum GroupKey: Int, CaseIterable {
    case employer, telephone, residence, companions

    /// Those that a column of the stays tells.
    static let columns: [GroupKey] = [.employer, .telephone, .residence]

    var title: LocalizedText {
        switch self {
        case .employer: .init(zh: "同一参保单位", en: "the same employer")
        case .telephone: .init(zh: "同一联系电话", en: "the same telephone")
        case .residence: .init(zh: "同一户籍村居", en: "the same village or street")
        case .companions: .init(zh: "反复同入同出的人", en: "people who come and leave together")
        }
    }

    func column(_ stays: StayColumns) -> [Int32] {
        switch self {
        case .employer: stays.employer
        case .telephone: stays.telephone
        case .residence: stays.residence
        case .companions: []
        }
    }
}

/// People of one employer, telephone or village at one facility, with what is unusual about their admissions.
struct AdmissionGroup {
    let key: GroupKey
    /// Of its column; -1 for companions.
    let value: Int32
    var facilities: [Int32]
    /// All their stays at the facility, and those admitted and discharged together.
    var stays: [Int]
    var batches: [[Int]]
    var persons: Int
    let pairs: Int
    let expectedPairs: Double
    /// Stays that the district's admissions would give the facility of this employer or village, and its tail.
    let expectedStays: Double
    let log10Concentration: Double
    var log10P: Double
    /// A telephone that is the house's own, an employer's, or nobody's.
    var isHouseTelephone = false
    /// Of the persons that leave one telephone at one facility; nil for other keys.
    var usualUsers: (median: Double, p99: Double)?
    /// Of the pairs by chance, where these were tested.
    var chance: NegativeBinomial?
    /// Other facilities that at least half of them were admitted to together.
    var rotation: [Int32] = []
    var qValue = 1.0

    /// The stays that the group is about: those admitted together; of somebody's telephone, all that left it.
    var cases: [Int] { key == .telephone && !isHouseTelephone ? stays : Set(batches.flatMap(\.self)).sorted() }

    func members(_ stays: StayColumns) -> [Int32] { Set(cases.map { stays.person[$0] }).sorted() }
}

/// Every group of at least some persons, tested. By key, then facility, then value.
struct AdmissionGroups {
    private(set) var groups: [AdmissionGroup] = []
    private(set) var tested = 0
    private let stays: StayColumns
    private let seed: UInt64
    private let synchrony: Synchrony
    /// Stays that are tested, by facility and all together.
    private let ofFacility: [[Int]]
    private let district: [Int]

    /// - Complexity: O(*n* log *n*), and the tests of the groups.
    init(_ context: ScreeningContext, isTrial: [Bool], thresholds: ThresholdTable) throws {
        let stays = context.store.stays
        (self.stays, seed) = (stays, context.seed)
        let minimumPersons = try thresholds.integer("minimum_persons")
        let largest = try thresholds.integer("largest_group_stays")
        synchrony = Synchrony(
            stays, window: Int32(try thresholds.integer("synchrony_days")), draws: try thresholds.integer("synchrony_draws"),
            minimumPersons: minimumPersons)
        ofFacility = (0..<stays.byFacility.subjectCount).map { facility in stays.byFacility[facility].map { Int($0) }.filter { isTrial[$0] } }
        district = ofFacility.flatMap(\.self)
        let all = district.count
        let houseTelephones = try HouseTelephones(stays, staysOfFacility: ofFacility.map(\.count), thresholds)
        for key in GroupKey.columns {
            let column = key.column(stays)
            let cells = Self.cells(ofFacility, column)
            guard !cells.isEmpty else { continue }
            var total: [Int32: Int] = [:]
            for cell in cells { total[cell.value, default: 0] += cell.stays.count }
            let persons = cells.map { cell in Set(cell.stays.map { stays.person[$0] }).count }
            // How many persons leave one telephone at one facility, among all that do.
            let sharing = key == .telephone
                ? PeerCounts(
                    persons.map(Double.init), group: persons.map { _ in 0 }, members: [Array(persons.indices)],
                    rejection: try thresholds.value("rejection_count"), startShare: try thresholds.value("fit_start_share"))
                : nil
            for (index, cell) in cells.enumerated() where persons[index] >= minimumPersons {
                tested += 1
                guard cell.stays.count <= largest else { continue }
                let atFacility = ofFacility[cell.facility]
                let elsewhere = Double((total[cell.value] ?? 0) - cell.stays.count)
                let expected = Double(atFacility.count) * (elsewhere + 0.5) / Double(max(1, all - atFacility.count))
                var random = RandomStream(seed: context.seed, stream: "synchrony \(key.rawValue) \(cell.facility) \(cell.value)")
                let found = synchrony.test(cell.stays, of: atFacility, in: district, random: &random)
                let concentration = sharing?.log10TailProbability(of: index)
                    ?? Poisson(mean: expected).log10TailProbability(of: Double(cell.stays.count))
                let isHouse = key == .telephone && houseTelephones.contains(cell.value, at: cell.facility, cell.stays)
                // Sharing a person's telephone is improbable in itself; sharing an employer or a village is what neighbours do.
                let log10P = key == .telephone && !isHouse ? min(0, min(found.log10P, concentration) + log10(2)) : found.log10P
                groups.append(AdmissionGroup(
                    key: key, value: cell.value, facilities: [Int32(cell.facility)], stays: cell.stays, batches: found.batches,
                    persons: persons[index], pairs: found.pairs, expectedPairs: found.expected, expectedStays: expected,
                    log10Concentration: min(0, concentration), log10P: log10P, isHouseTelephone: isHouse, usualUsers: sharing?.law(of: index).map { ($0.median, $0.p99) }, chance: found.law))
            }
        }
        let companions = Companions(
            stays, ofFacility: ofFacility, synchrony: synchrony, minimumTimes: try thresholds.integer("minimum_batches"),
            minimumPersons: minimumPersons, pairTail: try thresholds.value("pair_tail"))
        for found in companions.groups where !found.batches.isEmpty {
            tested += 1
            let own = found.batches.flatMap { $0 }
            groups.append(AdmissionGroup(
                key: .companions, value: -1, facilities: Set(own.map { stays.facility[$0] }).sorted(), stays: own.sorted(), batches: found.batches,
                persons: found.persons.count, pairs: found.pairs, expectedPairs: found.expectedPairs, expectedStays: 0, log10Concentration: 0,
                log10P: found.log10P))
        }
        let qValues = BenjaminiHochberg.qValues(
            groups.map { GroupVisits.probability(log10: $0.log10P) } + Array(repeating: 1, count: tested - groups.count))
        for index in groups.indices { groups[index].qValue = qValues[index] }
        findRotation(stays)
    }

    /// Runs of stays of some that begin and end together.
    func batches(_ some: [Int]) -> [[Int]] { synchrony.batches(synchrony.ordered(some)) }

    /// A group without some of its stays, by how synchronous the others still are at its first facility. Companions have no test
    /// of their own by stays: they keep their probability, and their batches decide.
    func remainder(of group: AdmissionGroup, without left: Set<Int>) -> AdmissionGroup {
        var rest = group
        rest.stays = group.stays.filter { !left.contains($0) }
        rest.persons = Set(rest.stays.map { stays.person[$0] }).count
        let first = group.facilities[0]
        let elsewhere = rest.stays.filter { stays.facility[$0] != first }
        if group.key == .companions {
            rest.batches = batches(rest.stays)
            return rest
        }
        var random = RandomStream(seed: seed, stream: "remainder \(group.key.rawValue) \(first) \(group.value)")
        let found = synchrony.test(rest.stays.filter { stays.facility[$0] == first }, of: ofFacility[Int(first)], in: district, random: &random)
        rest.batches = found.batches + batches(elsewhere)
        rest.log10P = found.log10P
        return rest
    }

    /// Stays of one value at one facility, in the order of both.
    private static func cells(_ ofFacility: [[Int]], _ column: [Int32]) -> [(facility: Int, value: Int32, stays: [Int])] {
        var cells: [(facility: Int, value: Int32, stays: [Int])] = []
        for (facility, own) in ofFacility.enumerated() {
            let ordered = own.filter { column[$0] >= 0 }.sorted { (column[$0], $0) < (column[$1], $1) }
            for stay in ordered {
                if let last = cells.last, last.facility == facility, last.value == column[stay] {
                    cells[cells.count - 1].stays.append(stay)
                } else {
                    cells.append((facility, column[stay], [stay]))
                }
            }
        }
        return cells
    }

    /// The same people admitted together elsewhere: groups of the same key and value that share half of their members.
    private mutating func findRotation(_ stays: StayColumns) {
        var groupsOfValue: [[Int32]: [Int]] = [:]
        for (index, group) in groups.enumerated() where group.value >= 0 && !group.batches.isEmpty { groupsOfValue[[Int32(group.key.rawValue), group.value], default: []].append(index) }
        for (_, places) in groupsOfValue where places.count > 1 {
            let members = places.map { Set(groups[$0].members(stays)) }
            for left in places.indices {
                for right in places.indices where right != left {
                    let shared = members[left].intersection(members[right]).count
                    if 2 * shared >= min(members[left].count, members[right].count) { groups[places[left]].rotation += groups[places[right]].facilities }
                }
                groups[places[left]].rotation.sort()
            }
        }
    }
}
