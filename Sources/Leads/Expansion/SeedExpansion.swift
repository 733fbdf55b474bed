import Claims
import Features
import Statistics

/// From known cards and facilities to the next ones, by how little chance explains what they share.
///
/// Persons and facilities are the two sides of a network of visits. In it chance alone lets a person with d facilities visit one of degree D with
/// the expectation d·D/M, M being all visits of a person to a facility, each counted once (expected degrees: F. Chung and L. Lu, "Connected
/// components in random graphs with given expected degree sequences", Annals of Combinatorics 6, 2002); what is shared beyond it is tested
/// (M. Tumminello et al., "Statistically validated networks in bipartite complex systems", PLoS ONE 6(3), 2011). So a popular facility
/// adds next to nothing and a rare one much, which is the weight that L. Adamic and E. Adar give to rare neighbours ("Friends and
/// neighbors on the Web", Social Networks 25(3), 2003), here as a probability.
///
/// 1. Facilities: how many known persons were there, against the expectation: those beyond it with a false discovery rate below the limit are named.
/// 2. Persons: how many of these and of the known facilities they were at, against the expectation; and where times exist, on how many
///    facility-days they settled within a few minutes of a known card, against how often others at the same facility did. The second is
///    conditional on the first, so that the two are joined by R. A. Fisher's method (Statistical Methods for Research Workers, 1925).
///
/// Its weakness: neighbours share local facilities for no other reason than where they live; so what is named is where to look next, no more.
public struct SeedExpansion: Sendable {
    public struct Seeds: Sendable, Equatable {
        public var persons: [Int32] = []
        public var facilities: [Int32] = []
        /// Ids that the extract does not know, or knows as both.
        public var unknown = 0

        public init() {}

        /// The kind of an id is that of the table in which it stands.
        public init(_ ids: [String], in store: ClaimStore) {
            for id in Set(ids).sorted() where !id.isEmpty {
                switch (store.persons.id.number(of: id), store.facilities.id.number(of: id)) {
                case (let person?, nil): persons.append(person)
                case (nil, let facility?): facilities.append(facility)
                default: unknown += 1
                }
            }
        }
    }

    public struct Reason: Codable, Sendable, Equatable {
        public var feature: String
        public var title: String
        public var value: Double
        /// What chance would give.
        public var expected: Double?
        public var contribution: Double
    }

    public struct Found: Codable, Sendable, Equatable {
        public enum Kind: String, Codable, Sendable { case facility, patient }

        public var kind: Kind
        public var id: String
        /// -log10 of the tail probability.
        public var strength: Double
        public var qValue: Double
        /// The other side of what is shared: facilities of a person; for a facility how many known persons it has stands in the reasons.
        public var facilities: [String]
        public var reasons: [Reason]
        /// `setl_id`s that show it, the first of `evidenceCount`.
        public var evidence: [String]
        public var evidenceCount: Int
    }

    public let seeds: Seeds
    /// Persons taken for known because they stand out among the known facilities.
    public let impliedPersons: Int
    /// Each by strength, then id.
    public let facilities: [Found]
    public let persons: [Found]

    /// - Parameter implied: persons to be taken for known beside the seeds.
    /// - Complexity: O(settlements).
    public init(from seeds: Seeds, implied: [Int32] = [], in store: ClaimStore, thresholds: ThresholdTable, language: Language) throws(ClaimsError) {
        let network = VisitNetwork(store)
        let known = Set(seeds.persons).union(implied).sorted()
        let shared = try SharedFacilities(known, network: network, store: store, thresholds: thresholds)
        let places = Set(shared.named.map(\.facility)).union(seeds.facilities).sorted()
        let windows = store.hasTimes ? SharedWindows(known, store: store, windowSeconds: try thresholds.integer("window_seconds")) : nil
        let people = try SharedPersons(
            known: known, places: places, windows: windows, network: network, store: store, thresholds: thresholds)
        let limit = try thresholds.integer("evidence_rows")
        self.seeds = seeds
        impliedPersons = known.count - seeds.persons.count
        let seedFacilities = Set(seeds.facilities)
        facilities = shared.named.filter { !seedFacilities.contains($0.facility) }.map { found in
            let rows = shared.rows(at: found.facility)
            return Found(
                kind: .facility, id: store.facilities.id[found.facility], strength: found.strength, qValue: found.qValue, facilities: [],
                reasons: [Reason(
                    feature: "known_persons", title: language == .zh ? "到过该机构的已知人员数" : "known persons seen there", value: Double(found.count),
                    expected: found.expected, contribution: found.strength)],
                evidence: rows.prefix(limit).map { store.settlements.id[Int($0)] }, evidenceCount: rows.count)
        }.sorted { ($1.strength, $0.id) < ($0.strength, $1.id) }
        persons = people.found.map { found in
            let rows = people.rows(of: found)
            return Found(
                kind: .patient, id: store.persons.id[found.person], strength: found.strength, qValue: found.qValue,
                facilities: found.places.map { store.facilities.id[$0] },
                reasons: [
                    Reason(
                        feature: "shared_facilities", title: language == .zh ? "与已知人员共有的机构数" : "facilities shared with the known",
                        value: Double(found.places.count), expected: found.expectedPlaces, contribution: found.placeStrength),
                    Reason(
                        feature: "joint_days", title: language == .zh ? "与已知卡在时间窗内同刷的机构日数" : "facility-days within the window of a known card",
                        value: Double(found.jointDays), expected: found.expectedJointDays, contribution: found.windowStrength),
                ].filter { $0.value > 0 },
                evidence: rows.prefix(limit).map { store.settlements.id[Int($0)] }, evidenceCount: rows.count)
        }.sorted { ($1.strength, $0.id) < ($0.strength, $1.id) }
    }
}

