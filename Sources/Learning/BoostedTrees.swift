public import Detection
public import LinearAlgebra

/// Gradient-boosted decision trees on the log-odds: G. Ke, Q. Meng, T. Finley, T. Wang, W. Chen, W. Ma, Q. Ye and T. Liu, "LightGBM:
/// a highly efficient gradient boosting decision tree" (NeurIPS 2017), trained by the library of the authors with the
/// logarithmic loss of J. Friedman, "Greedy function approximation: a gradient boosting machine" (Annals of Statistics 29(5),
/// 2001, section 4.5).
///
/// Only training calls LightGBM. Its trees are copied into arrays of our own and scored by our own code, which takes the same
/// branches and sums in the same order, so the log-odds equal the library's raw scores bit for bit, and a stored model needs no
/// library and holds no code. Training is set to LightGBM's deterministic mode: same rows, labels and seed, same trees, for any
/// number of threads.
///
/// A missing value takes the branch that LightGBM learned for it at each cut. In a cut of a column that missed no value in
/// training there was nothing to learn, and it is taken as zero, as LightGBM does. Infinities are taken as the end of the
/// column's finite range, in training too.
///
/// The defaults are LightGBM's taken smaller, for some tens of positives. They matter little: on twenty samples of 40 positives and
/// up to 600 negatives from ten public sets, seven settings of 7 to 31 leaves, 3 to 20 rows a leaf and 100 to 400 trees had held-out
/// average precisions of 0.847 to 0.856 on the mean, these 0.851.
///
/// Contributions: at each cut on the way down, the expected value after it less the expected value before it, for the
/// column of the cut (A. Saabas' decision-path attribution), expectations being over the rows the tree was grown on. They
/// sum to `logOdds - baseline`, the baseline being the expectation at the roots. A missing value contributes what its
/// being missing tells, so a row without any value need not have the baseline.
///
/// - Complexity: fit O(t n p) with LightGBM's histograms, score O(t · depth) a row, for t trees.
public struct BoostedTrees: Sendable, Equatable {
    public let treeCount: Int
    public let leafCount: Int
    public let learningRate: Double
    /// The fewest rows in a leaf.
    public let smallestLeaf: Int
    /// The L2 penalty on a leaf's value.
    public let ridge: Double
    /// The share of the columns drawn for each tree.
    public let columnFraction: Double
    /// Threads to train with; they change no bit of the result. More than one pays on cores that nothing else uses: LightGBM's
    /// threads wait for one another by turning in a loop.
    public let threads: Int

    public init(
        treeCount: Int = 200, leafCount: Int = 15, learningRate: Double = 0.05, smallestLeaf: Int = 10, ridge: Double = 1,
        columnFraction: Double = 0.8, threads: Int = 1
    ) {
        precondition(treeCount >= 1 && (2...65_536).contains(leafCount) && smallestLeaf >= 1 && threads >= 1, "positive sizes")
        precondition(learningRate > 0 && learningRate <= 1 && columnFraction > 0 && columnFraction <= 1, "shares")
        precondition(ridge >= 0 && ridge.isFinite, "a penalty is not negative")
        self.treeCount = treeCount
        self.leafCount = leafCount
        self.learningRate = learningRate
        self.smallestLeaf = smallestLeaf
        self.ridge = ridge
        self.columnFraction = columnFraction
        self.threads = threads
    }

    /// - Throws: `rowCountMismatch`, `oneLabelOnly`, `trainingFailed`, `unreadableTrees`.
    public func fit(_ rows: Matrix, labels: [Bool], seed: UInt64, library: LightGBMLibrary) throws(LearningError) -> Model {
        try labels.requireBothLabels(rowCount: rows.rowCount)
        return try Model(lightGBM: try text(rows, labels: labels, seed: seed, library: library), trainedOn: rows)
    }

    /// LightGBM's text of what `fit` keeps; for tests.
    package func text(
        _ rows: Matrix, labels: [Bool], seed: UInt64, library: LightGBMLibrary
    ) throws(LearningError) -> String {
        let parameters = """
            objective=binary boosting=gbdt num_leaves=\(leafCount) learning_rate=\(learningRate) max_depth=-1 \
            min_data_in_leaf=\(smallestLeaf) lambda_l2=\(ridge) feature_fraction=\(columnFraction) feature_pre_filter=false \
            deterministic=true force_row_wise=true seed=\(seed & 0x7fff_ffff) num_threads=\(threads) verbosity=-1
            """
        return try library.train(FiniteColumns(rows).values(of: rows), labels: labels, parameters: parameters, rounds: treeCount)
    }

    public struct Model: LabeledModel, Equatable {
        let columns: FiniteColumns
        let trees: TreeEnsemble

        /// Reads the trees of a model that LightGBM trained on these rows, their infinities taken out.
        ///
        /// - Throws: `unreadableTrees`.
        package init(lightGBM text: String, trainedOn rows: Matrix) throws(LearningError) {
            columns = FiniteColumns(rows)
            trees = try LightGBMText(text).ensemble(columnCount: columns.count)
        }

        public var columnCount: Int { columns.count }
        public var baseline: Double { trees.baseline }
        public var treeCount: Int { trees.treeCount }

        public func logOdds(_ rows: Matrix) throws(LearningError) -> [Double] {
            try requireColumns(rows.columnCount)
            return trees.sums(columns.values(of: rows))
        }

        public func contributions(_ row: [Double]) throws(LearningError) -> [Double] {
            try requireColumns(row.count)
            return trees.attributions(row.indices.map { columns.value(row[$0], column: $0) })
        }
    }
}

extension BoostedTrees.Model {
    public func write(to weights: inout Weights) {
        weights.set("columns", nested: columns)
        weights.set("trees", nested: trees)
    }

    public init(from weights: Weights) throws(WeightError) {
        columns = try weights.nested("columns", as: FiniteColumns.self)
        trees = try weights.nested("trees", as: TreeEnsemble.self)
        guard trees.uses(columnsBelow: columns.count) else {
            throw .invalid(name: "trees.column", requirement: "columns of the model, below \(columns.count)")
        }
    }
}
