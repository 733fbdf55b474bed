import RealModule

/// How well scores rank the rows of interest first.
///
/// Rows of equal score are ranked in no order: each metric is the expectation over all orders of the tied rows, so that no
/// ranking gains from the order of its input. NaN scores rank last, together.
public struct RankingMetrics: Sendable, Equatable {
    /// Blocks of rows of equal score, best first; a block may be empty.
    let blocks: [Block]
    public let rowCount: Int
    public let positiveCount: Int

    struct Block: Equatable {
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
        self.init(blocks: blocks)
    }

    init(blocks: [Block]) {
        self.blocks = blocks
        rowCount = blocks.reduce(0) { $0 + $1.rows }
        positiveCount = blocks.reduce(0) { $0 + $1.positives }
    }

    /// The expected number of positives among the first k rows.
    private func found(_ k: Int) -> Double {
        var left = Swift.min(k, rowCount)
        var sum = 0.0
        for block in blocks where left > 0 && block.rows > 0 {
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
        for block in blocks where block.rows > 0 {
            let share = Double(block.positives) / Double(block.rows)
            let others = block.rows > 1 ? Double(block.positives - 1) / Double(block.rows - 1) : 0
            if block.positives > 0, block.rows <= 64 {
                for place in 1...block.rows {
                    let found = Double(positivesBefore) + 1 + Double(place - 1) * others
                    sum += share * found / Double(rowsBefore + place)
                }
            } else if block.positives > 0 {
                // The same sum, the numerator written as a multiple of the denominator and a rest.
                let rest = Double(positivesBefore) + 1 - others * Double(rowsBefore + 1)
                sum += share * (Double(block.rows) * others + rest * Self.harmonicSum(after: rowsBefore, count: block.rows))
            }
            rowsBefore += block.rows
            positivesBefore += block.positives
        }
        return sum / Double(positiveCount)
    }

    /// Average precision with ties as scikit-learn takes them (`average_precision_score`): the sum over the distinct scores,
    /// best first, of the recall gained by the precision after it, so that the rows of equal score are flagged together.
    ///
    /// Equal to `averagePrecision` where no positive is tied. With ties it may be higher or lower: on a constant score
    /// it is the share of positives, as the expectation over orders is but for a little; on a tied block of positives and few
    /// negatives it is lower, because every positive there pays for all of the block's negatives.
    ///
    /// - Complexity: O(n).
    public var averagePrecisionAtThresholds: Double {
        guard positiveCount > 0 else { return .nan }
        var sum = 0.0
        var rows = 0
        var positives = 0
        for block in blocks where block.rows > 0 {
            rows += block.rows
            positives += block.positives
            sum += Double(block.positives) * Double(positives) / Double(rows)
        }
        return sum / Double(positiveCount)
    }

    /// `1 / (start + 1) + ⋯ + 1 / (start + count)`: term by term up to 32, then by Euler and Maclaurin's series.
    private static func harmonicSum(after start: Int, count: Int) -> Double {
        let end = start + count
        var place = start
        var sum = 0.0
        while place < Swift.min(end, 32) {
            place += 1
            sum += 1 / Double(place)
        }
        guard place < end else { return sum }
        func series(_ n: Double) -> Double {
            let square = 1 / (n * n)
            return 0.5 / n - square * (1.0 / 12 - square * (1.0 / 120 - square / 252))
        }
        let (low, high) = (Double(place), Double(end))
        return sum + Double.log(onePlus: (high - low) / low) + series(high) - series(low)
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
