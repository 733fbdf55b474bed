public import LinearAlgebra
import RealModule

/// The weighted sum of a row's distances to the principal components: those of small variance weigh most.
///
/// M. Shyu, S. Chen, K. Sarinnapakorn and L. Chang, "A novel anomaly detection scheme based on principal component classifier"
/// (ICDM Foundations and New Directions of Data Mining Workshop, 2003) in the form that PyOD gave it: with z the row standardised by
/// mean and standard deviation, vᵢ the components as points and wᵢ the share of the variance they explain,
/// `score = Σᵢ ‖z - vᵢ‖ / wᵢ`. It depends on the sign of the components; `PrincipalComponents` says which is taken.
///
/// Where we deviate: components whose share is only rounding error (dependent columns, fewer rows than columns) are left out, while
/// PyOD divides by that rounding error; a missing value is taken at the mean.
///
/// Contribution of column j: as `‖z - v‖ - 1 = Σⱼ zⱼ (zⱼ - 2 vⱼ) / (‖z - v‖ + 1)` for a v of length one, the score less its baseline,
/// which is that of z = 0, is exactly the sum of `zⱼ (zⱼ - 2 vᵢⱼ) / (wᵢ (‖z - vᵢ‖ + 1))` over the components.
///
/// - Complexity: fit O(n p² + p³), score O(p²) a row.
public struct PrincipalComponentDistance: Detector, Equatable {
    public init() {}

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> Model {
        let components = try PrincipalComponents(rows)
        let rank = components.rank
        return Model(
            columns: components.columns, vectors: components.vectors.selectingRows(0..<rank),
            weights: components.shares[..<rank].map { 1 / $0 })
    }

    public struct Model: DetectorModel, Equatable {
        let columns: StandardizedColumns
        /// One component a row.
        let vectors: Matrix
        /// 1 / wᵢ
        let weights: [Double]
        private let transform: RowTransform

        init(columns: StandardizedColumns, vectors: Matrix, weights: [Double]) {
            self.columns = columns
            self.vectors = vectors
            self.weights = weights
            transform = RowTransform(vectors)
        }

        public var columnCount: Int { columns.columns.columnCount }

        public var scale: ScoreScale {
            ScoreScale(baseline: weights.reduce(0, +), range: 0...Double.infinity, additivity: .score)
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            let working = WorkingRows(rows, in: columns)
            var result: [Double] = []
            result.reserveCapacity(rows.rowCount)
            var block = LaneBlock(valueCount: columns.count)
            var products = LaneBlock(valueCount: weights.count)
            for start in stride(from: 0, to: rows.rowCount, by: LaneBlock.capacity) {
                working.fill(&block, from: start)
                transform.apply(to: block, into: &products)
                result += distances(block.squaredLengths(), products)
            }
            return result
        }

        /// `‖z - v‖² = ‖z‖² + 1 - 2 z·v`
        private func distances(_ lengths: [Double], _ products: LaneBlock) -> [Double] {
            precondition(lengths.count <= LaneBlock.capacity, "no more rows than lanes")
            var sums = [Double](repeating: 0, count: lengths.count)
            let lanes = products.lanes.span
            let squares = lengths.span
            var totals = sums.mutableSpan
            for (index, weight) in weights.enumerated() {
                let first = index &* LaneBlock.capacity
                precondition(first + LaneBlock.capacity <= lanes.count, "all lanes of every component")
                for row in 0..<squares.count {
                    let square = unsafe squares[unchecked: row] + 1 - 2 * lanes[unchecked: first &+ row]
                    unsafe totals[unchecked: row] += weight * Swift.max(0, square).squareRoot()
                }
            }
            return sums
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            let z = columns.values(of: row[...])
            let length = z.reduce(0) { $0 + $1 * $1 }
            var total = 0.0
            var pull = [Double](repeating: 0, count: z.count)
            for (index, product) in transform.apply(to: z).enumerated() {
                let share = weights[index] / (Swift.max(0, length + 1 - 2 * product).squareRoot() + 1)
                total += share
                for column in z.indices { pull[column] += share * vectors[index, column] }
            }
            return columns.columns.spread(z.indices.map { z[$0] * (z[$0] * total - 2 * pull[$0]) })
        }
    }
}

extension PrincipalComponentDistance: CatalogedDetector {
    public static let name = "pca"
    public static let card = DetectorCard(
        summary: "far from the principal components, those of little variance above all",
        reference: "M. Shyu, S. Chen, K. Sarinnapakorn and L. Chang, A novel anomaly detection scheme based on principal component "
            + "classifier (ICDM workshop, 2003)")
    public static let hyperparameters: [Hyperparameter] = []

    public init(hyperparameters values: [String: Double]) { self.init() }
}

extension PrincipalComponentDistance.Model {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        weights.set("vectors", vectors)
        weights.set("weights", self.weights)
    }

    public init(from weights: Weights) throws(WeightError) {
        let columns = try weights.nested("columns", as: StandardizedColumns.self)
        let vectors = try weights.matrix("vectors", columns: columns.count)
        let values = try weights.moderateVector("weights", count: vectors.rowCount)
        guard !values.isEmpty, values.allSatisfy({ $0 >= 1 - 1e-9 }) else {
            throw .invalid(name: "weights", requirement: "the inverses of shares, at least one")
        }
        // The baseline and the contributions rest on it.
        for row in 0..<vectors.rowCount {
            let square = vectors.rowSlice(row).reduce(0) { $0 + $1 * $1 }
            guard abs(square - 1) < 1e-9 else { throw .invalid(name: "vectors", requirement: "rows of length one") }
        }
        self.init(columns: columns, vectors: vectors, weights: values)
    }
}
