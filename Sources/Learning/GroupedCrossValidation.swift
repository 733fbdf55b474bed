import Statistics

/// Folds that keep every group whole and the labels in proportion: nothing of one group is on both sides of a fold.
///
/// Groups are taken in random order, those with the most positives first and then the largest, each into the fold that has
/// the fewest positives so far, or, for a group without any, the fewest negatives. So the folds depend on the seed and on which rows
/// belong together, not on the order of the rows.
public struct GroupedCrossValidation: Sendable, Equatable {
    /// The fold in which each row is held out, from 0.
    public let fold: [Int]
    public let foldCount: Int

    /// Fewer folds are made where fewer groups have positives, or fewer have negatives. The rows to learn from hold both labels
    /// in every fold.
    ///
    /// - Throws: `rowCountMismatch`; `oneLabelOnly`; `tooFewGroups` where too few groups have rows of one label for that.
    /// - Complexity: O(n log n + g k) for g groups and k folds.
    public init(groups: [Int], labels: [Bool], foldCount: Int = 5, seed: UInt64) throws(LearningError) {
        precondition(foldCount >= 2, "at least two folds")
        try labels.requireBothLabels(rowCount: groups.count)
        var tallies: [Int: (rows: Int, positives: Int)] = [:]
        for (row, group) in groups.enumerated() {
            let tally = tallies[group] ?? (0, 0)
            tallies[group] = (tally.rows + 1, tally.positives + (labels[row] ? 1 : 0))
        }
        let withPositives = tallies.values.filter { $0.positives > 0 }.count
        let withNegatives = tallies.values.filter { $0.positives < $0.rows }.count
        guard withPositives >= 2, withNegatives >= 2 else {
            throw .tooFewGroups(withPositives: withPositives, withNegatives: withNegatives)
        }
        let count = Swift.min(foldCount, withPositives, withNegatives)
        var order = tallies.keys.sorted()
        var stream = RandomStream(seed: seed, stream: "grouped-cross-validation")
        stream.shuffle(&order)
        let taken = order.enumerated().map { (place: $0.offset, group: $0.element, tally: tallies[$0.element] ?? (0, 0)) }
            .sorted { ($1.tally.positives, $1.tally.rows, $0.place) < ($0.tally.positives, $0.tally.rows, $1.place) }
        var rows = [Int](repeating: 0, count: count)
        var positives = [Int](repeating: 0, count: count)
        var foldOf: [Int: Int] = [:]
        for (_, group, tally) in taken {
            let best =
                tally.positives > 0
                ? rows.indices.min { (positives[$0], rows[$0], $0) < (positives[$1], rows[$1], $1) }
                : rows.indices.min { (rows[$0] - positives[$0], $0) < (rows[$1] - positives[$1], $1) }
            let chosen = best ?? 0
            rows[chosen] += tally.rows
            positives[chosen] += tally.positives
            foldOf[group] = chosen
        }
        let (allRows, allPositives) = (groups.count, positives.reduce(0, +))
        for held in 0..<count {
            let left = allPositives - positives[held]
            guard left > 0, left < allRows - rows[held] else {
                throw .tooFewGroups(withPositives: withPositives, withNegatives: withNegatives)
            }
        }
        fold = groups.map { foldOf[$0] ?? 0 }
        self.foldCount = count
    }

    /// The rows to learn from when `fold` is held out, ascending.
    public func learningRows(_ fold: Int) -> [Int] { self.fold.indices.filter { self.fold[$0] != fold } }

    /// The rows held out, ascending.
    public func heldOutRows(_ fold: Int) -> [Int] { self.fold.indices.filter { self.fold[$0] == fold } }
}
