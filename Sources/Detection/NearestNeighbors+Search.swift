package import LinearAlgebra

// The search by blocks. A pair (x, y) of rows, taken from the centre, has the bound
//
//     b = (1 - ε)(|x|² + |y|²) - 2 x·y,    computed in single precision as one product of p + 2 columns,
//     [-2x, (1 - ε)|x|², 1] · [y, 1, (1 - ε)|y|²].
//
// With u = 2⁻²⁴, rounding x and y to singles moves 2 x·y by at most (2u + u²)(|x|² + |y|²), and a sum of K = p + 2 products, in
// whatever order and with or without fused operations, is off by at most K u / (1 - K u) times the sum of their absolute values
// (N. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, SIAM 2002, section 3.1), here at most
// 2.1 (|x|² + |y|²). So ε = (4 K + 16) u makes the computed b at most |x - y|²: a pair whose b lies above the squared distance of
// the farthest of k neighbours is certainly none. All others are computed in double precision. Lengths are about one, and
// longer rows than 2⁵⁰ go the plain way, so nothing overflows; what underflows is below 2⁻¹⁰⁰, for which `NeighborHeaps` allows.

extension NearestNeighbors {
    /// The k nearest reference rows of each row, nearest first; all reference rows when there are fewer than k.
    ///
    /// - Parameter queries: rows of the same columns, finite and within 10¹⁰⁰ weighted units of the reference rows.
    /// - Complexity: O(m n p) for m rows asked for, most of it in single precision; memory O(m k) and a block.
    package func search(_ queries: Matrix, count: Int) -> NeighborLists {
        precondition(queries.columnCount == weights.count && count >= 1, "rows of the same columns, at least one neighbour")
        let size = Swift.min(count, rows.rowCount)
        guard queries.rowCount > 0 else { return NeighborLists(count: size, members: []) }
        var heaps = NeighborHeaps(size: size, queries: queries, neighbors: self)
        var sweep = NeighborSweep(self, queries: queries)
        for start in stride(from: 0, to: queries.rowCount, by: NeighborSweep.blockSize) {
            let block = start..<Swift.min(start + NeighborSweep.blockSize, queries.rowCount)
            sweep.run(block, against: 0..<rows.rowCount, isSymmetric: false, &heaps)
        }
        return NeighborLists(count: size, members: heaps.sorted())
    }

    /// The k nearest other reference rows of each reference row, nearest first; all others when there are fewer than k. Each
    /// pair of rows is looked at once.
    ///
    /// - Precondition: at least two rows.
    /// - Complexity: O(n² p / 2), most of it in single precision; memory O(n k) and a block.
    package func searchAmongRows(count: Int) -> NeighborLists {
        precondition(rows.rowCount >= 2 && count >= 1, "two rows, at least one neighbour")
        let size = Swift.min(count, rows.rowCount - 1)
        var heaps = NeighborHeaps(size: size, queries: rows, neighbors: self)
        var sweep = NeighborSweep(self, queries: rows)
        for start in stride(from: 0, to: rows.rowCount, by: NeighborSweep.blockSize) {
            let block = start..<Swift.min(start + NeighborSweep.blockSize, rows.rowCount)
            sweep.run(block, against: start..<rows.rowCount, isSymmetric: true, &heaps)
        }
        return NeighborLists(count: size, members: heaps.sorted())
    }
}

/// The neighbours of each of some rows, as numbers of reference rows, nearest first.
package struct NeighborLists: Sendable, Equatable {
    /// Neighbours a row.
    package let count: Int
    /// Row after row.
    package let members: [Int32]

    package subscript(row: Int, place: Int) -> Int { Int(members[row * count + place]) }
}

/// One walk over pairs of rows, with the memory of one block.
struct NeighborSweep {
    /// Rows asked for that are held in single precision at once.
    static let blockSize = 4096
    /// A tile of products stays in the second-level cache.
    private static let tileRows = 256
    private static let tileColumns = 384
    private static let rowVectors = tileColumns / 8
    /// Vectors of eight looked at before the first branch; a divisor of a row's.
    private static let chunk = 4
    /// Below so many pairs of a block the plain way costs less than the conversion.
    private static let fewRows = 8
    private static let fewReferences = 32

