import Claims
import Features
import Foundation
import Statistics

/// What is unusual about a hospital's stays as a whole: patients over beds, copied bills; growth beside them.
///
/// Each is a tail probability among peers; a facility's is twice the lesser of the first two. Growth has too many innocent
/// reasons to be one of them: it is told beside them. So has a house that is somewhat too full, for extra beds stand in many
/// corridors: only one that has far more patients than beds for a month is asked about, and one that has so many
/// all the time that it is the number of beds which must be wrong is a finding about the data.
struct HospitalSigns {
    private struct Facility {
        let number: Int32
        /// Of a crowded house.
        var occupancy: Double?
        var twins: Double?
        var log10P: Double
        /// The number of beds must be wrong, so nothing is said of them.
        var hasImplausibleBeds = false
    }

    private var facilities: [Facility] = []
    private(set) var subjects = SubjectTails([])
    private(set) var tails = LawTails()
    private(set) var findings: [DataFinding] = []
    private let grouping: PeerGrouping
    private let rowOfFacility: [Int]
    private let census: FacilityCensus
    private let bills: BillTwins?
    private let twinRates: PeerRates
    private let growthRates: PeerRates
    private let occupancyPeers: [[Double]]
    private let leastOver: Int
    private let crowding: Double

    init(
        _ context: ScreeningContext, _ specification: ScenarioSpecification, traits: StayTraits, isKnown: [Bool], isTrial: [Bool], isLongTerm: [Bool]
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
        func rates(_ successes: [Double], _ trials: [Double]) -> PeerRates {
            PeerRates(successes: successes, trials: trials, group: group, members: members, contamination: contamination)
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

        bills = try store.feeLines.map { lines in
            BillTwins(
                lines, of: stays, traits: traits, isTrial: isTrial, minimumItems: try thresholds.integer("minimum_bill_items"),
                minimumCosine: try thresholds.value("minimum_cosine"), feeDifference: try thresholds.value("twin_fee_difference"),
                largestNeighbors: try thresholds.integer("twin_comparisons"))
        }
        var (twins, twinTrials) = ([Double](repeating: 0, count: subjects.count), [Double](repeating: 0, count: subjects.count))
        var (later, both) = (twins, twins)
        // An operation and what belongs to it have one price for everybody: a house that only operates copies nothing.
        let isOperated = StayCharges.hasSurgery(store)
        var withoutOperation = twins
        let middle = store.period.map { ($0.lowerBound + $0.upperBound) / 2 } ?? 0
        for stay in 0..<stays.count where isKnown[stay] && rowOfFacility[Int(stays.facility[stay])] >= 0 {
            let row = rowOfFacility[Int(stays.facility[stay])]
            if let bills, bills.isTrial[stay] {
                twinTrials[row] += 1
                if bills.isTwin[stay] { twins[row] += 1 }
                if bills.isTwin[stay], !isOperated[stay] { withoutOperation[row] += 1 }
            }
            both[row] += 1
            if stays.beginDay[stay] > middle { later[row] += 1 }
        }
        twinRates = rates(twins, twinTrials)
        growthRates = rates(later, both)

        tails.add("twin_bill_share", of: specification, in: context) { twinRates.add(to: &$0) }
        var occupancies: [Double] = []
        let leastTwins = try thresholds.value("minimum_twins")
        for (row, facility) in subjects.enumerated() where group[row] >= 0 {
            var found = Facility(number: facility, log10P: 0)
            if let house = census.houses[Int(facility)] {
                let tail = Self.log10TailProbability(of: house.meanOccupancy, among: occupancyPeers[group[row]])
                if let tail { occupancies.append(tail) }
                let isCrowded = house.daysCrowded >= leastCrowded
                if isCrowded, house.meanOccupancy >= implausible {
                    found.hasImplausibleBeds = true
                    findings.append(Self.finding(
                        house, days: census.days, beds: store.facilities.beds[Int(facility)], facility: store.facilities.id[facility]))
                } else if isCrowded, let tail {
                    (found.occupancy, found.log10P) = (tail, tail)
                }
            }
            if let tail = twinRates.log10TailProbability(of: row) {
                found.log10P = min(found.log10P, tail)
                if withoutOperation[row] >= leastTwins { found.twins = tail }
            }
            found.log10P = max(PeerCounts.least, min(0, found.log10P + log10(2)))
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
            let facility = facilities[place]
            guard subjects.qValues[place] <= largestQ, let least = [facility.occupancy, facility.twins].compactMap(\.self).min(),
                  least + log10(2) <= facility.log10P + 1e-9 else { return nil }
            return candidate(place, specification, traits: traits, store: store)
        }
    }

    private func candidate(
        _ place: Int, _ specification: ScenarioSpecification, traits: StayTraits, store: ClaimStore
    ) -> Candidate {
        let stays = store.stays
        let facility = facilities[place]
        let number = Int(facility.number)
        let row = rowOfFacility[number]
        let strength = subjects.strength(place)
        let own = stays.byFacility[number].map { Int($0) }
        let isByTwins = (facility.twins ?? 0) <= (facility.occupancy ?? 0)
        var reasons: [CandidateReason] = []
        var cases: Set<Int> = []
        var checked: [(explanation: LocalizedText, result: LocalizedText)] = []
        if let house = census.houses[number], facility.occupancy != nil || house.daysOver >= leastOver && !facility.hasImplausibleBeds {
            reasons += self.reasons(of: house, beds: store.facilities.beds[number], row: row, contribution: isByTwins ? 0 : strength)
            if facility.occupancy != nil { cases.formUnion(census.staysOfFullestDay(at: number, stays)) }
            checked += Self.bedChecks
        }
        if facility.twins != nil, let bills, let law = twinRates.law(of: row) {
            reasons.append(.init(
                feature: "twin_bill_share", title: .init(zh: "与本机构同病种他人住院明细几乎相同、他院却无雷同的占比",
                    en: "share of stays whose bill is nearly another person's of the same category here, and nobody's elsewhere"),
                unit: .init(zh: "占比", en: "share"), value: twinRates.rate(of: row), peerMedian: law.median, peerP99: law.p99,
                contribution: isByTwins ? strength : 0))
            // Beside a crowded house they are told, but it is the patients of the fullest day that are looked for.
            if isByTwins { cases.formUnion(own.filter { bills.isTwin[$0] }) }
        }
        if let law = growthRates.law(of: row) {
            reasons.append(.init(
                feature: "later_half_share", title: .init(zh: "后半期住院人次占比（增长）", en: "share of its stays in the later half of the period (growth)"),
                unit: .init(zh: "占比", en: "share"), value: growthRates.rate(of: row), peerMedian: law.median, peerP99: law.p99, contribution: 0))
        }
        reasons.sort { ($1.contribution, $0.feature) < ($0.contribution, $1.feature) }
        let listed = cases.sorted()
        let period = AdmissionCandidate.period(of: listed, store)
        let peers = grouping.group(ofRow: row)
        var candidate = Candidate(
            scenario: specification.slug, subjectKind: .facility, subjectID: store.facilities.id[facility.number], facilities: [facility.number],
            firstDay: period.first, lastDay: period.last, strength: strength, pValue: subjects.pValues[place],
            qValue: subjects.qValues[place], peerGroup: peers?.key ?? .init(zh: "无同类可比", en: "no peers"), peerCount: peers?.count ?? 0, reasons: reasons,
            rows: AdmissionCandidate.rows(of: listed, stays), exemptions: specification.exemptionTexts(own.lazy.map { traits.exemption[$0] }),
            checked: checked + [
                (
                    .init(zh: "临床路径、单病种标准化收费", en: "clinical pathways and package prices"),
                    .init(
                        zh: "他院同病种也有雷同明细的不计；与同类机构的雷同比例比较；项目过少的住院不比较",
                        en: """
                            bills that have their like at other facilities do not count; compared with the share among its peers; bills of few \
                            items were left out
                            """)),
                (.init(zh: "精神、康复、长期照护机构", en: "psychiatric, rehabilitation and nursing houses"), .init(zh: "未计入", en: "left out")),
                AdmissionCandidate.wholeStay,
            ],
            evidence: AdmissionCandidate.visits(of: listed, stays))
        candidate.caseCount = listed.count
        return candidate
    }

    private static let bedChecks: [(explanation: LocalizedText, result: LocalizedText)] = [
        (
            .init(zh: "加床、短期满员", en: "extra beds; a house that is full for a while"),
            .init(zh: "单独成线索的须长期远超核定床位，并与同类机构比较", en: "by itself a lead only where far beyond the beds for long, and beyond peers")),
        (
            .init(zh: "核定床位过时、多院区", en: "approved beds out of date; several sites"),
            .init(zh: "数据中无法核对，请查执业许可证", en: "cannot be told here; hold the number against the licence")),
        (
            .init(zh: "日间病房、新生儿与母亲同床", en: "day wards; newborns with their mothers"),
            .init(zh: "未计入在院人数", en: "not counted as patients in bed")),
    ]

    private func reasons(of house: FacilityCensus.House, beds: Int32, row: Int, contribution: Double) -> [CandidateReason] {
        let peers = occupancyPeers[Int(grouping.groupOfRow[row])]
        let day = CalendarDay.text(house.fullestDay)
        return [
            .init(
                feature: "occupancy",
                title: .init(
                    zh: "在院人数与核定床位之比（日均；超过核定床位\(house.daysOver)天）",
                    en: "patients over approved beds, daily mean; over 1 on \(house.daysOver) days"),
                unit: .init(zh: "比值", en: "ratio"), value: house.meanOccupancy, peerMedian: median(peers), peerP99: quantile(peers, 0.99),
                contribution: contribution),
            .init(
                feature: "crowded_days",
                title: .init(
                    zh: "在院人数达核定床位\(crowding)倍以上的天数（共\(census.days)天）", en: "days with at least \(crowding) patients a bed, of \(census.days)"),
                unit: .init(zh: "天", en: "days"), value: Double(house.daysCrowded), peerMedian: nil, peerP99: nil, contribution: 0),
            .init(
                feature: "fullest_day",
                title: .init(
                    zh: "最满一日（\(day)）的在院人数，核定床位\(beds)张", en: "patients on the fullest day (\(day)), in \(beds) approved beds"),
                unit: .init(zh: "人", en: "persons"), value: Double(house.mostPatients), peerMedian: nil, peerP99: nil, contribution: 0),
        ]
    }
}
