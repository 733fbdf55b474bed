import Claims
import Features
import Foundation

/// Many small cases of one facility as one lead: an inspection visits the facility once, and a list of a hundred rows of
/// the same kind would hide every other.
package struct FacilityRollUp {
    /// When cases that may be the person's own doing are the facility's.
    package struct Concentration: Sendable {
        /// Share of a case's settlements that are the facility's, from which it is one of the facility's.
        let share: Double
        /// How many times the facility's share of all settlements its share of the cases must be: a large house has many of everything.
        let lift: Double

        /// From `roll_up_share` and `roll_up_lift`.
        init(_ thresholds: ThresholdTable) throws {
            share = try thresholds.value("roll_up_share")
            lift = try thresholds.value("roll_up_lift")
        }

        /// From `roll_up_share`, for records that contradict each other: these do not come with traffic, so a large house needs no more of them.
        init(ofCases thresholds: ThresholdTable) throws {
            share = try thresholds.value("roll_up_share")
            lift = 0
        }
    }

    private let specification: ScenarioSpecification
    private let minimumCases: Int
    private let looked: [Int32: Int]
    private let concentration: Concentration?

    /// - Parameters:
    ///   - minimumCases: from how many cases on they become one.
    ///   - looked: by facility, among how many the cases were found, where a case is a rarity and not a contradiction: who looks at twenty
    ///     thousand stays finds rare ones.
    ///   - concentration: where a case is a person, who may be at several facilities; without it a case belongs to any that it touches.
    package init(
        _ specification: ScenarioSpecification, minimumCases: Int, among looked: [Int32: Int] = [:], concentration: Concentration? = nil
    ) {
        self.specification = specification
        self.minimumCases = minimumCases
        self.looked = looked
        self.concentration = concentration
    }

    /// The candidates, those of a facility that has enough of them merged. A case at several facilities belongs to the one with most
    /// cases that are nobody else's yet, the first in order of codes among equals.
    package func rolled(_ candidates: [Candidate], in context: ScreeningContext) -> [Candidate] {
        var open = Array(candidates.indices)
        var merged: [(facility: Int32, candidate: Candidate)] = []
        var passed: Set<Int32> = []
        while let facility = commonest(of: open.map { candidates[$0] }, except: passed) {
            let own = open.filter { candidates[$0].facilities.contains(facility) && isAt(facility, candidates[$0], context.store) }
            guard own.count >= minimumCases, !isTraffic(own.count, of: candidates.count, at: facility, context.store) else {
                passed.insert(facility)
                continue
            }
            merged.append((facility, self.merged(own.map { candidates[$0] }, facility, context.store)))
            let taken = Set(own)
            open.removeAll { taken.contains($0) }
        }
        return open.map { candidates[$0] } + merged.sorted { $0.facility < $1.facility }.map(\.candidate)
    }

    /// The facility with most cases, if it has enough of them.
    private func commonest(of candidates: [Candidate], except passed: Set<Int32>) -> Int32? {
        var cases: [Int32: Int] = [:]
        for candidate in candidates { for facility in candidate.facilities where !passed.contains(facility) { cases[facility, default: 0] += 1 } }
        let most = cases.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return most.flatMap { $0.value >= minimumCases ? $0.key : nil }
    }

    private func isAt(_ facility: Int32, _ candidate: Candidate, _ store: ClaimStore) -> Bool {
        guard let concentration else { return true }
        let rows = Set(candidate.rows + candidate.lines.compactMap { store.feeLines?.settlement[Int($0.line)] })
        let here = rows.count { store.settlements.facility[Int($0)] == facility }
        return Double(here) >= concentration.share * Double(rows.count)
    }

    /// Whether so many of the cases are no more than the facility's share of all settlements makes likely.
    private func isTraffic(_ count: Int, of all: Int, at facility: Int32, _ store: ClaimStore) -> Bool {
        guard let concentration else { return false }
        let share = Double(store.byFacility[Int(facility)].count) / Double(max(1, store.settlements.count))
        return Double(count) < concentration.lift * share * Double(all)
    }

    /// The surprisals of separate cases add up, less that of having chosen them: no k of n are together as improbable by chance as the
    /// product of their probabilities times the number of ways to choose k (the union bound), for the k that say most. The
    /// strongest is worth no less than it would be alone.
    private func strength(of ordered: [Candidate], among looked: Int?) -> Double {
        guard let looked else { return ordered.reduce(0) { $0 + $1.strength } }
        var (sum, ways, best) = (0.0, 0.0, ordered[0].strength)
        for (index, candidate) in ordered.enumerated() {
            sum += candidate.strength
            ways += log10(Double(max(1, looked - index)) / Double(index + 1))
            best = max(best, sum - ways)
        }
        return best
    }

    private func merged(_ members: [Candidate], _ facility: Int32, _ store: ClaimStore) -> Candidate {
        let ordered = members.sorted { ($1.strength, $0.subjectID) < ($0.strength, $1.subjectID) }
        let strongest = ordered[0]
        let strength = strength(of: ordered, among: looked[facility])
        var merged = strongest
        merged.subjectKind = .facility
        merged.subjectID = store.facilities.id[facility]
        merged.members = []
        merged.person = nil
        merged.facilities = Array(Set(members.flatMap(\.facilities))).sorted()
        merged.firstDay = members.map(\.firstDay).min() ?? strongest.firstDay
        merged.lastDay = members.map(\.lastDay).max() ?? strongest.lastDay
        merged.strength = strength
        merged.caseCount = members.reduce(0) { $0 + $1.caseCount }
        // The least of several probabilities, corrected for having looked at that many.
        let tests = Double(looked[facility] ?? members.count)
        merged.pValue = members.compactMap(\.pValue).min().map { min(1, $0 * tests) }
        merged.qValue = members.compactMap(\.qValue).min()
        merged.rows = Array(Set(members.flatMap(\.rows))).sorted()
        var fen: [Int32: Int64] = [:]
        for part in members.flatMap(\.lines) { fen[part.line] = max(fen[part.line] ?? 0, part.fen) }
        merged.lines = fen.sorted { $0.key < $1.key }.map { LineAtRisk(line: $0.key, fen: $0.value) }
        var seen: Set<EvidenceRow> = []
        merged.evidence = ordered.flatMap(\.evidence).filter { seen.insert($0).inserted }
        merged.isContradiction = members.allSatisfy(\.isContradiction)
        merged.reasons = [
            CandidateReason(
                feature: "cases", title: .init(zh: "同类情形的起数", en: "cases of the same kind"), unit: .init(zh: "起", en: "cases"),
                value: Double(merged.caseCount), peerMedian: nil, peerP99: nil, contribution: strength - strongest.strength),
        ] + strongest.reasons.map { reason in
            var copy = reason
            copy.title = .init(zh: "其中最突出的一起：" + reason.title.zh, en: "the plainest of them: " + reason.title.en)
            return copy
        }
        return merged
    }
}