    private let neighbors: NearestNeighbors
    private let queries: Matrix
    private let width: Int
    private let shrinkage: Double
    private var left: [Float] = []
    private var right: [Float] = []
    private var products: [SIMD8<Float>] = []

    init(_ neighbors: NearestNeighbors, queries: Matrix) {
        self.neighbors = neighbors
        self.queries = queries
        width = neighbors.weights.count + 2
        shrinkage = 1 - Double(4 * width + 16) * 0x1p-24
    }

    /// Offers the rows of `references` to the heaps of the rows of `block`, in ascending order, and, where symmetric, the rows
    /// of `block` to the heaps of the later ones of `references`, each pair once.
    mutating func run(_ block: Range<Int>, against references: Range<Int>, isSymmetric: Bool, _ heaps: inout NeighborHeaps) {
        // From 2²⁰ columns on the bound is too loose to serve.
        guard block.count >= Self.fewRows, references.count >= Self.fewReferences, shrinkage > 0.5 else {
            for row in block { plain(row, references, isSymmetric, &heaps) }
            return
        }
        if products.isEmpty {
            right = [Float](repeating: 0, count: Self.tileColumns * width)
            products = [SIMD8<Float>](repeating: .zero, count: Self.tileRows * Self.rowVectors)
        }
        if left.count < block.count * width { left = [Float](repeating: 0, count: block.count * width) }
        let isLong = Self.fill(&left, neighbors, shrinkage, queries, block, isLeft: true)
        for row in isLong { plain(row, references, isSymmetric, &heaps) }
        for start in stride(from: references.lowerBound, to: references.upperBound, by: Self.tileColumns) {
            let columns = start..<Swift.min(start + Self.tileColumns, references.upperBound)
            _ = Self.fill(&right, neighbors, shrinkage, neighbors.rows, columns, isLeft: false)
            for first in stride(from: block.lowerBound, to: block.upperBound, by: Self.tileRows) {
                let tile = first..<Swift.min(first + Self.tileRows, block.upperBound)
                // A pair is looked at from its earlier row.
                if isSymmetric && columns.upperBound <= tile.lowerBound + 1 { break }
                SinglePrecision.innerProducts(
                    of: left, rows: tile.lowerBound - block.lowerBound..<tile.upperBound - block.lowerBound, with: right,
                    rowCount: columns.count, columnCount: width, into: &products, stride: Self.rowVectors)
                look(tile, columns, isSymmetric, isLong, &heaps)
            }
        }
    }

    /// Every distance, in double precision.
    private func plain(_ row: Int, _ references: Range<Int>, _ isSymmetric: Bool, _ heaps: inout NeighborHeaps) {
        for column in references where !isSymmetric || column > row {
            let distance = neighbors.squaredDistance(queries, row, to: column)
            heaps.offer(column, to: row, squaredDistance: distance)
            if isSymmetric { heaps.offer(row, to: column, squaredDistance: distance) }
        }
    }

    /// Offers the pairs of one tile that may be near enough.
    private func look(
        _ tile: Range<Int>, _ columns: Range<Int>, _ isSymmetric: Bool, _ isLong: [Int], _ heaps: inout NeighborHeaps
    ) {
        var limits = [SIMD8<Float>](repeating: SIMD8(repeating: -.infinity), count: isSymmetric ? Self.rowVectors : 0)
        if isSymmetric { for place in 0..<columns.count { limits[place / 8][place % 8] = heaps.limits[columns.lowerBound + place] } }
        var hits = [Int](repeating: 0, count: Self.tileColumns)
        for row in tile where isLong.isEmpty || !isLong.contains(row) {
            let base = (row - tile.lowerBound) * Self.rowVectors
            let found = isSymmetric
                ? Self.passing(products.span, base, heaps.limits[row], limits.span, &hits)
                : Self.passing(products.span, base, heaps.limits[row], &hits)
            for hit in 0..<found where hits[hit] < columns.count {
                let column = columns.lowerBound + hits[hit]
                if isSymmetric && column <= row { continue }
                let bound = products[base + hits[hit] / 8][hits[hit] % 8]
                // A limit may have fallen since.
                let isNearRow = bound <= heaps.limits[row]
                let isNearColumn = isSymmetric && bound <= heaps.limits[column]
                guard isNearRow || isNearColumn else { continue }
                let distance = neighbors.squaredDistance(queries, row, to: column)
                if isNearRow { heaps.offer(column, to: row, squaredDistance: distance) }
                if isNearColumn { heaps.offer(row, to: column, squaredDistance: distance) }
            }
        }
    }

