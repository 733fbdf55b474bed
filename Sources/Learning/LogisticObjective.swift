import LinearAlgebra
import RealModule

/// The penalised negative log-likelihood of a logistic regression, its derivatives, and its minimum by Newton's method.
struct LogisticObjective {
    static let iterationLimit = 200
    /// The squared Newton decrement at which the step taken is the last.
    static let tolerance = 1e-12
    /// Rows weighted at a time: their copy stays in the cache, and the sums over blocks have one order.
    private static let blockSize = 512

    /// The columns that vary, standardised, after a column of ones.
    private let points: Matrix
    private let labels: [Bool]
    private let ridge: Double

    /// The intercept and the weights of the columns that vary.
    private var size: Int { points.columnCount }

    init(rows: Matrix, labels: [Bool], columns: StandardizedColumns, ridge: Double) {
        let size = columns.varying.count + 1
        let elements = rows.elements
        let values = elements.span
        var result = [Double](repeating: 1, count: rows.rowCount * size)
        var target = result.mutableSpan
        for row in 0..<rows.rowCount {
            for (place, column) in columns.varying.enumerated() {
                target[row * size + place + 1] = columns.standardized(values[row * rows.columnCount + column], column: column)
            }
        }
        points = Matrix(rowCount: rows.rowCount, columnCount: size, elements: result)
        self.labels = labels
        self.ridge = ridge
    }

    struct Solution {
        var coefficients: [Double]
        var iterationCount: Int
        var squaredDecrement: Double
    }

    /// - Throws: `notConverged`.
    func minimum() throws(LearningError) -> Solution {
        let positives = Double(labels.filter { $0 }.count)
        var coefficients = [Double](repeating: 0, count: size)
        coefficients[0] = Double.log(positives / (Double(labels.count) - positives))
        for iteration in 1...Self.iterationLimit {
            let (value, gradient, curvature) = derivatives(at: coefficients)
            guard let step = Self.newtonStep(gradient, curvature) else { throw .notConverged(iterations: iteration) }
            let decrement = zip(gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
            guard decrement.isFinite, decrement >= 0 else { throw .notConverged(iterations: iteration) }
            var length = 1.0
            // Where the fall promised is near the rounding error of the objective, the full step is right and a search is blind.
            if decrement > 1e-8 * (1 + abs(value)) {
                while self.value(at: Self.moved(coefficients, step, length)) > value - 1e-4 * length * decrement {
                    length /= 2
                    if length < 0x1p-60 { throw .notConverged(iterations: iteration) }
                }
            }
            coefficients = Self.moved(coefficients, step, length)
            if decrement <= Self.tolerance {
                return Solution(coefficients: coefficients, iterationCount: iteration, squaredDecrement: decrement)
            }
        }
        throw .notConverged(iterations: Self.iterationLimit)
    }

    private static func moved(_ coefficients: [Double], _ step: [Double], _ length: Double) -> [Double] {
        zip(coefficients, step).map { $0 - length * $1 }
    }

    /// `H⁻¹ g`; where H is singular to working precision, with a growing multiple of its trace on the diagonal.
    private static func newtonStep(_ gradient: [Double], _ curvature: Matrix) -> [Double]? {
        let size = gradient.count
        let trace = (0..<size).reduce(0) { $0 + curvature[$1, $1] }
        var damping = 0.0
        while damping <= 1 {
            var damped = curvature
            for index in 0..<size { damped[index, index] += damping * trace / Double(size) }
            if let factor = try? Cholesky(damped) { return factor.solve(gradient) }
            damping = damping == 0 ? 1e-12 : damping * 100
        }
        return nil
    }

    private func penalty(_ coefficients: [Double]) -> Double {
        coefficients.dropFirst().reduce(0) { $0 + $1 * $1 } * ridge / 2
    }

    /// The log-odds of a row, its even and odd terms summed apart so that one sum need not wait for the other.
    private static func logOdds(_ values: Span<Double>, _ start: Int, _ coefficients: Span<Double>) -> Double {
        let size = coefficients.count
        precondition(start >= 0 && start + size <= values.count, "inside the matrix")
        var (even, odd) = (0.0, 0.0)
        var index = 0
        while index + 1 < size {
            even += unsafe coefficients[unchecked: index] * values[unchecked: start + index]
            odd += unsafe coefficients[unchecked: index + 1] * values[unchecked: start + index + 1]
            index += 2
        }
        if index < size { even += unsafe coefficients[unchecked: index] * values[unchecked: start + index] }
        return even + odd
    }

    private func value(at coefficients: [Double]) -> Double {
        let elements = points.elements
        let values = elements.span
        let weights = coefficients.span
        var sum = 0.0
        for row in labels.indices {
            let z = Self.logOdds(values, row * size, weights)
            sum += LogisticFunction.softplus(labels[row] ? -z : z)
        }
        return sum + penalty(coefficients)
    }

    private func derivatives(at coefficients: [Double]) -> (value: Double, gradient: [Double], curvature: Matrix) {
        let size = size
        let elements = points.elements
        let values = elements.span
        let weights = coefficients.span
        var sum = 0.0
        var gradient = [Double](repeating: 0, count: size)
        var curvature = Matrix(rowCount: size, columnCount: size)
        for first in stride(from: 0, to: labels.count, by: Self.blockSize) {
            let count = Swift.min(Self.blockSize, labels.count - first)
            var weighted = [Double](repeating: 0, count: count * size)
            var target = weighted.mutableSpan
            var slopes = gradient.mutableSpan
            for place in 0..<count {
                let start = (first + place) * size
                // The log-odds of the label the row does not have: wrong and right keep their digits at either end.
                let isPositive = labels[first + place]
                let z = Self.logOdds(values, start, weights)
                let against = isPositive ? -z : z
                sum += LogisticFunction.softplus(against)
                let wrong = LogisticFunction.probability(against)
                let root = (wrong * LogisticFunction.probability(-against)).squareRoot()
                let residual = isPositive ? -wrong : wrong
                // All inside: `start + size` was checked for the log-odds, and the other two have their sizes from here.
                for index in 0..<size {
                    let value = unsafe values[unchecked: start + index]
                    unsafe slopes[unchecked: index] += residual * value
                    unsafe target[unchecked: place * size + index] = root * value
                }
            }
            let part = Matrix(rowCount: count, columnCount: size, elements: weighted).gram()
            for row in 0..<size {
                for column in 0..<size { curvature[row, column] += part[row, column] }
            }
        }
        for index in 1..<Swift.max(size, 1) {
            gradient[index] += ridge * coefficients[index]
            curvature[index, index] += ridge
        }
        return (sum + penalty(coefficients), gradient, curvature)
    }
}
