import Claims
import Features
import Foundation
import Statistics

/// What is unusual about a hospital's stays as a whole: patients over beds, copied bills; growth beside them.
///
/// Each is a tail probability among peers; a facility's is twice the lesser of the first two. Growth has too many innocent
/// reasons to be one of them: it is told beside them.
struct HospitalSigns {
    private struct Facility {
        let number: Int32
        var occupancy: Double?
        var twins: Double?
        var log10P: Double
    }

    private var facilities: [Facility] = []
    private(set) var subjects = SubjectTails([])
    private(set) var tails = LawTails()
    private let grouping: PeerGrouping
    private let rowOfFacility: [Int]
    private let census: FacilityCensus
    private let bills: BillTwins?
    private let twinRates: PeerRates
    private let growthRates: PeerRates
    private let occupancyPeers: [[Double]]

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
        let groupCount = grouping.groups.count
        let contamination = try thresholds.value("contamination_share")
        func rates(_ successes: [Double], _ trials: [Double]) -> PeerRates {
            PeerRates(successes: successes, trials: trials, group: group, groupCount: groupCount, contamination: contamination)
        }

        census = FacilityCensus(store, isTrial: isKnown, margin: Int32(try thresholds.integer("census_margin_days")))
        let census = census
        let leastOver = try thresholds.integer("minimum_days_over")
        occupancyPeers = grouping.groups.map { peers in
            peers.members.map { census.meanOccupancy[Int(subjects[Int($0)])] }.filter { $0 > 0 }.map { log($0) }
        }
        let scales = occupancyPeers.map { $0.count > 2 ? RobustScale($0) : nil }

        bills = try store.feeLines.map { lines in
            BillTwins(
                lines, of: stays, traits: traits, isTrial: isTrial, minimumItems: try thresholds.integer("minimum_bill_items"),
                minimumCosine: try thresholds.value("minimum_cosine"), feeDifference: try thresholds.value("twin_fee_difference"),
                largestNeighbors: try thresholds.integer("twin_comparisons"))
        }
        var (twins, twinTrials) = ([Double](repeating: 0, count: subjects.count), [Double](repeating: 0, count: subjects.count))
        var (later, both) = (twins, twins)
        let middle = store.period.map { ($0.lowerBound + $0.upperBound) / 2 } ?? 0
        for stay in 0..<stays.count where isKnown[stay] && rowOfFacility[Int(stays.facility[stay])] >= 0 {
            let row = rowOfFacility[Int(stays.facility[stay])]
            if let bills, bills.isTrial[stay] {
                twinTrials[row] += 1
                if bills.isTwin[stay] { twins[row] += 1 }
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
            let occupancy = census.meanOccupancy[Int(facility)]
            if occupancy > 0, let scale = scales[group[row]], scale.scale > 0 {
                let tail = Normal().log10TailProbability(of: scale.robustZ(log(occupancy)))
                occupancies.append(tail)
                found.log10P = tail
                if census.daysOver[Int(facility)] >= leastOver { found.occupancy = tail }
            }
            if let tail = twinRates.log10TailProbability(of: row) {
                found.log10P = min(found.log10P, tail)
                if twins[row] >= leastTwins { found.twins = tail }
            }
            found.log10P = max(PeerCounts.least, min(0, found.log10P + log10(2)))
            facilities.append(found)
        }
        tails.add("occupancy", of: specification, in: context) { tails in for tail in occupancies { tails.add(log10P: tail) } }
        self.subjects = SubjectTails(facilities.map(\.log10P))
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
        if facility.occupancy != nil {
            let peers = occupancyPeers[Int(grouping.groupOfRow[row])].map { exp($0) }
            reasons.append(.init(
                feature: "occupancy", title: .init(zh: "在院人数与核定床位之比（日均；超过核定床位\(census.daysOver[number])天）", en: "patients over approved beds, daily mean; over 1 on \(census.daysOver[number]) days"),
                unit: .init(zh: "比值", en: "ratio"), value: census.meanOccupancy[number], peerMedian: median(peers), peerP99: quantile(peers, 0.99),
                contribution: isByTwins ? 0 : strength))
            cases.formUnion(own.filter { census.isOver[$0] })
        }
        if facility.twins != nil, let bills, let law = twinRates.law(of: row) {
            reasons.append(.init(
                feature: "twin_bill_share", title: .init(zh: "与同机构同病种他人住院明细几乎相同的占比", en: "share of stays whose bill is nearly another person's of the same category"),
                unit: .init(zh: "占比", en: "share"), value: twinRates.rate(of: row), peerMedian: law.median, peerP99: law.p99,
                contribution: isByTwins ? strength : 0))
            cases.formUnion(own.filter { bills.isTwin[$0] })
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
            checked: [
                (.init(zh: "大医院普遍加床", en: "extra beds, as large hospitals have"), .init(zh: "与同类机构的床位使用比较", en: "compared with how full its peers are")),
                (.init(zh: "临床路径、单病种标准化收费", en: "clinical pathways and package prices"), .init(zh: "与同类机构的雷同比例比较；项目过少的住院不比较", en: "compared with the share among its peers; bills of few items were left out")),
                (.init(zh: "精神、康复、长期照护机构", en: "psychiatric, rehabilitation and nursing houses"), .init(zh: "未计入", en: "left out")),
                AdmissionCandidate.wholeStay,
            ],
            evidence: AdmissionCandidate.visits(of: listed, stays))
        candidate.caseCount = listed.count
        return candidate
    }
}
