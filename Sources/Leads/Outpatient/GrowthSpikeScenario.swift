import Claims
import Features
import Foundation
import Statistics

/// 费用异常增长: a facility whose insurance money for one kind of care grows far beyond its own past and its peers' movement.
///
/// For every kind of care and every place where the period can be cut in two, the log ratio of the daily money after the
/// cut to that before it is compared with the same ratio of the peers, which takes out season, holidays and new prices
/// (the differences-in-differences of O. Ashenfelter and D. Card, 1985). The noise of a ratio of sums is the reciprocal of
/// the effective numbers of persons; what the peers differ beyond it is estimated robustly (`PeerMeans`). How far out the
/// result lies is read off the tail of the squares of all such results (`ExponentialTail`): a normal tail whose scale the
/// results themselves give.
struct GrowthSpikeScenario: Scenario {
    static let method = "growth"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    private struct Test {
        var facility: Int
        var kind: CareSeries.Kind
        var before: Range<Int>
        var after: Range<Int>
        var logRatio: Double
        var variance: Double
        /// Of the variance's own error: Σ variance² / (drawings − 1) of its two parts.
        var varianceError: Double
        var z = 0.0
        var log10P = 0.0
        var center = 0.0
        var spread = 0.0
        var peers = 0
    }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        let thresholds = specification.thresholds
        let store = context.store
        var outcome = ScenarioOutcome()
        let exempt = specification.exemptionOfRows(store).map { $0 >= 0 }
        let rehabilitation = store.feeLines.map { lines in
            (0..<lines.items.count).map { context.knowledge.rehabilitation.contains(code: lines.items[Int32($0)]) }
        }
        let minimumSteps = try thresholds.integer("minimum_steps")
        let days = store.period?.count ?? 0
        let long = try thresholds.integer("step_days")
        let stepDays = days / long >= minimumSteps ? long : try thresholds.integer("short_step_days")
        let series = CareSeries(
            store, stepDays: stepDays, leftOutDays: try thresholds.integer("left_out_days"), isRehabilitation: rehabilitation, isExempt: exempt)
        guard let series, series.stepCount >= minimumSteps else { return outcome }
        var tests = try tests(series, facilityCount: store.facilities.count)
        let scored = try scored(&tests, FacilityPeers(specification, in: context))
        outcome.counts = ["steps": series.stepCount, "step_days": stepDays, "tests": scored.count]

