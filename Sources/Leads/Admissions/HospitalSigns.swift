import Claims
import Features
import Foundation
import Statistics

/// What is unusual about a hospital's stays as a whole: patients over beds, bills that are nearly or exactly each other's, admissions on
/// holidays; growth beside them.
///
/// Each is a tail probability; a facility's is the least of them times their number. Growth has too many innocent
/// reasons to be one of them: it is told beside them. So has a house that is somewhat too full, for extra beds stand in many
/// corridors: only one that has far more patients than beds for weeks is asked about, and one that has so many
/// all the time that it is the number of beds which must be wrong is a finding about the data.
struct HospitalSigns {
    /// In the order in which one of several as improbable is told.
    enum Kind: CaseIterable {
        case copies, twins, holidays, occupancy
    }

    private struct Facility {
        let number: Int32
        /// log10 P of those that may make a lead.
        var signs: [Kind: Double] = [:]
        /// Of all that were looked at, corrected for their number.
        var log10P = 0.0
        /// The number of beds must be wrong, so nothing is said of them.
        var hasImplausibleBeds = false

        /// What makes it a lead; nil where what is least probable has too few stays for one.
        var leading: Kind? {
            let least = Kind.allCases.filter { signs[$0] != nil }.min { (signs[$0] ?? 0) < (signs[$1] ?? 0) }
            return least.flatMap { (signs[$0] ?? 0) + log10(Double(Kind.allCases.count)) <= log10P + 1e-9 ? $0 : nil }
        }
    }

    private var facilities: [Facility] = []
    private(set) var subjects = SubjectTails([])
    private(set) var tails = LawTails()
    private(set) var findings: [DataFinding] = []
    private let grouping: PeerGrouping
    private let rowOfFacility: [Int]
    private let census: FacilityCensus
    private let occupancyPeers: [[Double]]
    private let bills: CopiedBills?
    private let twinRates: PeerRates
    private let growthRates: PeerRates
    private let holidays: FacilityExcess
    private let isOnHoliday: [Bool]
    private let leastOver: Int
    private let crowding: Double

