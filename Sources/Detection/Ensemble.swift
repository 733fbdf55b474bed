public import LinearAlgebra

/// The default ensemble: the mean rank of two detectors that see different things.
///
/// The extended isolation forest sees what few cuts set apart, wherever it lies; the trimmed shrinkage Mahalanobis distance
/// sees what breaks the correlations of the columns. Each score becomes its rank among the fitted rows (`FrozenRanks`), and the
/// score of a row is the mean of the two: C. Aggarwal and S. Sathe, "Theoretical foundations and algorithms for outlier
/// ensembles" (ACM SIGKDD Explorations 17, 2015) on averaging; ranks, because the two scales have nothing in common. Chosen by
/// measurement on public sets, `Models/detectors.md`; no hyperparameter was chosen for any one set.
///
/// Contributions: each member's, in proportion, so that they sum to what its rank adds to the score. They sum to
/// `score - baseline`.
///
/// - Complexity: that of the two members.
public struct Ensemble: Detector, Equatable {
    public let forest: ExtendedIsolationForest
    public let distance: ShrinkageMahalanobis

    public init(forest: ExtendedIsolationForest = .init(), distance: ShrinkageMahalanobis = .init()) {
        self.forest = forest
        self.distance = distance
    }

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> Model {
        Model(
            forest: try Ranked(try forest.fit(rows, seed: seed), rows),
            distance: try Ranked(try distance.fit(rows, seed: seed), rows))
    }

    public struct Model: DetectorModel {
        let forest: Ranked<ExtendedIsolationForest.Model>
        let distance: Ranked<ShrinkageMahalanobis.Model>

        public var columnCount: Int { forest.model.columnCount }

        public var scale: ScoreScale {
            ScoreScale(baseline: (forest.baseline + distance.baseline) / 2, range: 0...1, additivity: .score)
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            let (first, second) = (try forest.ranks(rows), try distance.ranks(rows))
            return first.indices.map { (first[$0] + second[$0]) / 2 }
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            let (first, second) = (try forest.contributions(row), try distance.contributions(row))
            return first.indices.map { (first[$0] + second[$0]) / 2 }
        }
    }
}

/// A model whose scores are told as ranks among those of the rows it was fitted on.
struct Ranked<Member: DetectorModel>: Sendable {
    let model: Member
    let ranks: FrozenRanks

    init(_ model: Member, _ rows: Matrix) throws(DetectionError) {
        self.model = model
        var scores: [Double] = []
        scores.reserveCapacity(rows.rowCount)
        for start in stride(from: 0, to: rows.rowCount, by: FittedDetector.blockSize) {
            scores += try model.scores(rows.selectingRows(start..<Swift.min(start + FittedDetector.blockSize, rows.rowCount)))
        }
        ranks = FrozenRanks(scores)
    }

    var baseline: Double { ranks.rank(of: model.scale.baseline) }

    func ranks(_ rows: Matrix) throws(DetectionError) -> [Double] { try model.scores(rows).map(ranks.rank) }

    /// The member's contributions, scaled to sum to what the row's rank is above the baseline's.
    func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
        let parts = try model.contributions(row)
        let gain = try ranks.rank(of: model.scores(Matrix(rowCount: 1, columnCount: row.count, elements: row))[0]) - baseline
        let sum = parts.reduce(0, +)
        // Where the parts cancel they are no measure of who moved the rank; it is shared by their sizes.
        let size = parts.reduce(0) { $0 + abs($1) }
        if abs(sum) > 1e-6 * size { return parts.map { $0 / sum * gain } }
        return size > 0 ? parts.map { abs($0) / size * gain } : parts
    }
}

extension Ranked: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("model", nested: model)
        weights.set("ranks", nested: ranks)
    }

    init(from weights: Weights) throws(WeightError) {
        model = try weights.nested("model", as: Member.self)
        ranks = try weights.nested("ranks", as: FrozenRanks.self)
    }
}

extension Ensemble.Model {
    public func write(to weights: inout Weights) {
        weights.set("forest", nested: forest)
        weights.set("distance", nested: distance)
    }

    public init(from weights: Weights) throws(WeightError) {
        forest = try weights.nested("forest", as: Ranked<ExtendedIsolationForest.Model>.self)
        distance = try weights.nested("distance", as: Ranked<ShrinkageMahalanobis.Model>.self)
        guard forest.model.columnCount == distance.model.columnCount else {
            throw .invalid(name: "distance", requirement: "of as many columns as the forest")
        }
    }
}

extension Ensemble: CatalogedDetector {
    public static let name = "ensemble"
    public static let card = DetectorCard(
        aliases: ["default"],
        summary: "ranks high by an extended isolation forest and by a trimmed shrinkage Mahalanobis distance together",
        reference: "C. Aggarwal and S. Sathe, Theoretical foundations and algorithms for outlier ensembles (ACM SIGKDD Explorations, 2015)")
    public static let hyperparameters = ExtendedIsolationForest.hyperparameters + ShrinkageMahalanobis.hyperparameters

    public init(hyperparameters values: [String: Double]) {
        self.init(forest: .init(hyperparameters: values), distance: .init(hyperparameters: values))
    }
}