/// Degrees of both sides of the visits: distinct facilities of a person, distinct persons of a facility.
struct VisitNetwork {
    let facilitiesOfPerson: [Int32]
    let personsOfFacility: [Int32]
    /// Pairs of a person and a facility that met at all.
    let pairCount: Double

    init(_ store: ClaimStore) {
        var degree = [Int32](repeating: 0, count: store.persons.count)
        var size = [Int32](repeating: 0, count: store.facilities.count)
        var lastFacility = [Int32](repeating: -1, count: store.persons.count)
        for facility in 0..<store.facilities.count {
            for row in store.byFacility[facility] {
                let person = Int(store.settlements.person[Int(row)])
                guard lastFacility[person] != Int32(facility) else { continue }
                lastFacility[person] = Int32(facility)
                degree[person] += 1
                size[facility] += 1
            }
        }
        facilitiesOfPerson = degree
        personsOfFacility = size
        pairCount = Double(size.reduce(0) { $0 + Int($1) })
    }

    /// How probable chance makes it that the person was at the facility.
    func expectation(_ person: Int32, _ facility: Int32) -> Double {
        min(1, Double(facilitiesOfPerson[Int(person)]) * Double(personsOfFacility[Int(facility)]) / max(1, pairCount))
    }
}

extension SeedExpansion {
    /// The expansion of some ids. Known facilities speak through persons: the members of card groups at them, and those who were at more of
    /// them than chance brings there, are taken for known.
    public init(ids: [String], in store: ClaimStore, library: ModelLibrary, seed: UInt64, threads: Int, language: Language) throws {
        let seeds = Seeds(ids, in: store)
        guard !seeds.persons.isEmpty || !seeds.facilities.isEmpty else {
            throw ClaimsError("none of the \(seeds.unknown) seeds is a person or facility of the extract; give psn_no or fixmedins_code of this extract")
        }
        var implied: [Int32] = []
        if !seeds.facilities.isEmpty {
            let places = Set(seeds.facilities)
            let network = VisitNetwork(store)
            implied = try SharedPersons(
                known: seeds.persons, places: seeds.facilities, windows: nil, network: network, store: store, thresholds: library.expansion).found.map(\.person)
            let context = ScreeningContext(store: store, features: library.features, seed: seed, threads: threads, knowledge: library.knowledge)
            for specification in library.scenarios
            where specification.method == CardClusteringScenario.method && specification.missingColumns(in: store).isEmpty {
                for candidate in try CardClusteringScenario(specification).candidates(in: context).candidates
                where !places.isDisjoint(with: candidate.facilities) { implied += candidate.members }
            }
        }
        try self.init(
            from: seeds, implied: Set(implied).subtracting(seeds.persons).sorted(), in: store, thresholds: library.expansion, language: language)
    }
}

extension SeedExpansion.Seeds {
    private static let columns = ["psn_no", "fixmedins_code", "subject_id", "id"]

    /// The ids of a CSV file, of whichever of its columns hold ids.
    public static func ids(path: String) throws -> [String] {
        let rows = try CSVRows(path: path, what: "seeds", required: [])
        let columns = columns.filter(rows.columns.contains)
        guard !columns.isEmpty else { throw ClaimsError("the \(rows.name) has none of the columns \(Self.columns.joined(separator: ", "))") }
        var ids: [String] = []
        try rows.forEach { _, value in ids += columns.map(value).filter { !$0.isEmpty } }
        guard !ids.isEmpty else { throw ClaimsError("the \(rows.name) has no id; give at least one") }
        return ids
    }
}
