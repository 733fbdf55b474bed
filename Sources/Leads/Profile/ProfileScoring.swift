import Claims
import Detection
import Features
import Foundation
import LinearAlgebra
internal import Modeling

/// The numbers behind a profile scenario: from vectors to fused tail probabilities, by a fit to this extract or by a model
/// that was fitted to another.
struct ProfileScoring {
    /// The scenario's features of every subject.
    let comparison: PeerComparison
    /// Rows of the table that are scored: those with peers and enough settlements.
    let rows: [Int]
    /// Robust z towards the unusual side, a row for each of `rows`.
    let unusual: Matrix
    let detectors: [FittedDetector]
    /// One array of one score for each of `rows`, for each detector.
    let scores: [[Double]]
    let fused: FusedScores
    let counts: [String: Int]

    var table: FeatureTable { comparison.table }

    /// Fits the scenario's detectors to the extract and scores its own subjects.
    ///
    /// - Returns: nil where there is nothing to tell subjects apart by.
    /// - Throws: `ClaimsError`, `DetectionError`.
    static func fitted(_ specification: ScenarioSpecification, in context: ScreeningContext) throws -> ProfileScoring? {
        let table = try selectedTable(specification, in: context)
        guard !table.definitions.isEmpty, table.subjects.count > 1 else { return nil }
        let peers = specification.peers ?? PeerParameters()
        let grouping = PeerGrouping(table, in: context.features, parameters: peers)
        let comparison = PeerComparison(table, grouping: grouping, parameters: peers, threads: context.threads)
        let (rows, counts) = try scoredRows(comparison.table, comparison.grouping, specification, in: context)
        guard rows.count > 1 else { return nil }
        let unusual = unusualSide(comparison, rows: rows, cap: try specification.thresholds.value("z_cap"))
        let detectors = try (specification.detectors ?? []).map { choice in
            try DetectorCatalog.standard.detector(named: choice.name, hyperparameters: choice.hyperparameters ?? [:])
                .fit(unusual, seed: context.seed)
        }
        let scores = try detectors.map { try $0.scores(unusual, threads: context.threads) }
        let fused = try Fusion(minimumGroupSize: minimumGroupSize(peers)).combine(scores, group: rows.map { Int(grouping.groupOfRow[$0]) })
        return ProfileScoring(
            comparison: comparison, rows: rows, unusual: unusual, detectors: detectors, scores: scores, fused: fused, counts: counts)
    }

    /// Scores the extract's subjects by a model: with its peers, its detectors and its reference scores.
    ///
    /// - Throws: `ModelingError` where the scenario's features are not the model's; `ClaimsError` where the extract cannot give them.
    static func scored(by model: ProfileModel, _ specification: ScenarioSpecification, in context: ScreeningContext) throws -> ProfileScoring? {
        let table = try selectedTable(specification, in: context)
        let cap = try specification.thresholds.value("z_cap")
        if let omission = table.omitted.first(where: { omitted in model.identities.contains { $0.name == omitted.name } }) {
            throw ClaimsError("scenario \(specification.slug): the model was fitted on the feature `\(omission.name)`, which this extract cannot give because it has no \(omission.missingColumn); train a model on an extract like this one")
        }
        let identities = table.definitions.map { FeatureIdentity($0, cap: cap) }
        for part in model.parts { try part.requireFeatures(identities) }
        guard identities.map(\.name) == model.frame.peers.features else {
            throw ModelingError("the model of \(specification.slug) has its features in another order than the scenario; train it anew")
        }
        let peers = specification.peers ?? PeerParameters()
        let comparison = PeerComparison(table, in: context.features, parameters: peers, model: model.frame.peers, threads: context.threads)
        let (rows, counts) = try scoredRows(comparison.table, comparison.grouping, specification, in: context)
        guard !rows.isEmpty else { return nil }
        let unusual = unusualSide(comparison, rows: rows, cap: cap)
        let scores = try model.detectors.map { try $0.scores(unusual, threads: context.threads) }
        let fused = try model.frame.calibration.combine(scores, group: rows.map { Int(comparison.grouping.groupOfRow[$0]) })
        return ProfileScoring(
            comparison: comparison, rows: rows, unusual: unusual, detectors: model.detectors, scores: scores, fused: fused, counts: counts)
    }