        var ofFacility: [Int: [Test]] = [:]
        for test in scored { ofFacility[test.facility, default: []].append(test) }
        let facilities = ofFacility.keys.sorted()
        let subjects = SubjectTails(facilities.map { CombinedTail.log10Bonferroni((ofFacility[$0] ?? []).map(\.log10P)) ?? 0 })
        outcome.tails.add("growth", of: specification, in: context) { tails in for test in scored { tails.add(log10P: test.log10P) } }
        let largestQ = try thresholds.value("maximum_q")
        let leastGrowth = try thresholds.value("minimum_growth")
        let leastYuan = try thresholds.value("minimum_extra_yuan")
        let limits = try GrowthOrigins.Limits(specification, stepDays: stepDays, store)
        for (place, facility) in facilities.enumerated() where subjects.qValues[place] <= largestQ {
            let far = (ofFacility[facility] ?? []).filter { test in
                exp(test.logRatio - test.center) >= leastGrowth && extra(test, series) >= leastYuan
            }.sorted { ($0.log10P, $0.kind.rawValue, $0.after.lowerBound) < ($1.log10P, $1.kind.rawValue, $1.after.lowerBound) }
            guard let strongest = far.first, strongest.log10P <= subjects.log10Ps[place] / 2 else { continue }
            func rows(_ days: ClosedRange<Int32>) -> [Int32] {
                store.byFacility[facility].filter { row in
                    days.contains(store.settlements.day[Int(row)]) && !exempt[Int(row)]
                        && isOf(strongest.kind, Int(row), store, rehabilitation)
                }
            }
            let (days, past) = (series.days(strongest.after), series.days(strongest.before))
            let origins = GrowthOrigins(
                facility: facility, days: days, past: past, rows: rows(days), pastRows: rows(past),
                extraShare: 1 - exp(strongest.center - strongest.logRatio), store: store)
            if let innocent = origins.explanation(limits) {
                outcome.suppressions.append(specification.suppression(
                    ofFacility: store.facilities.id[Int32(facility)], innocent.exemption, innocent.reason))
                continue
            }
            outcome.candidates.append(candidate(
                strongest, far, series, origins, pValue: subjects.pValues[place], qValue: subjects.qValues[place],
                strength: subjects.strength(place), rehabilitation, context))
        }
        return outcome
    }

    /// Every cut with enough own past before it: what follows up to the end of the period, and the one step after it.
    private func tests(_ series: CareSeries, facilityCount: Int) throws -> [Test] {
        let leastPast = try specification.thresholds.integer("minimum_past_steps")
        let leastCount = try specification.thresholds.integer("minimum_step_settlements")
        let leastShare = try specification.thresholds.value("minimum_step_share")
        var tests: [Test] = []
        for facility in 0..<facilityCount {
            for kind in CareSeries.Kind.allCases {
                for cut in stride(from: leastPast, to: series.stepCount, by: 1) {
                    // A facility or line of work that has only just begun has no past to grow from.
                    guard (0..<cut).allSatisfy({ series.step(facility, kind, $0).count >= leastCount }) else { break }
                    let past = (0..<cut).map { Double(series.settlements(facility, $0)) }
                    guard (past.min() ?? 0) >= leastShare * past.reduce(0, +) / Double(cut) else { continue }
                    let before = series.sum(facility, kind, 0..<cut)
                    for after in Set([cut..<series.stepCount, cut..<cut + 1]).sorted(by: { $0.upperBound < $1.upperBound }) {
                        let now = series.sum(facility, kind, after)
                        guard before.fen > 0, now.fen > 0, before.effectiveCount > 0, now.effectiveCount > 0 else { continue }
                        // As many drawings as both would have if nothing had changed: those of a past that is small by chance
                        // would overrate its growth.
                        let drawings = before.effectiveCount + now.effectiveCount
                        let parts = [cut, after.count].map { length in drawings * Double(length) / Double(cut + after.count) }
                        tests.append(Test(
                            facility: facility, kind: kind, before: 0..<cut, after: after,
                            logRatio: log(now.fen / Double(after.count)) - log(before.fen / Double(cut)),
                            variance: parts.reduce(0) { $0 + 1 / $1 },
                            varianceError: parts.reduce(0) { $0 + 1 / ($1 * $1 * max(1, $1 - 1)) }))
                    }
                }
            }
        }
        return tests
    }

    private func scored(_ tests: inout [Test], _ peers: FacilityPeers) throws -> [Test] {
        let least = try specification.thresholds.integer("minimum_peers")
        let minimumSpread = try specification.thresholds.value("minimum_spread")
        func cells(_ key: (Test) -> [Int]) -> [[Int]: [Int]] {
            var cells: [[Int]: [Int]] = [:]
            for (index, test) in tests.enumerated() { cells[key(test), default: []].append(index) }
            return cells
        }
        func cut(_ test: Test) -> [Int] { [test.kind.rawValue, test.after.lowerBound, test.after.upperBound] }
        let wide = cells(cut)
        let near = cells { cut($0) + [peers.groupOfFacility[$0.facility]] }
        var laws: [[Int]: PeerMeans] = [:]
        for (key, members) in Array(wide) + Array(near) where members.count >= least {
            laws[key] = PeerMeans(
                means: members.map { tests[$0].logRatio }, variances: members.map { tests[$0].variance }, minimumSpread: minimumSpread)
        }
        var scored: [Test] = []
        for test in tests {
            guard let law = laws[cut(test) + [peers.groupOfFacility[test.facility]]] ?? laws[cut(test)] else { continue }
            var copy = test
            let variance = law.spread * law.spread + test.variance
            copy.z = Self.normal(law.z(mean: test.logRatio, variance: test.variance), degreesOfFreedom: variance * variance / test.varianceError)
            (copy.center, copy.spread, copy.peers) = (law.center, law.spread, law.count)
            scored.append(copy)
        }
        let share = try specification.thresholds.value("tail_share")
        guard let tail = ExponentialTail(
            scored.map { Self.square($0.z) }, tailShare: share, minimumExcesses: try specification.thresholds.integer("minimum_excesses"),
            minimumMeanExcess: try specification.thresholds.value("minimum_square_excess"))
        else { return [] }
        for index in scored.indices { scored[index].log10P = max(-300, tail.log10TailProbability(of: Self.square(scored[index].z))) }
        return scored
    }

    /// The normal value as improbable as a Student's t (D. Wallace, "Bounds on normal approximations to Student's and the
    /// chi-square distributions", 1959): a noise that is itself estimated from few drawings (B. Welch, 1947) says less.
    private static func normal(_ t: Double, degreesOfFreedom: Double) -> Double {
        let freedom = max(1, degreesOfFreedom)
        let size = (8 * freedom + 1) / (8 * freedom + 3) * (freedom * log1p(t * t / freedom)).squareRoot()
        return t < 0 ? -size : size
    }

    /// The square with the sign kept. A z is a sum over many persons divided by its own noise, so its tail is that of a normal
    /// value of some scale, which is exponential in the square. Exponential in z itself, as the logarithms of bills are, it
    /// would throw away how little a large clinic's own months vary. The scale is read off the results, never below the threshold's.
    private static func square(_ z: Double) -> Double { z * abs(z) }

    /// Yuan beyond what the past and the peers' movement make likely.
    private func extra(_ test: Test, _ series: CareSeries) -> Double {
        let now = series.sum(test.facility, test.kind.paid, test.after).fen
        return now * (1 - exp(test.center - test.logRatio)) / 100
    }

    private func isOf(_ kind: CareSeries.Kind, _ row: Int, _ store: ClaimStore, _ rehabilitation: [Bool]?) -> Bool {
        guard kind == .rehabilitation else { return CareSeries.kind(store.settlements.careClass[row]) == kind.paid }
        guard let lines = store.feeLines, let rehabilitation else { return false }
        return lines.lines(ofSettlement: row).contains { lines.item[$0] >= 0 && rehabilitation[Int(lines.item[$0])] }
    }

    private func candidate(
        _ test: Test, _ far: [Test], _ series: CareSeries, _ origins: GrowthOrigins, pValue: Double, qValue: Double, strength: Double,
        _ rehabilitation: [Bool]?, _ context: ScreeningContext
    ) -> Candidate {
        let store = context.store
        let rows = origins.rows
        let newDepartments = origins.newDepartments(within: series.stepDays)?.share
        let kind = Self.name(of: test.kind)
        var reasons = ReasonList()
        let measure = Self.measure(of: test.kind)
        reasons.add("\(test.kind)_growth", "\(measure.zh)与自身以往之比（同类值为同期机构的变动）", "\(measure.en) against its own past; peers: their movement",
                    ReasonList.ratio, exp(test.logRatio), median: exp(test.center), p99: exp(test.center + 2.326 * test.spread), contribution: -test.log10P)
        reasons.add("extra_yuan", "超出以往和同类变动的金额", "money beyond its past and its peers' movement", (zh: "元", en: "yuan"), extra(test, series))
        let past = series.sum(test.facility, test.kind, test.before)
        let now = series.sum(test.facility, test.kind, test.after)
        let steps = Double(test.after.count) / Double(test.before.count)
        reasons.add("settlement_growth", "其中结算笔数与以往之比", "of which: number of settlements against the past", ReasonList.ratio,
                    Double(now.count) / max(1, Double(past.count) * steps))
        if let newDepartments {
            reasons.add("new_department_share", "其中增长前后才出现的科室所占金额", "of it at departments that began about when it grew", ReasonList.share, newDepartments, contribution: 0)
        }
        var seen: Set<Int> = [test.kind.rawValue]
        for other in far where seen.insert(other.kind.rawValue).inserted {
            let measure = Self.measure(of: other.kind)
            reasons.add("\(other.kind)_growth", "\(measure.zh)与自身以往之比", "\(measure.en) against its own past", ReasonList.ratio,
                        exp(other.logRatio), median: exp(other.center), contribution: 0)
        }
        var lines: [LineAtRisk] = []
        if test.kind == .rehabilitation, let fees = store.feeLines, let rehabilitation {
            for row in rows {
                for line in fees.lines(ofSettlement: Int(row)) where fees.item[line] >= 0 && rehabilitation[Int(fees.item[line])] {
                    lines.append(LineAtRisk(line: Int32(line), fen: fees.inScope[line] == Fen.missing ? Fen.orZero(fees.amount[line]) : fees.inScope[line]))
                }
            }
        }
        let days = series.days(test.after)
        return Candidate(
            scenario: specification.slug, subjectKind: .facility, subjectID: store.facilities.id[Int32(test.facility)],
            facilities: [Int32(test.facility)], firstDay: days.lowerBound, lastDay: days.upperBound, strength: strength, pValue: pValue,
            qValue: qValue, peerGroup: .init(zh: "同期有\(kind.zh)业务的机构", en: "facilities with \(kind.en) in the same steps"), peerCount: test.peers,
            reasons: reasons.reasons, rows: lines.isEmpty ? rows : [],
            checked: [
                (.init(zh: "季节、节假日、调价", en: "season, holidays, prices"), .init(zh: "已扣除同类机构同期变动", en: "the peers' movement at the same time is taken out")),
                (.init(zh: "流感等流行性疾病", en: "influenza and the like"), .init(zh: "增长并非主要来自同期普遍上升的流行性疾病", en: "what grew is not mostly diseases that everybody sees more of")),
                (.init(zh: "新开业", en: "a new facility or service"), .init(zh: "每一期均有足够的以往业务量", en: "enough of it in every step before")),
                (.init(zh: "新开科室", en: "a new department"), newDepartments.map { share in
                    .init(zh: "新出现科室占 \(Int((share * 100).rounded()))%，请核对其设置与执业登记", en: "departments that are new hold \(Int((share * 100).rounded())) %: ask for their registration")
                } ?? .init(zh: "无科室信息，无法核对", en: "cannot be told without departments")),
                (.init(zh: "个别大额费用", en: "a few large bills"), .init(zh: "按有效人数计入误差", en: "they widen the error by the effective number of persons")),
                (.init(zh: "促销、体检、义诊", en: "a promotion, a check-up day"), .init(zh: "每期金额最高的几日不计", en: "the days of most money in each step are left out")),
                (.init(zh: "承接停业机构的患者", en: "patients of a facility that closed"), .init(zh: "新增患者并非主要来自停业机构", en: "most new patients do not come from one")),
            ], lines: lines)
    }

    private static func measure(of kind: CareSeries.Kind) -> LocalizedText {
        guard kind != .admission else { return .init(zh: "住院人次", en: "number of stays") }
        let name = name(of: kind)
        return .init(zh: "\(name.zh)医保支付（含个人账户）", en: "insurance money (accounts included) for \(name.en)")
    }

    private static func name(of kind: CareSeries.Kind) -> LocalizedText {
        switch kind {
        case .outpatient: .init(zh: "普通门诊", en: "outpatient care")
        case .chronic: .init(zh: "门诊慢特病", en: "special outpatient care")
        case .pharmacy: .init(zh: "药店购药", en: "pharmacy purchases")
        case .inpatient, .admission: .init(zh: "住院", en: "inpatient care")
        case .rehabilitation: .init(zh: "康复", en: "rehabilitation")
        }
    }
}
