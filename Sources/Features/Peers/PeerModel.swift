public import LinearAlgebra
import Statistics

/// What peers look like, without the peers: the groups, and what the values of each feature are in each. It holds no
/// subject and no row, so that it may be stored, and a later table is compared with the peers of the one it was made from.
public struct PeerModel: Sendable, Equatable {
    public struct Group: Sendable, Equatable, Codable {
        public let key: LocalizedText
        /// How many traits were dropped to make it large enough.
        public let backOff: Int
        public let count: Int

        public init(key: LocalizedText, backOff: Int, count: Int) {
            self.key = key
            self.backOff = backOff
            self.count = count
        }
    }

    /// The names of the traits in use, the most important first.
    public let traits: [String]
    public let groups: [Group]
    public let features: [String]
    /// A row for each group and feature, features of a group together. Columns: how many have a value, median, P99,
    /// centre and scale of the transformed values, and the shapes of the prior that rates are shrunken by (0 for what is no rate).
    /// A count of 0 stands for too few values to compare with.
    public let statistics: Matrix

    public static let statisticNames = ["count", "median", "p99", "center", "scale", "alpha", "beta"]

    /// The peers of a comparison, frozen.
    public init(_ comparison: PeerComparison) {
        traits = comparison.grouping.traits
        groups = comparison.grouping.groups.map { Group(key: $0.key, backOff: $0.backOff, count: $0.count) }
        features = comparison.table.definitions.map(\.name)
        let rows = comparison.statistics.map { statistics -> [Double] in
            guard let statistics else { return [Double](repeating: 0, count: Self.statisticNames.count) }
            return [
                Double(statistics.count), statistics.median, statistics.p99, statistics.scale.center, statistics.scale.scale,
                statistics.shrinkage?.alpha ?? 0, statistics.shrinkage?.beta ?? 0,
            ]
        }
        statistics = Matrix(rowCount: rows.count, columnCount: Self.statisticNames.count, elements: rows.flatMap { $0 })
    }

    /// Frozen peers as they were stored; nil where the sizes do not fit or a number cannot be what it stands for.
    public init?(traits: [String], groups: [Group], features: [String], statistics: Matrix) {
        guard statistics.rowCount == groups.count * features.count, statistics.columnCount == Self.statisticNames.count,
            statistics.elements.allSatisfy(\.isFinite), groups.allSatisfy({ $0.count >= 0 && (0...traits.count).contains($0.backOff) })
        else { return nil }
        for row in 0..<statistics.rowCount {
            let values = statistics.row(row)
            guard Int(exactly: values[0]).map({ $0 >= 0 }) == true, values[4] >= 0, values[5] >= 0, values[6] >= 0,
                (values[5] > 0) == (values[6] > 0)
            else { return nil }
        }
        self.traits = traits
        self.groups = groups
        self.features = features
        self.statistics = statistics
    }

    func peerStatistics(_ definitions: [FeatureDefinition]) -> [PeerStatistics?] {
        (0..<statistics.rowCount).map { row in
            let values = statistics.row(row)
            guard values[0] > 0 else { return nil }
            let isRate = definitions[row % definitions.count].isRate && values[5] > 0
            return PeerStatistics(
                count: Int(values[0]), median: values[1], p99: values[2], scale: RobustScale(center: values[3], scale: values[4]),
                shrinkage: isRate ? BetaBinomialShrinkage(alpha: values[5], beta: values[6]) : nil,
                transform: definitions[row % definitions.count].transform)
        }
    }
}
