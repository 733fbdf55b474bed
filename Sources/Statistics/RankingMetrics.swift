/// How well scores rank the rows of interest first.
///
/// Rows of equal score are ranked in no order: each metric is the expectation over all orders of the tied rows, so that no
/// ranking gains from the order of its input. NaN scores rank last, together.
public struct RankingMetrics: Sendable, Equatable {
    /// Blocks of rows of equal score, best first.
    private let blocks: [Block]
    public let rowCount: Int
    public let positiveCount: Int

    private struct Block: Equatable {
        var rows: Int
        var positives: Int
    }

    /// - Complexity: O(n log n).
    public init(scores: [Double], isPositive: [Bool]) {
        precondition(scores.count == isPositive.count, "one label for each score")
        let keys = scores.map { $0.isNaN ? -Double.infinity : Swift.max($0, -.greatestFiniteMagnitude) }
        let order = keys.indices.sorted { keys[$0] > keys[$1] }
        var blocks: [Block] = []
        for (place, row) in order.enumerated() {
            if place == 0 || keys[row] != keys[order[place - 1]] { blocks.append(Block(rows: 0, positives: 0)) }
            blocks[blocks.count - 1].rows += 1
            blocks[blocks.count - 1].positives += isPositive[row] ? 1 : 0
        }
        self.blocks = blocks
        rowCount = scores.count
        positiveCount = blocks.reduce(0) { $0 + $1.positives }
    }

    /// The expected number of positives among the first k rows.
    private func found(_ k: Int) -> Double {
        var left = Swift.min(k, rowCount)
        var sum = 0.0
        for block in blocks where left > 0 {
            let taken = Swift.min(left, block.rows)
            sum += Double(block.positives) * Double(taken) / Double(block.rows)
            left -= taken
        }
        return sum
    }

    /// The share of positives among the first `k` rows, or among all when there are fewer; NaN for no rows or `k < 1`.
    ///
    /// - Complexity: O(n).
    public func precision(at k: Int) -> Double {
        let rows = Swift.min(k, rowCount)
        return rows > 0 ? found(rows) / Double(rows) : .nan
    }

    /// The share of all positives found among the first `k` rows; NaN without positives.
    ///
    /// - Complexity: O(n).
    public func recall(at k: Int) -> Double {
        positiveCount > 0 ? found(Swift.max(k, 0)) / Double(positiveCount) : .nan
    }

    /// The mean over the positives of the precision at their rank; NaN without positives.
    ///
    /// Within a block of tied rows the expectation is exact: the j-th place of a block of m rows with s positives holds a
    /// positive with probability s / m, and then finds (j - 1)(s - 1) / (m - 1) others of its block before it on average.
    ///
    /// - Complexity: O(n).
    public var averagePrecision: Double {
        guard positiveCount > 0 else { return .nan }
        var sum = 0.0
        var rowsBefore = 0
        var positivesBefore = 0
        for block in blocks {
            let share = Double(block.positives) / Double(block.rows)
            let others = block.rows > 1 ? Double(block.positives - 1) / Double(block.rows - 1) : 0
            if block.positives > 0 {
                for place in 1...block.rows {
                    let found = Double(positivesBefore) + 1 + Double(place - 1) * others
                    sum += share * found / Double(rowsBefore + place)
                }
            }
            rowsBefore += block.rows
            positivesBefore += block.positives
        }
        return sum / Double(positiveCount)
    }

    /// The area under the receiver operating characteristic: the chance that a positive outranks a negative, a tie counting
    /// one half (J. Hanley and B. McNeil, 1982); NaN without positives or without negatives.
    ///
    /// - Complexity: O(n).
    public var areaUnderCurve: Double {
        let negativeCount = rowCount - positiveCount
        guard positiveCount > 0, negativeCount > 0 else { return .nan }
        var negativesBelow = Double(negativeCount)
        var sum = 0.0
        for block in blocks {
            let negatives = Double(block.rows - block.positives)
            negativesBelow -= negatives
            sum += Double(block.positives) * (negativesBelow + negatives / 2)
        }
        return sum / Double(positiveCount) / Double(negativeCount)
    }
}