    /// - Parameter isTold: stays of groups that are leads already, whose copied bills are not a second question.
    init(
        _ context: ScreeningContext, _ specification: ScenarioSpecification, traits: StayTraits, isKnown: [Bool], isTrial: [Bool], isTold: [Bool], isLongTerm: [Bool],
        isOperated: [Bool]
    ) throws {
        let store = context.store
        let stays = store.stays
        let thresholds = specification.thresholds
        let subjects = (0..<store.facilities.count).filter { place in
            !isLongTerm[place] && stays.byFacility[place].contains { isKnown[Int($0)] }
        }.map { Int32($0) }
        var rowOfFacility = [Int](repeating: -1, count: store.facilities.count)
        for (row, facility) in subjects.enumerated() { rowOfFacility[Int(facility)] = row }
        self.rowOfFacility = rowOfFacility
        grouping = PeerGrouping(.facility, subjects: subjects, in: context.features, parameters: specification.peers ?? PeerParameters())
        let group = grouping.groupOfRow.map(Int.init)
        let members = grouping.membersOfGroup
        let contamination = try thresholds.value("contamination_share")
        func rates(of isCase: (Int) -> Bool, among isTrial: (Int) -> Bool) -> PeerRates {
            var (successes, trials) = ([Double](repeating: 0, count: subjects.count), [Double](repeating: 0, count: subjects.count))
            for stay in 0..<stays.count where isKnown[stay] && rowOfFacility[Int(stays.facility[stay])] >= 0 && isTrial(stay) {
                trials[rowOfFacility[Int(stays.facility[stay])]] += 1
                if isCase(stay) { successes[rowOfFacility[Int(stays.facility[stay])]] += 1 }
            }
            return PeerRates(successes: successes, trials: trials, group: group, members: members, contamination: contamination)
        }

        crowding = try thresholds.value("crowding_multiple")
        leastOver = try thresholds.integer("minimum_days_over")
        let leastCrowded = try thresholds.integer("minimum_crowded_days")
        let implausible = try thresholds.value("implausible_occupancy")
        census = FacilityCensus(store, isTrial: isTrial, margin: Int32(try thresholds.integer("census_margin_days")), crowding: crowding)
        let census = census
        occupancyPeers = grouping.groups.map { peers in
            peers.members.compactMap { census.houses[Int(subjects[Int($0)])]?.meanOccupancy }
        }
        let standard = try FacilityExcess.Parameters(thresholds)
        bills = try store.feeLines.map { try CopiedBills($0, store: store, traits: traits, isTrial: isTrial, isTold: isTold, isOperated: isOperated, standard, thresholds) }
        let bills = bills
        twinRates = rates(of: { bills?.twins.isTwin[$0] ?? false }, among: { bills?.twins.isTrial[$0] ?? false })
        let middle = store.period.map { ($0.lowerBound + $0.upperBound) / 2 } ?? 0
        growthRates = rates(of: { stays.beginDay[$0] > middle }, among: { _ in true })
        isOnHoliday = (0..<stays.count).map { isTrial[$0] && store.calendar.isHoliday(stays.beginDay[$0]) }
        holidays = FacilityExcess(isTrial: isTrial, isCase: isOnHoliday, traits: traits, store: store, standard)

        tails.add("twin_bill_share", of: specification, in: context) { twinRates.add(to: &$0) }
        bills?.excess.add(to: &tails, as: "copied_bill_share", of: specification, in: context)
        holidays.add(to: &tails, as: "holiday_share", of: specification, in: context)
        var occupancies: [Double] = []
        let leastTwins = try thresholds.integer("minimum_twins")
        let leastOnHoliday = try thresholds.integer("minimum_holiday_stays")
        for (row, facility) in subjects.enumerated() where group[row] >= 0 {
            let number = Int(facility)
            let own = stays.byFacility[number].map { Int($0) }
            var found = Facility(number: facility)
            var least = 0.0
            if let house = census.houses[number] {
                let tail = Self.log10TailProbability(of: house.meanOccupancy, among: occupancyPeers[group[row]])
                if let tail { occupancies.append(tail) }
                let isCrowded = house.daysCrowded >= leastCrowded
                if isCrowded, house.meanOccupancy >= implausible {
                    found.hasImplausibleBeds = true
                    findings.append(Self.finding(house, days: census.days, beds: store.facilities.beds[number], facility: store.facilities.id[facility]))
                } else if isCrowded, let tail {
                    found.signs[.occupancy] = tail
                }
            }
            if let tail = twinRates.log10TailProbability(of: row), let bills {
                least = tail
                if own.count(where: { bills.twins.isTwin[$0] && !isOperated[$0] }) >= leastTwins { found.signs[.twins] = tail }
            }
            if let bills, let tail = bills.excess.log10P(of: number), own.count(where: { bills.isCopy[$0] }) >= leastTwins { found.signs[.copies] = tail }
            if let tail = holidays.log10P(of: number), own.count(where: { isOnHoliday[$0] }) >= leastOnHoliday { found.signs[.holidays] = tail }
            least = found.signs.values.reduce(least, min)
            found.log10P = max(PeerCounts.least, min(0, least + log10(Double(Kind.allCases.count))))
            facilities.append(found)
        }
        tails.add("occupancy", of: specification, in: context) { tails in for tail in occupancies { tails.add(log10P: tail) } }
        self.subjects = SubjectTails(facilities.map(\.log10P))
    }

    /// log10 P of being as full, by the median of the peers and the median deviation of their fuller half: houses that stand half empty say
    /// nothing of how full a house gets. On the scale of the logarithm, for houses differ by factors; by Student's law, for a scale of so few
    /// peers is uncertain. Nil where all are as full.
    private static func log10TailProbability(of occupancy: Double, among peers: [Double]) -> Double? {
        let logs = peers.map { log($0) }
        let center = median(logs)
        let upper = logs.filter { $0 >= center }
        let scale = RobustScale(upper + upper.map { 2 * center - $0 })
        guard upper.count > 1, scale.scale > 0 else { return nil }
        return log10(StudentT(degreesOfFreedom: Double(upper.count - 1)).tailProbability(of: scale.robustZ(log(occupancy))))
    }

