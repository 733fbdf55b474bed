import LinearAlgebra
import RealModule

/// The components of a normal mixture: weight, mean, and the inverse Cholesky factor of the covariance, of each.
struct MixtureParts: Sendable, Equatable {
    /// `log wᵢ + log det Wᵢ - p/2 log 2π`: the log density of a component at its mean, times its weight.
    let peaks: [Double]
    /// One a row.
    let means: Matrix
    /// Wᵢ one below the other, p rows each.
    let whitenings: Matrix
    private let transform: RowTransform
    /// `Wᵢ μᵢ` one after the other.
    private let offsets: [Double]

    init(peaks: [Double], means: Matrix, whitenings: Matrix) {
        self.peaks = peaks
        self.means = means
        self.whitenings = whitenings
        transform = RowTransform(whitenings)
        let width = means.columnCount
        offsets = (0..<whitenings.rowCount).map { row in
            zip(whitenings.rowSlice(row), means.rowSlice(row / width)).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }

    /// From the factors of the covariances.
    init(weights: [Double], means: Matrix, covariances: [Cholesky]) {
        let width = means.columnCount
        var peaks: [Double] = []
        var elements: [Double] = []
        for (weight, cholesky) in zip(weights, covariances) {
            elements += cholesky.inverseFactor().elements
            peaks.append(Double.log(weight) - cholesky.logDeterminant / 2 - Double(width) / 2 * Double.log(2 * Double.pi))
        }
        self.init(
            peaks: peaks, means: means,
            whitenings: Matrix(rowCount: width * weights.count, columnCount: width, elements: elements))
    }

    var count: Int { peaks.count }
    var columnCount: Int { means.columnCount }

    /// The log of weight times density, component after component, 64 rows each.
    struct Terms {
        let rowCount: Int
        let count: Int
        var values: [Double]

        subscript(component: Int, row: Int) -> Double { values[component * LaneBlock.capacity + row] }

        /// The log of the sum over the components, from the largest term, so that no exponential overflows.
        func total(_ row: Int) -> Double {
            var largest = -Double.infinity
            for component in 0..<count { largest = Swift.max(largest, self[component, row]) }
            if count == 1 { return largest }
            var sum = 0.0
            for component in 0..<count { sum += Double.exp(self[component, row] - largest) }
            return largest + Double.log(sum)
        }
    }

    private func terms(_ block: LaneBlock, _ outputs: inout LaneBlock) -> Terms {
        transform.apply(to: block, into: &outputs)
        let width = LaneBlock.capacity
        var result = Terms(rowCount: block.rowCount, count: count, values: [Double](repeating: 0, count: count * width))
        let lanes = outputs.lanes.span
        var values = result.values.mutableSpan
        for component in 0..<count {
            for output in component * columnCount..<(component + 1) * columnCount {
                let offset = offsets[output]
                for row in 0..<width {
                    let part = lanes[output &* width &+ row] - offset
                    values[component &* width &+ row] += part * part
                }
            }
            for row in 0..<width { values[component &* width &+ row] = peaks[component] - values[component &* width &+ row] / 2 }
        }
        return result
    }

    /// Block after block, in order: the rows in their units, and their terms.
    ///
    /// - Complexity: O(n k p²).
    func forEachBlock(of rows: WorkingRows, _ body: (LaneBlock, Terms) -> Void) {
        var block = LaneBlock(valueCount: columnCount)
        var outputs = LaneBlock(valueCount: whitenings.rowCount)
        for start in stride(from: 0, to: rows.rowCount, by: LaneBlock.capacity) {
            rows.fill(&block, from: start)
            body(block, terms(block, &outputs))
        }
    }

    func logDensity(_ row: [Double]) -> Double {
        terms(of: row).total(0)
    }

    private func terms(of row: [Double]) -> Terms {
        var result: Terms?
        let rows = WorkingRows(Matrix(rowCount: 1, columnCount: row.count, elements: row))
        forEachBlock(of: rows) { result = $1 }
        return result ?? Terms(rowCount: 0, count: 0, values: [])
    }

    /// The gradient of the negative log density: `Σ rᵢ Wᵢᵀ Wᵢ (z - μᵢ)` with the responsibilities rᵢ.
    func negativeGradient(_ row: [Double]) -> [Double] {
        let terms = terms(of: row)
        let total = terms.total(0)
        var result = [Double](repeating: 0, count: columnCount)
        let outputs = transform.apply(to: row)
        for component in 0..<count {
            let responsibility = Double.exp(terms[component, 0] - total)
            for output in component * columnCount..<(component + 1) * columnCount {
                let part = responsibility * (outputs[output] - offsets[output])
                for column in 0..<columnCount { result[column] += part * whitenings[output, column] }
            }
        }
        return result
    }
}

extension MixtureParts: WeightCoding {
    func write(to weights: inout Weights) {
        weights.set("peaks", peaks)
        weights.set("means", means)
        weights.set("whitenings", whitenings)
    }

    init(from weights: Weights) throws(WeightError) {
        let peaks = try weights.moderateVector("peaks")
        guard !peaks.isEmpty else { throw .invalid(name: "peaks", requirement: "one for each component, at least one") }
        let means = try weights.moderateMatrix("means", rows: peaks.count)
        guard means.columnCount > 0 else { throw .invalid(name: "means", requirement: "at least one column wide") }
        let (rowCount, overflow) = peaks.count.multipliedReportingOverflow(by: means.columnCount)
        guard !overflow else { throw .invalid(name: "means", requirement: "of a size that can be") }
        let whitenings = try weights.moderateMatrix("whitenings", rows: rowCount, columns: means.columnCount)
        self.init(peaks: peaks, means: means, whitenings: whitenings)
    }
}
