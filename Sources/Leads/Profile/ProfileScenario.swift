import Claims
import Detection
import Features
import Foundation
import Statistics

/// The general vector of a facility or a patient against peers: no named behaviour, a second look for whoever stands
/// out on several features at once.
///
/// Robust z within the peer group, only the unusual side of each feature; several detectors on the whole table; each
/// score an empirical tail probability among the subject's peers; fused by the Cauchy combination and calibrated again.
/// By construction the fused probability is uniform over a population without anomalies, so q values stay near one:
/// this scenario orders subjects for a second look, it does not claim discoveries.
struct ProfileScenario: Scenario {
    static let method = "profile"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        let thresholds = specification.thresholds
        let kind: SubjectKind = specification.subject == .facility ? .facility : .patient
        var outcome = ScenarioOutcome()
        guard let scoring = try context.profileScoring(specification) else {
            outcome.counts = try ProfileScoring.counts(specification, in: context)
            return outcome
        }
        let (comparison, table, fused) = (scoring.comparison, scoring.table, scoring.fused)
        let slices = kind.slices(of: context.store)
        outcome.counts = scoring.counts
        let qValues = BenjaminiHochberg.qValues(fused.tailProbability)
        outcome.tails.add("profile", of: specification, in: context) { tails in
            // A rank among n peers has the steps of a count: 1 / (n + 1).
            for (probability, peers) in zip(fused.tailProbability, fused.peerCount) {
                tails.add(log10AtLeast: log10(probability), log10Above: log10(max(0, probability - 1 / Double(peers + 1))))
            }
        }

        let largestP = try thresholds.value("maximum_p")
        let minimumFar = try thresholds.integer("minimum_extreme_features")
        let minimumBeyond = try thresholds.integer("minimum_beyond_p99")
        for (place, row) in scoring.rows.enumerated() {
            // In a small group no probability can be small; its most unusual member is looked at all the same.
            let finest = 1 / Double(max(1, fused.peerCount[place] + 1))
            guard fused.tailProbability[place] <= max(largestP, finest * (1 + 1e-9)) else { continue }
            let extreme = try extremeColumns(comparison, row: row)
            guard extreme.far.count >= minimumFar, extreme.beyondP99.count >= minimumBeyond else { continue }
            let strength = -log10(fused.tailProbability[place])
            let weights = try weights(scoring.detectors, scoring.unusual.row(place))
            outcome.candidates.append(candidate(
                subject: table.subjects[row], kind: kind, slice: slices[Int(table.subjects[row])], context: context, strength: strength,
                pValue: fused.tailProbability[place], qValue: qValues[place], group: comparison.grouping.group(ofRow: row),
                peerCount: fused.peerCount[place],
                reasons: table.definitions.indices.filter(extreme.far.contains).map { column in
                    reason(comparison.cell(row: row, column: column), table.definitions[column], strength * weights[column])
                }))
        }
        return outcome
    }

    /// Columns whose value is far out on the unusual side by robust z, and those of them beyond the peers' 99th
    /// percentile as well: the spread of a rare event among peers is next to nothing, so any such event has a large z.
    private func extremeColumns(_ comparison: PeerComparison, row: Int) throws -> (far: Set<Int>, beyondP99: Set<Int>) {
        let minimum = try specification.thresholds.value("minimum_z")
        let far = Set(comparison.table.definitions.indices.filter { column in
            ProfileScoring.towards(comparison.table.definitions[column].direction, comparison.standardized[row, column]) >= minimum
        })
        let beyond = far.filter { column in
            let cell = comparison.cell(row: row, column: column)
            return cell.z < 0 || cell.value > cell.peerP99
        }
        return (far, beyond)
    }

    /// The share of each feature in the row's scores, the mean over detectors of their positive contributions.
    private func weights(_ models: [FittedDetector], _ row: [Double]) throws -> [Double] {
        var weights = [Double](repeating: 0, count: row.count)
        for model in models {
            let positive = try model.contributions(row).map { max(0, $0) }
            let total = positive.reduce(0, +)
            guard total > 0 else { continue }
            for index in weights.indices { weights[index] += positive[index] / total / Double(models.count) }
        }
        return weights
    }

    private func reason(_ cell: PeerComparison.Cell, _ definition: FeatureDefinition, _ contribution: Double) -> CandidateReason {
        CandidateReason(
            feature: definition.name, title: definition.title, unit: definition.unit.title, value: cell.value,
            peerMedian: cell.peerMedian, peerP99: cell.peerP99, contribution: contribution)
    }

    private func candidate(
        subject: Int32, kind: SubjectKind, slice: ArraySlice<Int32>, context: ScreeningContext, strength: Double,
        pValue: Double, qValue: Double, group: PeerGroup?, peerCount: Int, reasons: [CandidateReason]
    ) -> Candidate {
        let store = context.store
        // What is beyond the peers' 99th percentile convinces at sight, so it stands first; then by contribution.
        func isBeyond(_ reason: CandidateReason) -> Bool { reason.value > reason.peerP99 ?? .infinity }
        let ordered = reasons.sorted { left, right in
            if isBeyond(left) != isBeyond(right) { return isBeyond(left) }
            return (right.contribution, left.feature) < (left.contribution, right.feature)
        }
        let facilities = kind == .facility ? [subject] : Array(Set(slice.map { store.settlements.facility[Int($0)] })).sorted()
        return Candidate(
            scenario: specification.slug, subjectKind: specification.subject, subjectID: kind.identifiers(of: store)[subject],
            facilities: facilities, person: kind == .patient ? subject : nil,
            firstDay: store.period?.lowerBound ?? 0, lastDay: store.period?.upperBound ?? 0, strength: strength,
            pValue: pValue, qValue: qValue, peerGroup: group?.key ?? .init(zh: "无同类可比", en: "no peers"), peerCount: peerCount,
            reasons: ordered, rows: EvidenceRows.rows(of: slice, features: ordered.map(\.feature), in: context),
            checked: [
                (.init(zh: "同类机构或人群的正常差异", en: "ordinary differences among peers"),
                 .init(zh: "已与同类组比较；样本少的比率已收缩", en: "compared within the peer group; rates of small counts were shrunken")),
            ])
    }
}
