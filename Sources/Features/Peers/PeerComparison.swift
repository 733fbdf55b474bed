import LinearAlgebra
import Statistics
import Synchronization

/// Every value of a table beside those of the subject's peers.
///
/// Values are compared on the scale of the feature's transform, by median and median absolute deviation (`RobustScale`),
/// which a minority of wild peers cannot move. A rate is first shrunken to the mean of its beta posterior, the prior taken
/// by moments from the peers' counts (`BetaBinomialShrinkage`), so that one in one is no match for 80 in 100. A
/// subject is among its own peers; with groups of the minimum size that hardly matters, and it can only understate.
public struct PeerComparison: Sendable {
    /// A subject's value of a feature and what its peers have. NaN: missing, or nobody to compare with.
    public struct Cell: Sendable {
        public let value: Double
        /// What is compared: the shrunken rate, or the value.
        public let shrunken: Double
        /// Of the peers' values, in the unit of the feature.
        public let peerMedian: Double
        public let peerP99: Double
        public let z: Double
        /// How many peers have a value, the subject included.
        public let peerCount: Int
    }

    public let table: FeatureTable
    public let grouping: PeerGrouping
    /// The robust z of every value among its peers: a row a subject, a column a feature, as in the table.
    public let standardized: Matrix

    /// By group, then feature; nil where too few peers have a value.
    let statistics: [PeerStatistics?]
    private let floor: Double

    /// - Complexity: O(*n* log *n*) for each feature and each level of back-off in use.
    public init(
        _ table: FeatureTable, grouping: PeerGrouping, parameters: PeerParameters = .init(), threads: Int = 1
    ) {
        let width = table.definitions.count
        let minimum = max(2, parameters.minimumValues)
        let floor = parameters.minimumScale
        let found = Mutex([PeerStatistics?](repeating: nil, count: grouping.groups.count * width))
        ParallelWork.run(count: grouping.groups.count * width, chunk: 1, threads: threads) { next in
            while let range = next() {
                for place in range {
                    let statistics = PeerStatistics(
                        of: place % width, in: table, members: grouping.groups[place / width].members, minimumCount: minimum)
                    found.withLock { $0[place] = statistics }
                }
            }
        }
        self.init(table, grouping: grouping, statistics: found.withLock { $0 }, floor: floor, threads: threads)
    }

    /// The comparison with frozen peers: those of the table that the model was made from, whoever is in this one.
    ///
    /// - Precondition: the columns of the table are the features of the model, in its order.
    public init(
        _ table: FeatureTable, in context: FeatureContext, parameters: PeerParameters, model: PeerModel, threads: Int = 1
    ) {
        precondition(table.definitions.map(\.name) == model.features, "the features of the model")
        self.init(
            table, grouping: PeerGrouping(table, in: context, parameters: parameters, model: model),
            statistics: model.peerStatistics(table.definitions), floor: parameters.minimumScale, threads: threads)
    }

    private init(_ table: FeatureTable, grouping: PeerGrouping, statistics: [PeerStatistics?], floor: Double, threads: Int) {
        let width = table.definitions.count
        let rows = table.subjects.count
        let standardized = Mutex([Double](repeating: .nan, count: rows * width))
        let chunk = ParallelWork.chunk(count: rows, threads: threads)
        ParallelWork.run(count: rows, chunk: chunk, threads: threads) { next in
            while let range = next() {
                var block = [Double](repeating: .nan, count: range.count * width)
                for row in range where grouping.groupOfRow[row] >= 0 {
                    for column in 0..<width {
                        guard let peers = statistics[Int(grouping.groupOfRow[row]) * width + column] else { continue }
                        block[(row - range.lowerBound) * width + column] = peers.robustZ(of: row, column, in: table, floor: floor)
                    }
                }
                let finished = block
                standardized.withLock {
                    $0.replaceSubrange(range.lowerBound * width..<range.upperBound * width, with: finished)
                }
            }
        }
        self.table = table
        self.grouping = grouping
        self.statistics = statistics
        self.floor = floor
        self.standardized = Matrix(
            rowCount: rows, columnCount: width,
            elements: standardized.withLock { held in
                let taken = held
                held = []
                return taken
            })
    }

    public func cell(row: Int, column: Int) -> Cell {
        let group = Int(grouping.groupOfRow[row])
        let value = table.values[row, column]
        guard group >= 0, let peers = statistics[group * table.definitions.count + column] else {
            return Cell(value: value, shrunken: value, peerMedian: .nan, peerP99: .nan, z: .nan, peerCount: 0)
        }
        return Cell(
            value: value, shrunken: peers.shrunken(row, column, in: table), peerMedian: peers.median, peerP99: peers.p99,
            z: standardized[row, column], peerCount: peers.count)
    }

    /// The cell of a feature by name; nil when the table does not have it.
    public func cell(row: Int, feature name: String) -> Cell? {
        table.index(of: name).map { cell(row: row, column: $0) }
    }
}

/// What a group's values of one feature look like.
struct PeerStatistics: Sendable {
    let count: Int
    let median: Double
    let p99: Double
    let scale: RobustScale
    let shrinkage: BetaBinomialShrinkage?
    private let transform: FeatureTransform

    init(count: Int, median: Double, p99: Double, scale: RobustScale, shrinkage: BetaBinomialShrinkage?, transform: FeatureTransform) {
        self.count = count
        self.median = median
        self.p99 = p99
        self.scale = scale
        self.shrinkage = shrinkage
        self.transform = transform
    }

    /// Nil when fewer than `minimumCount` members have a value.
    init?(of column: Int, in table: FeatureTable, members: [Int32], minimumCount: Int) {
        var values: [Double] = []
        values.reserveCapacity(members.count)
        for member in members {
            let value = table.values[Int(member), column]
            if value.isFinite { values.append(value) }
        }
        guard values.count >= minimumCount else { return nil }
        let definition = table.definitions[column]
        count = values.count
        transform = definition.transform
        let transform = definition.transform
        if definition.isRate {
            var successes: [Double] = []
            var trials: [Double] = []
            for member in members {
                guard let counts = table.counts(row: Int(member), column: column) else { continue }
                successes.append(counts.numerator)
                trials.append(counts.denominator)
            }
            let prior = BetaBinomialShrinkage(successes: successes, trials: trials)
            shrinkage = prior
            scale = RobustScale(zip(successes, trials).map { transform(prior.posteriorMean(successes: $0, trials: $1)) })
        } else {
            shrinkage = nil
            scale = RobustScale(values.map { transform($0) })
        }
        values.sort()
        median = quantile(sorted: values, 0.5)
        p99 = quantile(sorted: values, 0.99)
    }

    /// The value that is compared; NaN where it is missing.
    func shrunken(_ row: Int, _ column: Int, in table: FeatureTable) -> Double {
        guard let shrinkage else { return table.values[row, column] }
        guard let counts = table.counts(row: row, column: column) else { return .nan }
        return shrinkage.posteriorMean(successes: counts.numerator, trials: counts.denominator)
    }

    /// Distance from the peers' centre in units of their spread, which is at least `floor`; always finite or NaN.
    func robustZ(of row: Int, _ column: Int, in table: FeatureTable, floor: Double) -> Double {
        let value = transform(shrunken(row, column, in: table))
        guard !value.isNaN else { return .nan }
        let least = transform == .identity ? floor * abs(scale.center) : floor
        let spread = max(scale.scale, least)
        guard spread > 0 else { return 0 }
        return min(max((value - scale.center) / spread, -RobustScale.limit), RobustScale.limit)
    }
}
