import Foundation
import Testing

import Detection
import Learning
import LinearAlgebra
import Statistics

/// Whether LightGBM is there; `Tools/setup` fetches it. Without it what needs it is skipped.
let lightGBM = try? LightGBMLibrary.load()

@Suite struct BoostedTreesTests {
    static let text = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective=binary sigmoid:1
        feature_names=Column_0 Column_1
        tree_sizes=1 1

        Tree=0
        num_leaves=3
        num_cat=0
        split_feature=1 0
        split_gain=5 3
        threshold=0.5 1.0000000180025095e-35
        decision_type=2 8
        left_child=1 -1
        right_child=-3 -2
        leaf_value=-0.75 0.25 2
        leaf_count=6 2 8
        internal_value=0 0
        is_linear=0
        shrinkage=1

        Tree=1
        num_leaves=1
        num_cat=0
        leaf_value=0.125
        is_linear=0
        shrinkage=1

        end of trees

        parameters:
        """
    static let columns = Matrix(rows: [[-1, 0], [1, 1]])

    /// Column 1 above 0.5: 2. Else column 0 above zero, or missing: 0.25; else -0.75. Column 1 missed nothing in training, so a
    /// missing value is zero there. Expectations: (-0.75 · 6 + 0.25 · 2) / 8 = -0.5 below the first cut and
    /// (-0.5 · 8 + 2 · 8) / 16 = 0.75 at the root.
    @Test func aTreeByHand() throws {
        let model = try BoostedTrees.Model(lightGBM: Self.text, trainedOn: Self.columns)
        let rows = Matrix(rows: [[0, 1], [0, 0], [3, 0.5], [.nan, 0], [0, .nan], [.infinity, -.infinity]])
        #expect(try model.logOdds(rows) == [2.125, -0.625, 0.375, 0.375, -0.625, 0.375])
        #expect(model.baseline == 0.875 && model.treeCount == 2)
        #expect(try model.contributions([0, 1]) == [0, 1.25])
        #expect(try model.contributions([3, 0]) == [0.75, -1.25])
    }

    @Test(arguments: [
        ("version=v4", "version=v5"), ("binary sigmoid:1", "regression"), ("max_feature_idx=1", "max_feature_idx=2"),
        ("num_cat=0\nsplit", "num_cat=1\nsplit"), ("decision_type=2 8", "decision_type=3 8"), ("decision_type=2 8", "decision_type=2 4"),
        ("left_child=1 -1", "left_child=0 -1"), ("left_child=1 -1", "left_child=1 -4"), ("left_child=1 -1", "left_child=1"),
        ("right_child=-3 -2", "right_child=1 -2"), ("split_feature=1 0", "split_feature=1 2"), ("threshold=0.5", "threshold=nan"),
        ("leaf_value=-0.75", "leaf_value=inf"), ("leaf_count=6 2 8\n", ""), ("end of trees", "end"), ("num_leaves=3", "num_leaves=x"),
        ("leaf_value=-0.75 0.25", "leaf_value=-0.75 a"), ("is_linear=0\nshrinkage=1\n\nTree", "is_linear=1\nshrinkage=1\n\nTree"),
    ])
    func aTextThatIsNotUnderstoodIsRefused(_ what: String, _ instead: String) throws {
        #expect(Self.text.contains(what))
        let changed = Self.text.replacingOccurrences(of: what, with: instead)
        let error = #expect(throws: LearningError.self) { try BoostedTrees.Model(lightGBM: changed, trainedOn: Self.columns) }
        guard case .unreadableTrees? = error else { throw LearningError.unreadableTrees(reason: "another error") }
    }

    @Test func codingKeepsEveryBitAndRefusesWhatIsWrong() throws {
        let model = try BoostedTrees.Model(lightGBM: Self.text, trainedOn: Self.columns)
        var weights = Weights()
        model.write(to: &weights)
        #expect(try BoostedTrees.Model(from: weights) == model)
        let rows = Matrix(rows: [[0, 1], [.nan, .nan], [1e308, -.infinity]])
        let mutation = try Mutation(of: model, rows: rows, count: 5000, seed: 2)
        #expect(mutation.refused > 1000 && mutation.accepted > 100)
        // A link back to the root would be walked for ever.
        weights.set("trees.left", [1, 0, -1, -1, -1, -1] as [Int32])
        #expect(throws: WeightError.self) { try BoostedTrees.Model(from: weights) }
    }

    @Test(.enabled(if: lightGBM != nil, "LightGBM is not here; Tools/setup fetches it"))
    func scoresAreLightGBMsBitForBit() throws {
        let library = try LightGBMLibrary.load()
        for (seed, missing) in [(1 as UInt64, 0.0), (2, 0.15)] {
            let (rows, labels) = Labeled.rows(1500, seed: seed, missing: missing)
            let method = BoostedTrees(treeCount: 120, leafCount: 31)
            let text = try method.text(rows, labels: labels, seed: seed, library: library)
            let model = try method.fit(rows, labels: labels, seed: seed, library: library)
            #expect(model.treeCount > 20)
            // New rows too, with values missing in every column, and values as small as LightGBM calls zero.
            let new = Labeled.rows(500, seed: seed + 10, missing: 0.3).rows
            for table in [rows, new, Labeled.strange.selectingRows([0, 3, 4, 5])] {
                #expect(try model.logOdds(table) == library.scores(model: text, rows: table))
            }
            #expect(try LawChecks(model, rows).broken == [])
            #expect(try model.logOdds(Labeled.strange).allSatisfy(\.isFinite))
            var weights = Weights()
            model.write(to: &weights)
            #expect(try BoostedTrees.Model(from: weights) == model)
        }
        let hostile = Labeled.hostile(150)
        let model = try BoostedTrees(treeCount: 20).fit(hostile.rows, labels: hostile.labels, seed: 1, library: library)
        #expect(try LawChecks(model, hostile.rows).broken == [])
    }

    @Test(.enabled(if: lightGBM != nil, "LightGBM is not here; Tools/setup fetches it"))
    func sameSeedSameTreesForAnyThreadCount() throws {
        let library = try LightGBMLibrary.load()
        let (rows, labels) = Labeled.rows(1500, seed: 3)
        // Few trees: OpenMP's threads wait for one another by turning in a loop, which takes long where tests share the cores.
        func model(threads: Int, seed: UInt64 = 5) throws -> BoostedTrees.Model {
            try BoostedTrees(treeCount: 4, threads: threads).fit(rows, labels: labels, seed: seed, library: library)
        }
        let one = try model(threads: 1)
        #expect(try model(threads: 2) == one)
        #expect(try model(threads: 1, seed: 6) != one)
    }

    @Test(.enabled(if: lightGBM != nil, "LightGBM is not here; Tools/setup fetches it"))
    func oddTablesTrainOrAreNamedErrors() throws {
        let library = try LightGBMLibrary.load()
        let labels = (0..<40).map { $0 < 10 }
        let constant = try BoostedTrees().fit(Matrix(rowCount: 40, columnCount: 2), labels: labels, seed: 1, library: library)
        #expect(try constant.contributions([1, 2]) == [0, 0])
        #expect(abs(constant.baseline - log(10.0 / 30)) < 1e-6 || constant.baseline == 0)
        #expect(throws: LearningError.trainingFailed(reason: "the rows have no column")) {
            try BoostedTrees().fit(Matrix(rowCount: 40, columnCount: 0), labels: labels, seed: 1, library: library)
        }
        #expect(throws: LearningError.oneLabelOnly) {
            try BoostedTrees().fit(Matrix(rowCount: 2, columnCount: 1), labels: [true, true], seed: 1, library: library)
        }
    }
}