    /// Who would be scored and who not, where nobody is.
    static func counts(_ specification: ScenarioSpecification, in context: ScreeningContext) throws -> [String: Int] {
        let table = try selectedTable(specification, in: context)
        let grouping = PeerGrouping(table, in: context.features, parameters: specification.peers ?? PeerParameters())
        return try scoredRows(table, grouping, specification, in: context).counts
    }

    /// What was fitted, without the subjects.
    func model(_ specification: ScenarioSpecification) throws -> ProfileModel {
        let cap = try specification.thresholds.value("z_cap")
        let identities = table.definitions.map { FeatureIdentity($0, cap: cap) }
        let grouping = comparison.grouping
        let calibration = FusionCalibration(
            scores, fused: fused, group: rows.map { Int(grouping.groupOfRow[$0]) }, groupCount: grouping.groups.count,
            minimumGroupSize: Self.minimumGroupSize(specification.peers ?? PeerParameters()))
        let about = [
            "comparison": "robust z within the peer group, the unusual side",
            "groups": String(grouping.groups.count),
            "subjects": String(rows.count),
            "traits": PeerModel(comparison).traits.joined(separator: ", "),
        ]
        return ProfileModel(
            scenario: specification.slug, frame: ProfileFrame(peers: PeerModel(comparison), calibration: calibration),
            parts: detectors.map {
                ModelPart(
                    name: ProfileModel.partName(specification.slug, $0.name), detector: $0, features: identities, rows: unusual, peers: about)
            })
    }

    /// The vectors with the scenario's features only, those that this extract can have.
    ///
    /// - Throws: `ClaimsError` for a feature that there is not at all.
    private static func selectedTable(_ specification: ScenarioSpecification, in context: ScreeningContext) throws(ClaimsError) -> FeatureTable {
        let table = context.table(of: specification.subject == .facility ? .facility : .patient)
        guard let names = specification.features else { return table }
        for name in names where table.index(of: name) == nil && !table.omitted.contains(where: { $0.name == name }) {
            throw ClaimsError("scenario \(specification.slug): there is no feature `\(name)` of a \(table.subjectKind.rawValue)")
        }
        return table.selecting(names)
    }

    /// Subjects of a few settlements have wild shares; they are no peers and can be no leads.
    private static func scoredRows(
        _ table: FeatureTable, _ grouping: PeerGrouping, _ specification: ScenarioSpecification, in context: ScreeningContext
    ) throws -> (rows: [Int], counts: [String: Int]) {
        let minimum = try specification.thresholds.integer("minimum_settlements")
        let slices = table.subjectKind.slices(of: context.store)
        let compared = table.subjects.indices.filter { grouping.groupOfRow[$0] >= 0 }
        let scored = compared.filter { slices[Int(table.subjects[$0])].count >= minimum }
        return (scored, [
            "subjects": table.subjects.count, "features": table.definitions.count,
            "without_peers": table.subjects.count - compared.count, "too_few_settlements": compared.count - scored.count,
        ])
    }

    private static func minimumGroupSize(_ peers: PeerParameters) -> Int { max(2, peers.minimumValues) }

    /// Robust z towards the unusual side, zero on the other, growing only by its logarithm beyond the cap so that one wild
    /// value neither masks the rest nor ties with every other.
    private static func unusualSide(_ comparison: PeerComparison, rows: [Int], cap: Double) -> Matrix {
        var elements: [Double] = []
        elements.reserveCapacity(rows.count * comparison.table.definitions.count)
        for row in rows {
            for (column, definition) in comparison.table.definitions.enumerated() {
                let z = towards(definition.direction, comparison.standardized[row, column])
                elements.append(z > cap ? cap * (1 + log(z / cap)) : z)
            }
        }
        return Matrix(rowCount: rows.count, columnCount: comparison.table.definitions.count, elements: elements)
    }

    static func towards(_ direction: FeatureDirection, _ z: Double) -> Double {
        switch direction {
        case _ where z.isNaN: .nan
        case .high: max(0, z)
        case .low: max(0, -z)
        case .both: abs(z)
        }
    }
}
