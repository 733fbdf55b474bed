/// An estimate and where it would lie in other samples like this one.
public struct BootstrapInterval: Sendable, Equatable {
    public let estimate: Double
    public let lower: Double
    public let upper: Double
    /// The share of samples the interval is to cover.
    public let confidence: Double

    /// The percentile interval (B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1979;
    /// B. Efron and R. Tibshirani, "An introduction to the bootstrap", 1993, chapter 13): the quantiles of the replicates,
    /// of type 7. All three are NaN where the estimate has no value.
    init(estimate: Double, replicates: [Double], confidence: Double) {
        let sorted = replicates.sorted()
        self.estimate = estimate
        lower = estimate.isNaN ? .nan : quantile(sorted: sorted, (1 - confidence) / 2)
        upper = estimate.isNaN ? .nan : quantile(sorted: sorted, (1 + confidence) / 2)
        self.confidence = confidence
    }
}

/// Bootstrap intervals of how well scores rank the positives first, from one set of replicates.
///
/// The replicates are stratified by label: as many positives and as many negatives as in the sample, each drawn with
/// replacement from its own, as the metrics are meant for this share of positives. The rows are taken as independent;
/// where several rows are one subject's, the intervals are too narrow. A ranking without a fault has no spread to resample: its
/// interval is the point 1, however few the rows.
///
/// No replicate is sorted. The rows are sorted once into blocks of equal score, blocks of negatives alone that touch are
/// joined, since no metric can tell them apart, and a replicate is drawn as the number of rows in every block: row by row, or,
/// where there are many rows to a block, by the multinomial distribution as a chain of binomials. Both draw exactly what
/// resampling rows draws. With P positives among N rows a replicate costs O(P) in the second case, O(N) in the first.
public struct RankingBootstrap: Sendable, Equatable {
    public let areaUnderCurve: BootstrapInterval
    /// See `RankingMetrics.averagePrecision`.
    public let averagePrecision: BootstrapInterval
    /// See `RankingMetrics.averagePrecisionAtThresholds`.
    public let averagePrecisionAtThresholds: BootstrapInterval
    /// One for each length asked for, in that order.
    public let precision: [BootstrapInterval]
    public let replicateCount: Int

    /// - Parameters:
    ///   - lengths: the k at which precision is taken.
    ///   - confidence: above 0 and below 1.
    ///   - seed: the same seed gives the same intervals.
    /// - Complexity: O(n log n) and, for each replicate, as above.
    public init(
        scores: [Double], isPositive: [Bool], precisionAt lengths: [Int] = [],
        confidence: Double = 0.95, replicateCount: Int = 1000, seed: UInt64 = 1
    ) {
        precondition(confidence > 0 && confidence < 1, "a share above 0 and below 1")
        precondition(replicateCount >= 1, "at least one replicate")
        let sample = RankingMetrics(scores: scores, isPositive: isPositive)
        let blocks = Self.joined(sample.blocks)
        let positives = CountResampler(blocks.map(\.positives))
        let negatives = CountResampler(blocks.map { $0.rows - $0.positives })
        var stream = RandomStream(seed: seed, stream: "ranking bootstrap")
        var values = [[Double]](repeating: [], count: 3 + lengths.count)
        var drawn = [RankingMetrics.Block](repeating: .init(rows: 0, positives: 0), count: blocks.count)
        for _ in 0..<replicateCount {
            for index in drawn.indices { drawn[index] = .init(rows: 0, positives: 0) }
            positives.draw(&stream) { block, count in
                drawn[block].rows += count
                drawn[block].positives += count
            }
            negatives.draw(&stream) { block, count in drawn[block].rows += count }
            let metrics = RankingMetrics(blocks: drawn)
            values[0].append(metrics.areaUnderCurve)
            values[1].append(metrics.averagePrecision)
            values[2].append(metrics.averagePrecisionAtThresholds)
            for (place, length) in lengths.enumerated() { values[3 + place].append(metrics.precision(at: length)) }
        }
        func interval(_ estimate: Double, _ index: Int) -> BootstrapInterval {
            BootstrapInterval(estimate: estimate, replicates: values[index], confidence: confidence)
        }
        areaUnderCurve = interval(sample.areaUnderCurve, 0)
        averagePrecision = interval(sample.averagePrecision, 1)
        averagePrecisionAtThresholds = interval(sample.averagePrecisionAtThresholds, 2)
        precision = lengths.enumerated().map { interval(sample.precision(at: $0.element), 3 + $0.offset) }
        self.replicateCount = replicateCount
    }

    private static func joined(_ blocks: [RankingMetrics.Block]) -> [RankingMetrics.Block] {
        var result: [RankingMetrics.Block] = []
        for block in blocks {
            if block.positives == 0, let last = result.last, last.positives == 0 {
                result[result.count - 1].rows += block.rows
            } else {
                result.append(block)
            }
        }
        return result
    }
}

/// Draws with replacement from rows that stand in cells, as many as there are, and tells how many fell into each cell.
private struct CountResampler {
    /// The cells that have rows.
    private let cells: [Int]
    /// The cell of each row, where rows are drawn one by one; else empty.
    private let cellOfRow: [Int32]
    /// How many rows each cell has or, where rows are drawn one by one, each stretch of neighbouring rows.
    private let sizes: [Int]

    /// Rows are drawn stretch by stretch, so that what a draw touches lies in the cache.
    private static let stretch = 4096

    init(_ counts: [Int]) {
        let total = counts.reduce(0, +)
        cells = counts.indices.filter { counts[$0] > 0 }
        // A binomial number takes about as long as ten uniform ones.
        if total < 10 * cells.count {
            cellOfRow = cells.flatMap { [Int32](repeating: Int32($0), count: counts[$0]) }
            sizes = stride(from: 0, to: total, by: Self.stretch).map { Swift.min(Self.stretch, total - $0) }
        } else {
            cellOfRow = []
            sizes = cells.map { counts[$0] }
        }
    }

    func draw(_ stream: inout RandomStream, _ add: (_ cell: Int, _ count: Int) -> Void) {
        let counts = multinomial(&stream)
        if cellOfRow.isEmpty {
            for (cell, count) in zip(cells, counts) { add(cell, count) }
            return
        }
        let rows = cellOfRow.span
        for (part, count) in counts.enumerated() {
            for _ in 0..<count { add(Int(rows[part * Self.stretch + stream.uniform(below: sizes[part])]), 1) }
        }
    }

    /// Each count is binomial among the draws that are left, with the part's share of the rows that are left.
    private func multinomial(_ stream: inout RandomStream) -> [Int] {
        var rowsLeft = sizes.reduce(0, +)
        var drawsLeft = rowsLeft
        return sizes.map { size in
            let probability = Double(size) / Double(rowsLeft)
            let drawn = size == rowsLeft ? drawsLeft : stream.binomial(count: drawsLeft, probability: probability)
            rowsLeft -= size
            drawsLeft -= drawn
            return drawn
        }
    }
}