    private static func finding(_ house: FacilityCensus.House, days: Int, beds: Int32, facility: String) -> DataFinding {
        DataFinding(
            kind: "approved_beds_too_few", facility: facility, count: house.daysCrowded, of: days,
            messageChinese: "机构\(facility)核定床位\(beds)张，最多一日在院\(house.mostPatients)人，床位数应已过时或有误，未据此产生线索；请核对 aprv_bed_cnt",
            messageEnglish: """
                facility \(facility) has \(beds) approved beds and up to \(house.mostPatients) patients a day; the number must be out of date \
                or wrong, so nothing was made of it; check aprv_bed_cnt
                """)
    }

    func candidates(_ specification: ScenarioSpecification, traits: StayTraits, store: ClaimStore) throws -> [Candidate] {
        let largestQ = try specification.thresholds.value("maximum_q")
        return facilities.indices.compactMap { place in
            guard subjects.qValues[place] <= largestQ, let leading = facilities[place].leading else { return nil }
            return candidate(place, leading, specification, traits: traits, store: store)
        }
    }

    private func candidate(_ place: Int, _ leading: Kind, _ specification: ScenarioSpecification, traits: StayTraits, store: ClaimStore) -> Candidate {
        let stays = store.stays
        let facility = facilities[place]
        let number = Int(facility.number)
        let row = rowOfFacility[number]
        let strength = subjects.strength(place)
        let own = stays.byFacility[number].map { Int($0) }
        var reasons: [CandidateReason] = []
        var checked: [(explanation: LocalizedText, result: LocalizedText)] = []
        func contribution(_ kind: Kind) -> Double { kind == leading ? strength : 0 }
        if let house = census.houses[number], facility.signs[.occupancy] != nil || house.daysOver >= leastOver && !facility.hasImplausibleBeds {
            reasons += HospitalReasons.occupancy(
                house, of: census.days, crowding: crowding, beds: store.facilities.beds[number], peers: occupancyPeers[Int(grouping.groupOfRow[row])],
                contribution: contribution(.occupancy))
            checked += HospitalReasons.bedChecks
        }
        if facility.signs[.copies] != nil, let excess = bills?.excess {
            reasons.append(HospitalReasons.copies(excess, of: number, contribution: contribution(.copies)))
        }
        if facility.signs[.twins] != nil, let law = twinRates.law(of: row) {
            reasons.append(HospitalReasons.twins(twinRates.rate(of: row), law, contribution: contribution(.twins)))
        }
        if facility.signs[.holidays] != nil {
            reasons.append(HospitalReasons.holidays(holidays, of: number, contribution: contribution(.holidays)))
            checked.append(HospitalReasons.holidayCheck)
        }
        if let law = growthRates.law(of: row) { reasons.append(HospitalReasons.growth(growthRates.rate(of: row), law)) }
        reasons.sort { ($1.contribution, $0.feature) < ($0.contribution, $1.feature) }
        // The other signs are told beside it, but these are the patients that are looked for.
        let cases = switch leading {
        case .copies: own.filter { bills?.isCopy[$0] ?? false }
        case .twins: own.filter { bills?.twins.isTwin[$0] ?? false }
        case .holidays: own.filter { isOnHoliday[$0] }
        case .occupancy: census.staysOfFullestDay(at: number, stays)
        }
        let period = AdmissionCandidate.period(of: cases, store)
        let peers = grouping.group(ofRow: row)
        let standard = leading == .copies ? bills?.excess : leading == .holidays ? holidays : nil
        var candidate = Candidate(
            scenario: specification.slug, subjectKind: .facility, subjectID: store.facilities.id[facility.number], facilities: [facility.number],
            firstDay: period.first, lastDay: period.last, strength: strength, pValue: subjects.pValues[place],
            qValue: subjects.qValues[place],
            peerGroup: standard == nil ? peers?.key ?? .init(zh: "无同类可比", en: "no peers") : FacilityExcess.peers,
            peerCount: standard?.count ?? peers?.count ?? 0, reasons: reasons,
            rows: AdmissionCandidate.rows(of: cases, stays), exemptions: specification.exemptionTexts(own.lazy.map { traits.exemption[$0] }),
            checked: checked + HospitalReasons.checks + [AdmissionCandidate.wholeStay], evidence: AdmissionCandidate.visits(of: cases, stays))
        candidate.caseCount = cases.count
        return candidate
    }
}
