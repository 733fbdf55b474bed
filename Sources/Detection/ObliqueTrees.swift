import LinearAlgebra
import Statistics

/// The trees of an extended isolation forest: each cut compares a weighted sum of a few columns with a threshold, in single
/// precision and in `ColumnUnits`.
struct ObliqueTrees: Sendable, Equatable {
    /// One column in the sum of a cut.
    struct Term: Sendable, Equatable {
        let column: Int32
        /// From -1 to 1; one of a cut's is at an end.
        let coefficient: Float
        /// The mean of the fitted rows that reached the cut: what a missing value counts as.
        let center: Float

        /// A place without a column.
        static let none = Term(column: -1, coefficient: 0, center: 0)
    }

    struct Cut {
        let terms: [Term]
        let threshold: Float
    }

    /// A cut may leave a side empty, which uses up a level.
    static let growth = IsolationBranches.Growth(spareLevels: 2, fewestRows: 0)

    /// Places for terms at each node; a cut uses the first ones, a leaf none.
    let termsPerCut: Int
    let terms: [Term]
    /// Sums below go left, others right; 0 at a leaf.
    let thresholds: [Float]
    let branches: IsolationBranches
    /// What the fast walk reads.
    let walk: ObliqueWalk

    /// - Parameters:
    ///   - terms: `termsPerCut` a node.
    ///   - columnCount: the width of the rows that will be scored; above every term's column.
    init(
        termsPerCut: Int, terms: [Term], thresholds: [Float], counts: [Int32], columnCount: Int
    ) throws(WeightError) {
        branches = try IsolationBranches(counts: counts, isCut: counts.indices.map { terms[$0 * termsPerCut].column >= 0 }, Self.growth)
        walk = ObliqueWalk(
            termsPerCut: termsPerCut, terms: terms, thresholds: thresholds, branches: branches, columnCount: columnCount)
        self.termsPerCut = termsPerCut
        self.terms = terms
        self.thresholds = thresholds
    }

    /// A missing value counts as the mean of the cut; when all are missing, the row tells nothing.
    private struct Row: IsolationRow {
        let termsPerCut: Int
        let terms: [Term]
        let thresholds: [Float]
        let values: [Float]

        func goesRight(at node: Int) -> Bool? {
            var sum: Float = 0
            var isKnown = false
            for place in node * termsPerCut..<(node + 1) * termsPerCut {
                let term = terms[place]
                guard term.column >= 0 else { break }
                let value = values[Int(term.column)]
                isKnown = isKnown || !value.isNaN
                sum += term.coefficient * (value.isNaN ? term.center : value)
            }
            return isKnown ? sum >= thresholds[node] : nil
        }
    }

    private func row(_ values: [Float]) -> Row {
        Row(termsPerCut: termsPerCut, terms: terms, thresholds: thresholds, values: values)
    }

    /// The depth of a row summed over the trees.
    func depthSum(_ values: [Float]) -> Double {
        branches.depthSum(row(values))
    }

    /// How much each column shortens the depth, summed over the trees. What a cut takes off is shared among its columns in
    /// proportion to how far each moves the sum from the cut's center; when none does, to the coefficients.
    func attributions(_ values: [Float]) -> [Double] {
        var sums = [Double](repeating: 0, count: values.count)
        branches.visitCuts(row(values)) { node, shortening in
            let known = terms[node * termsPerCut..<(node + 1) * termsPerCut].filter { $0.column >= 0 && !values[Int($0.column)].isNaN }
            var shares = known.map { abs(Double($0.coefficient) * (Double(values[Int($0.column)]) - Double($0.center))) }
            var total = shares.reduce(0, +)
            if total == 0 {
                shares = known.map { abs(Double($0.coefficient)) }
                total = shares.reduce(0, +)
            }
            for (term, share) in zip(known, shares) {
                sums[Int(term.column)] += shortening * (total > 0 ? share / total : 1 / Double(known.count))
            }
        }
        return sums
    }
}

extension ObliqueTrees {
    func write(to weights: inout Weights) {
        weights.set("termsPerCut", Double(termsPerCut))
        weights.set("column", terms.map(\.column))
        weights.set("coefficient", terms.map(\.coefficient), shape: [thresholds.count, termsPerCut])
        weights.set("center", terms.map(\.center), shape: [thresholds.count, termsPerCut])
        weights.set("threshold", thresholds)
        weights.set("count", branches.counts)
    }

    /// - Throws: also when a cut is in no column of the model, or a node is half a cut.
    init(from weights: Weights, columnCount: Int) throws(WeightError) {
        let termsPerCut = try weights.integer("termsPerCut", in: 1...Swift.max(columnCount, 1))
        let thresholds = try weights.singles("threshold")
        let counts = try weights.integers("count", count: thresholds.count, in: 0...IsolationBranches.largestSample)
        let (size, overflow) = thresholds.count.multipliedReportingOverflow(by: termsPerCut)
        guard !overflow else { throw .invalid(name: "termsPerCut", requirement: "as many as the columns of a cut") }
        let columns = try weights.integers("column", count: size, in: -1...columnCount - 1)
        let coefficients = try weights.singles("coefficient", count: size)
        let centers = try weights.singles("center", count: size)
        guard coefficients.allSatisfy({ abs($0) <= 1 }) else {
            throw .invalid(name: "coefficient", requirement: "from -1 to 1")
        }
        guard centers.allSatisfy({ abs($0) <= ColumnUnits.bound }) else {
            throw .invalid(name: "center", requirement: "at most \(ColumnUnits.bound) from 0")
        }
        let terms = columns.indices.map { Term(column: columns[$0], coefficient: coefficients[$0], center: centers[$0]) }
        for node in thresholds.indices {
            var isOpen = true
            for place in node * termsPerCut..<(node + 1) * termsPerCut {
                guard terms[place].column >= 0 ? isOpen : terms[place] == .none else {
                    throw .invalid(name: "column", requirement: "columns first, then -1 with zeros in the other tensors, at node \(node)")
                }
                isOpen = isOpen && terms[place].column >= 0
            }
            guard terms[node * termsPerCut].column >= 0 || thresholds[node] == 0 else {
                throw .invalid(name: "threshold", requirement: "0 where there is no cut")
            }
        }
        try self.init(termsPerCut: termsPerCut, terms: terms, thresholds: thresholds, counts: counts, columnCount: columnCount)
    }
}
