import Detection
public import LinearAlgebra
import Statistics

/// What is different between two parts of models, or a part and a table.
public struct ModelComparison: Sendable, Encodable {
    public struct Drift: Sendable, Encodable {
        public let feature: String
        /// See `PopulationStabilityIndex`; nil where it cannot be told.
        public let psi: Double?
        /// `stable` below 0.1, `moderate` up to 0.25, `large` above: the conventional bands.
        public let band: String
        public let medianBefore: Double?
        public let medianAfter: Double?
        public let missingBefore: Double
        public let missingAfter: Double
    }

    public struct Change: Sendable, Encodable {
        public let name: String
        /// nil where the detector has no such hyperparameter.
        public let before: Double?
        public let after: Double?
    }

    public let part: String
    public let added: [String]
    public let removed: [String]
    public let redefined: [String]
    public let detectorBefore: String
    /// nil for a table.
    public let detectorAfter: String?
    public let changedHyperparameters: [Change]
    /// Whether the training data is the same to the bit; nil for a table with other features.
    public let sameTrainingData: Bool?
    /// Of the features that both have and mean alike, the largest index first.
    public let drift: [Drift]

    public init(_ before: ModelPart, _ after: ModelPart) {
        let names = Set(before.card.detector.hyperparameters.keys).union(after.card.detector.hyperparameters.keys).sorted()
        let (first, second) = (before.card.detector, after.card.detector)
        var changes = names.filter { first.hyperparameters[$0] != second.hyperparameters[$0] }.map {
            Change(name: $0, before: first.hyperparameters[$0], after: second.hyperparameters[$0])
        }
        // A seed is no hyperparameter, but it makes another model just as well.
        if first.seed != second.seed { changes.append(Change(name: "seed", before: Double(first.seed), after: Double(second.seed))) }
        self.init(
            before, found: after.identities, detectorAfter: second.name, changes: changes,
            sameTrainingData: before.card.trainingSHA256 == after.card.trainingSHA256
        ) { name in
            guard let card = after.card.features.first(where: { $0.name == name }) else { return nil }
            return (card.distribution, { expected in card.distribution.profile.map { PopulationStabilityIndex(expected: expected, actual: $0).value } })
        }
    }

    public init(_ before: ModelPart, _ table: NumericTable) {
        let arranged = (try? table.arranged(for: before)) ?? table
        self.init(before, features: arranged.identities, rows: arranged.values)
    }

    /// - Precondition: a feature for each column.
    public init(_ before: ModelPart, features: [FeatureIdentity], rows: Matrix) {
        precondition(features.count == rows.columnCount, "a feature for each column")
        let names = features.map(\.name)
        self.init(
            before, found: features, detectorAfter: nil, changes: [],
            sameTrainingData: features == before.identities ? Digest.of(rows, names: names) == before.card.trainingSHA256 : nil
        ) { name in
            guard let column = names.firstIndex(of: name).map(rows.column) else { return nil }
            return (Distribution(column), { PopulationStabilityIndex(expected: $0, actual: column).value })
        }
    }

    private init(
        _ before: ModelPart, found: [FeatureIdentity], detectorAfter: String?, changes: [Change], sameTrainingData: Bool?,
        newer: (_ name: String) -> (distribution: Distribution, index: (ColumnProfile) -> Double?)?
    ) {
        let difference = FeatureDifference(expected: before.identities, found: found)
        part = before.name
        added = difference.new
        removed = difference.missing
        redefined = difference.redefined
        detectorBefore = before.card.detector.name
        self.detectorAfter = detectorAfter
        changedHyperparameters = changes
        self.sameTrainingData = sameTrainingData
        let common = before.card.features.filter { !difference.missing.contains($0.name) && !difference.redefined.contains($0.name) }
        let drift = common.compactMap { card -> Drift? in
            guard let after = newer(card.name) else { return nil }
            let index = card.distribution.profile.flatMap(after.index).flatMap { $0.isFinite ? $0 : nil }
            return Drift(
                feature: card.name, psi: index, band: index.map(Self.band) ?? "unknown", medianBefore: card.distribution.median,
                medianAfter: after.distribution.median, missingBefore: card.distribution.missingShare, missingAfter: after.distribution.missingShare)
        }
        self.drift = drift.enumerated().sorted {
            let (first, second) = ($0.element.psi ?? .infinity, $1.element.psi ?? .infinity)
            return first != second ? first > second : $0.offset < $1.offset
        }.map(\.element)
    }

    static func band(_ index: Double) -> String { index < 0.1 ? "stable" : index <= 0.25 ? "moderate" : "large" }
}
