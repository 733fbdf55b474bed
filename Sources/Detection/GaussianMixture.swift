public import LinearAlgebra
import RealModule
import Statistics

/// How unlikely a row is under a mixture of normal distributions.
///
/// A. Dempster, N. Laird and D. Rubin, "Maximum likelihood from incomplete data via the EM algorithm" (Journal of the Royal
/// Statistical Society B 39, 1977), example 4.3, with a full covariance for each component; the first responsibilities come from
/// the seeding of D. Arthur and S. Vassilvitskii, "k-means++: The advantages of careful seeding" (SODA, 2007) and a few rounds of
/// k-means. It stops when the mean log likelihood gains less than a thousandth, after a hundred rounds at most, as scikit-learn does.
///
/// Score: the negative logarithm of the density, in the units of the columns, by a sum that cannot overflow. Columns are standardised
/// by mean and standard deviation before the fit; `regularization` is added to the diagonals in those units. A missing value is
/// taken at the mean.
///
/// Contributions: the gradient of the score along the straight line from the mean row to the row, times the way in each column
/// (M. Sundararajan, A. Taly and Q. Yan, "Axiomatic attribution for deep networks", ICML 2017, equation 1), at 32 midpoints; what the
/// midpoints leave of the score less its baseline is shared in proportion to the squares of the way. With one component this is
/// exactly half of `z_j (Σ⁻¹ z)_j`.
///
/// - Complexity: fit O(r n k p²) for r rounds and k components, score O(k p²) a row.
public struct GaussianMixture: Detector, Equatable {
    public let componentCount: Int
    public let regularization: Double

    public init(componentCount: Int = 1, regularization: Double = 1e-6) {
        precondition(componentCount >= 1 && regularization > 0, "at least one component, a positive regularization")
        self.componentCount = componentCount
        self.regularization = regularization
    }

    public func fit(_ rows: Matrix, seed: UInt64) throws(DetectionError) -> Model {
        let frozen = try FrozenColumns(rows)
        let columns = StandardizedColumns(momentsOf: rows, frozen)
        let working = WorkingRows(rows, in: columns)
        var stream = RandomStream(seed: seed, stream: "gaussian-mixture")
        let count = Swift.min(componentCount, Swift.max(1, rows.rowCount / 2))
        let mixture = MixtureEstimation(working, regularization: regularization)
        let parts = mixture.fitted(componentCount: count, &stream)
        return Model(columns: columns, parts: parts)
    }

    public struct Model: DetectorModel, Equatable {
        let columns: StandardizedColumns
        let parts: MixtureParts
        private let unitLogarithm: Double

        init(columns: StandardizedColumns, parts: MixtureParts) {
            self.columns = columns
            self.parts = parts
            unitLogarithm = columns.scale.reduce(0) { $0 + Double.log($1) }
        }

        public var columnCount: Int { columns.columns.columnCount }

        public var scale: ScoreScale {
            let center = parts.logDensity([Double](repeating: 0, count: columns.count))
            return ScoreScale(
                baseline: unitLogarithm - center, range: -Double.infinity...Double.infinity, additivity: .score)
        }

        public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
            try requireColumns(rows.columnCount)
            var result: [Double] = []
            result.reserveCapacity(rows.rowCount)
            let working = WorkingRows(rows, in: columns)
            parts.forEachBlock(of: working) { _, terms in
                for row in 0..<terms.rowCount { result.append(unitLogarithm - terms.total(row)) }
            }
            return result
        }

        public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
            try requireColumns(row.count)
            let z = columns.values(of: row[...])
            let nodes = parts.count == 1 ? 1 : 32
            var shares = [Double](repeating: 0, count: z.count)
            for node in 0..<nodes {
                let step = (Double(node) + 0.5) / Double(nodes)
                let slope = parts.negativeGradient(z.map { $0 * step })
                for column in z.indices { shares[column] += z[column] * slope[column] / Double(nodes) }
            }
            let whole = parts.logDensity(z.map { _ in 0 }) - parts.logDensity(z)
            let rest = whole - shares.reduce(0, +)
            let length = z.reduce(0) { $0 + $1 * $1 }
            if length > 0 { for column in z.indices { shares[column] += rest * (z[column] * z[column] / length) } }
            return columns.columns.spread(shares)
        }
    }
}

extension GaussianMixture: CatalogedDetector {
    public static let name = "gaussian-mixture"
    public static let card = DetectorCard(
        aliases: ["gmm"],
        summary: "unlikely under a mixture of normal distributions",
        reference: "A. Dempster, N. Laird and D. Rubin, Maximum likelihood from incomplete data via the EM algorithm "
            + "(Journal of the Royal Statistical Society B, 1977)")
    public static let hyperparameters = [
        Hyperparameter("componentCount", 1, in: 1...1000, isWhole: true),
        Hyperparameter("regularization", 1e-6, in: 1e-9...1e3),
    ]

    public init(hyperparameters values: [String: Double]) {
        self.init(
            componentCount: Int(values["componentCount"] ?? 1), regularization: values["regularization"] ?? 1e-6)
    }
}

extension GaussianMixture.Model {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        weights.set("parts", nested: parts)
    }

    public init(from weights: Weights) throws(WeightError) {
        let columns = try weights.nested("columns", as: StandardizedColumns.self)
        let parts = try weights.nested("parts", as: MixtureParts.self)
        guard parts.columnCount == columns.count else {
            throw .invalid(name: "parts.means", requirement: "as wide as there are columns")
        }
        self.init(columns: columns, parts: parts)
    }
}
