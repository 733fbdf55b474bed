import Statistics

extension ObliqueTrees {
    /// The rows of one tree, column after column, none of them missing.
    struct Sample {
        let rowCount: Int
        let columnCount: Int
        let values: [Float]

        func value(_ row: Int, _ column: Int) -> Float { values[column * rowCount + row] }
    }

    /// One tree.
    static func grow(_ sample: Sample, termsPerCut: Int, _ stream: inout RandomStream) -> [(count: Int32, cut: Cut?)] {
        IsolationBranches.grow(rowCount: sample.rowCount, growth) { members in
            guard let cut = randomCut(sample, members, termsPerCut: termsPerCut, &stream) else { return nil }
            let isUpper = members.map { member in
                var sum: Float = 0
                for term in cut.terms { sum += term.coefficient * sample.value(member, Int(term.column)) }
                return sum >= cut.threshold
            }
            return (cut, isUpper)
        }
    }

    /// A column that varies among the rows of a node.
    private struct Spread {
        let column: Int
        let low: Double
        let high: Double
        let mean: Double
        /// Of the mean square, not the sample.
        let deviation: Double

        /// nil when all values are equal.
        init?(_ sample: Sample, _ members: [Int], column: Int) {
            var (low, high, total) = (Double.infinity, -Double.infinity, 0.0)
            for member in members {
                let value = Double(sample.value(member, column))
                low = Swift.min(low, value)
                high = Swift.max(high, value)
                total += value
            }
            guard low < high else { return nil }
            let mean = total / Double(members.count)
            var squares = 0.0
            for member in members {
                let difference = Double(sample.value(member, column)) - mean
                squares += difference * difference
            }
            self.column = column
            self.low = low
            self.high = high
            self.mean = mean
            deviation = (squares / Double(members.count)).squareRoot()
        }
    }

    /// Columns drawn from those that vary, normal coefficients over their standard deviations, and a point drawn from the node's
    /// box that the cut goes through; nil when all members are equal.
    private static func randomCut(_ sample: Sample, _ members: [Int], termsPerCut: Int, _ stream: inout RandomStream) -> Cut? {
        var candidates = Array(0..<sample.columnCount)
        var spreads: [Spread] = []
        while spreads.count < termsPerCut, !candidates.isEmpty {
            let place = stream.uniform(below: candidates.count)
            if let spread = Spread(sample, members, column: candidates[place]) { spreads.append(spread) }
            candidates.swapAt(place, candidates.count - 1)
            candidates.removeLast()
        }
        guard !spreads.isEmpty else { return nil }
        // Divided by the largest, so that single precision holds them however small a spread is.
        let raw = spreads.map { stream.normal() / $0.deviation }
        let largest = raw.reduce(0) { Swift.max($0, abs($1)) }
        guard largest > 0 else { return nil }
        var threshold = 0.0
        let terms = zip(spreads, raw).map { spread, raw in
            let coefficient = Float(raw / largest)
            threshold += Double(coefficient) * (spread.low + stream.uniform() * (spread.high - spread.low))
            return Term(column: Int32(spread.column), coefficient: coefficient, center: Float(spread.mean))
        }
        return Cut(terms: terms, threshold: Float(threshold))
    }
}
