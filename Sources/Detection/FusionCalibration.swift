import Statistics

/// The peers' scores of a `Fusion`, frozen: what is rare among them is told of rows that were not there.
///
/// The same three steps as `Fusion`, each tail probability by `ConformalCalibration` among the reference scores of the row's
/// group. Every row counts as new: none is left out of the reference, so a row that was in it is taken as a little less rare
/// than `Fusion` would have it, by at most one place. The detectors were fitted on the reference rows themselves and not on a
/// part held back from them, so that a probability is no conformal one: with few rows for each column new rows look a little rarer
/// than they are.
public struct FusionCalibration: Sendable, Equatable {
    struct Group: Sendable, Equatable {
        let detectors: [ConformalCalibration]
        let statistic: ConformalCalibration
    }

    public let detectorCount: Int
    /// By number of the group; nil for one of too few rows.
    let groups: [Group?]

    public var groupCount: Int { groups.count }

    /// - Parameters:
    ///   - scores: one array of one score a row for each detector.
    ///   - fused: what the fusion of these scores found.
    ///   - group: the peer group of each row, from 0 up to `groupCount`.
    ///   - minimumGroupSize: groups of fewer rows give no comparison.
    /// - Complexity: O(k n log n) for k detectors.
    public init(_ scores: [[Double]], fused: FusedScores, group: [Int], groupCount: Int, minimumGroupSize: Int) {
        precondition(scores.allSatisfy { $0.count == group.count } && fused.statistic.count == group.count, "one score a row")
        var members = [[Int]](repeating: [], count: groupCount)
        for (row, number) in group.enumerated() { members[number].append(row) }
        detectorCount = scores.count
        groups = members.map { rows in
            guard rows.count >= minimumGroupSize else { return nil }
            return Group(
                detectors: scores.map { values in ConformalCalibration(rows.map { values[$0] }) },
                statistic: ConformalCalibration(rows.map { fused.statistic[$0] }))
        }
    }

    /// Tail probabilities of new rows.
    ///
    /// - Parameter group: the group of each row by number; negative for none.
    /// - Throws: `rowCountMismatch` when the arrays differ in length or number.
    /// - Complexity: O(k n log s) for k detectors and s scores kept.
    public func combine(_ scores: [[Double]], group: [Int]) throws(DetectionError) -> FusedScores {
        guard scores.count == detectorCount else { throw .rowCountMismatch(expected: detectorCount, found: scores.count) }
        for values in scores where values.count != group.count {
            throw .rowCountMismatch(expected: group.count, found: values.count)
        }
        var tails: [[Double]] = []
        var statistic = [Double](repeating: .nan, count: group.count)
        var probability = statistic
        var peers = [Int](repeating: 0, count: group.count)
        for row in group.indices {
            let reference = groups.indices.contains(group[row]) ? groups[group[row]] : nil
            guard let reference else {
                tails.append([Double](repeating: .nan, count: detectorCount))
                continue
            }
            let own = scores.indices.map { reference.detectors[$0].pValue(of: scores[$0][row]) }
            tails.append(own)
            statistic[row] = Fusion.cauchyStatistic(own)
            probability[row] = reference.statistic.pValue(of: statistic[row])
            peers[row] = reference.statistic.count
        }
        return FusedScores(
            detectorTailProbabilities: .init(rowCount: group.count, columnCount: detectorCount, elements: tails.flatMap { $0 }),
            statistic: statistic, tailProbability: probability, peerCount: peers)
    }
}

extension FusionCalibration: WeightCoding {
    public func write(to weights: inout Weights) {
        weights.set("detectorCount", Double(detectorCount))
        weights.set("isCompared", groups.map { Int32($0 == nil ? 0 : 1) })
        for (number, group) in groups.enumerated() {
            guard let group else { continue }
            weights.set("groups.\(number).statistic", nested: group.statistic)
            for (detector, calibration) in group.detectors.enumerated() {
                weights.set("groups.\(number).detectors.\(detector)", nested: calibration)
            }
        }
    }

    public init(from weights: Weights) throws(WeightError) {
        detectorCount = try weights.integer("detectorCount", in: 0...weights.tensors.count)
        var groups: [Group?] = []
        for (number, isCompared) in try weights.integers("isCompared", in: 0...1).enumerated() {
            guard isCompared == 1 else {
                groups.append(nil)
                continue
            }
            var detectors: [ConformalCalibration] = []
            for detector in 0..<detectorCount {
                detectors.append(try weights.nested("groups.\(number).detectors.\(detector)", as: ConformalCalibration.self))
            }
            groups.append(Group(
                detectors: detectors,
                statistic: try weights.nested("groups.\(number).statistic", as: ConformalCalibration.self)))
        }
        self.groups = groups
    }
}