    /// The places of a row of a tile whose bounds are not above the limit; behind the last column, any.
    private static func passing(_ products: Span<SIMD8<Float>>, _ base: Int, _ limit: Float, _ hits: inout [Int]) -> Int {
        precondition(base >= 0 && base + rowVectors <= products.count && hits.count >= 8 * rowVectors, "a row of the tile")
        let limits = SIMD8(repeating: limit)
        var found = 0
        for start in stride(from: base, to: base + rowVectors, by: chunk) {
            let near = unsafe (products[unchecked: start] .<= limits) .| (products[unchecked: start + 1] .<= limits)
                .| (products[unchecked: start + 2] .<= limits) .| (products[unchecked: start + 3] .<= limits)
            guard any(near) else { continue }
            for index in start..<start + chunk {
                let isNear = products[index] .<= limits
                guard any(isNear) else { continue }
                for lane in 0..<8 where isNear[lane] {
                    hits[found] = 8 * (index - base) + lane
                    found += 1
                }
            }
        }
        return found
    }

    /// The same where the limit of either row of the pair will do.
    private static func passing(
        _ products: Span<SIMD8<Float>>, _ base: Int, _ limit: Float, _ others: Span<SIMD8<Float>>, _ hits: inout [Int]
    ) -> Int {
        precondition(base >= 0 && base + rowVectors <= products.count && hits.count >= 8 * rowVectors, "a row of the tile")
        precondition(others.count == rowVectors, "a limit for every column")
        let limits = SIMD8(repeating: limit)
        var found = 0
        for start in stride(from: 0, to: rowVectors, by: chunk) {
            var near = SIMDMask<SIMD8<Int32>>(repeating: false)
            for index in start..<start + chunk {
                let bounds = unsafe products[unchecked: base + index]
                near .|= unsafe (bounds .<= limits) .| (bounds .<= others[unchecked: index])
            }
            guard any(near) else { continue }
            for index in start..<start + chunk {
                let isNear = (products[base + index] .<= limits) .| (products[base + index] .<= others[index])
                guard any(isNear) else { continue }
                for lane in 0..<8 where isNear[lane] {
                    hits[found] = 8 * index + lane
                    found += 1
                }
            }
        }
        return found
    }

    /// Rows in single precision, one side of the product. Returns those too long for it, which are left as zeros.
    private static func fill(
        _ singles: inout [Float], _ neighbors: NearestNeighbors, _ shrinkage: Double, _ rows: Matrix, _ range: Range<Int>, isLeft: Bool
    ) -> [Int] {
        let width = neighbors.weights.count + 2
        let elements = rows.elements
        let (values, center, weights) = (elements.span, neighbors.center.span, neighbors.weights.span)
        var target = singles.mutableSpan
        var long: [Int] = []
        let factor = isLeft ? -2 * neighbors.unit : neighbors.unit
        for row in range {
            let source = row * weights.count
            let place = (row - range.lowerBound) * width
            var length = 0.0
            for column in 0..<weights.count {
                let value = (values[source + column] - center[column]) * weights[column]
                length += value * value
                target[place + column] = Float(value * factor)
            }
            let scaled = length * neighbors.unit * neighbors.unit
            guard scaled <= 0x1p100 else {
                long.append(row)
                for column in 0..<width { target[place + column] = 0 }
                continue
            }
            target[place + width - 2] = isLeft ? Float(scaled * shrinkage) : 1
            target[place + width - 1] = isLeft ? 1 : Float(scaled * shrinkage)
        }
        return long
    }
}
