import LinearAlgebra

extension MinimumCovarianceDeterminant {
    /// The most rows inside and outside that are looked at.
    private static let borderSize = 100

    /// The support with up to `limit` rows exchanged for others: each time the pair by which the determinant falls most, no row twice;
    /// nil when no exchange at the border helps. Together they may help less than their product, or not at all: the best one alone does.
    ///
    /// D. Hawkins, "The feasible solution algorithm for the minimum covariance determinant estimator in multivariate data"
    /// (Computational Statistics & Data Analysis 17, 1994). With u = x - mean, h rows, and A = uᵢᵀ S⁻¹ uᵢ, B = uⱼᵀ S⁻¹ uⱼ,
    /// C = uᵢᵀ S⁻¹ uⱼ for the scatter S, taking row i out and row j in multiplies the determinant by `det(I + D M)` with
    /// `M = [A C; C B]` and `D = [-1 - 1/h, 1/h; 1/h, 1 - 1/h]`. Only the farthest rows inside and the nearest outside are tried.
    ///
    /// - Complexity: O(n p² + b² p) for b rows at the border.
    package func exchanged(_ current: Estimate, limit: Int) -> [Int]? {
        let distances = rows.squaredLengths(current.whitening, from: current.mean)
        var isInside = [Bool](repeating: false, count: rows.rowCount)
        for row in current.support { isInside[row] = true }
        let inside = Self.border(current.support) { -distances[$0] }
        let outside = Self.border(distances.indices.filter { !isInside[$0] }) { distances[$0] }
        let whitened = (inside + outside).map { row in
            current.whitening.apply(to: zip(rows.row(row), current.mean).map { $0 - $1 })
        }
        let count = Double(current.support.count)
        var pairs: [(ratio: Double, taken: Int, added: Int)] = []
        for (i, u) in whitened[..<inside.count].enumerated() {
            let a = distances[inside[i]] / count
            for (j, v) in whitened[inside.count...].enumerated() {
                let b = distances[outside[j]] / count
                var c = 0.0
                for index in u.indices { c += u[index] * v[index] }
                c /= count
                let topLeft = 1 - a + (c - a) / count
                let topRight = -c + (b - c) / count
                let bottomLeft = c + (a - c) / count
                let bottomRight = 1 + b + (c - b) / count
                let ratio = topLeft * bottomRight - topRight * bottomLeft
                if ratio < 1 - 1e-12 { pairs.append((ratio, inside[i], outside[j])) }
            }
        }
        pairs.sort { ($0.ratio, $0.taken, $0.added) < ($1.ratio, $1.taken, $1.added) }
        var exchanges = 0
        var isMoved = [Bool](repeating: false, count: rows.rowCount)
        for pair in pairs where exchanges < limit && !isMoved[pair.taken] && !isMoved[pair.added] {
            (isMoved[pair.taken], isMoved[pair.added]) = (true, true)
            (isInside[pair.taken], isInside[pair.added]) = (false, true)
            exchanges += 1
        }
        return exchanges > 0 ? isInside.indices.filter { isInside[$0] } : nil
    }

    private static func border(_ candidates: [Int], by key: (Int) -> Double) -> [Int] {
        nearest(borderSize, by: candidates.map(key)).map { candidates[$0] }
    }
}
