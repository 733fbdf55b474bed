import LinearAlgebra

/// The trees in LightGBM's model text, format v4: lines of `key=value`, a block for each tree.
///
/// Read are binary objectives with unit sigmoid and numerical cuts, which is what `BoostedTrees` asks for; whatever else is
/// met is an error, never passed over.
struct LightGBMText {
    private typealias Block = [String: Substring]

    private let header: Block
    private let trees: [Block]

    init(_ text: String) throws(LearningError) {
        var blocks: [Block] = [[:]]
        var isWhole = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            if line == "end of trees" {
                isWhole = true
                break
            }
            guard let equals = line.firstIndex(of: "=") else { continue }
            let key = String(line[..<equals])
            if key == "Tree" { blocks.append([:]) }
            blocks[blocks.count - 1][key] = line[line.index(after: equals)...]
        }
        guard isWhole else { throw .unreadableTrees(reason: "its trees have no end") }
        header = blocks[0]
        trees = Array(blocks.dropFirst())
        for (key, value) in [("version", "v4"), ("num_class", "1"), ("num_tree_per_iteration", "1"), ("objective", "binary sigmoid:1")] {
            guard let found = header[key] else { throw .unreadableTrees(reason: "its header has no \(key)") }
            if found != value { throw .unreadableTrees(reason: "its \(key) is \(found), not \(value)") }
        }
    }

    func ensemble(columnCount: Int) throws(LearningError) -> TreeEnsemble {
        guard header["max_feature_idx"] == "\(columnCount - 1)" else {
            throw .unreadableTrees(reason: "it was not trained on \(columnCount) columns")
        }
        var result = TreeEnsemble()
        for (index, block) in trees.enumerated() {
            do { try Tree(block, columnCount: columnCount).append(to: &result) } catch {
                guard case .unreadableTrees(let reason) = error else { throw error }
                throw .unreadableTrees(reason: "tree \(index): \(reason)")
            }
        }
        return result
    }

    /// One tree in LightGBM's numbering: cuts from 0, a leaf l as the link `-1 - l`.
    private struct Tree {
        var leafValue: [Double]
        var leafCount: [Double]
        var column: [Int] = []
        var threshold: [Double] = []
        /// Bit 0: categorical. Bit 1: missing goes left. Bits 2 and 3: what is missing, 0 for nothing, 1 for zero, 2 for NaN.
        var decision: [Int] = []
        var left: [Int] = []
        var right: [Int] = []

        init(_ block: Block, columnCount: Int) throws(LearningError) {
            guard let text = block["num_leaves"], let leaves = Int(text), leaves >= 1 else {
                throw .unreadableTrees(reason: "num_leaves is not a count")
            }
            for (key, value) in [("num_cat", "0"), ("is_linear", "0")] where block[key] != value[...] {
                throw .unreadableTrees(reason: "\(key) is not \(value)")
            }
            leafValue = try Self.numbers(block, "leaf_value", count: leaves)
            // A tree of one leaf has no counts, and needs none.
            leafCount = leaves > 1 ? try Self.numbers(block, "leaf_count", count: leaves) : [1]
            guard leafValue.allSatisfy(\.isFinite), leafCount.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
                throw .unreadableTrees(reason: "its leaves are not finite")
            }
            guard leaves > 1 else { return }
            column = try Self.integers(block, "split_feature", count: leaves - 1)
            threshold = try Self.numbers(block, "threshold", count: leaves - 1)
            decision = try Self.integers(block, "decision_type", count: leaves - 1)
            left = try Self.integers(block, "left_child", count: leaves - 1)
            right = try Self.integers(block, "right_child", count: leaves - 1)
            guard column.allSatisfy({ (0..<columnCount).contains($0) }), threshold.allSatisfy({ !$0.isNaN }) else {
                throw .unreadableTrees(reason: "a cut is outside the columns")
            }
            for node in 0..<leaves - 1 {
                for child in [left[node], right[node]] where !(-leaves..<leaves - 1).contains(child) || (0...node).contains(child) {
                    throw .unreadableTrees(reason: "a link leads outside the tree, or back")
                }
                guard decision[node] & 1 == 0, [0, 2].contains(decision[node] >> 2) else {
                    throw .unreadableTrees(reason: "a cut is categorical or takes zero as missing")
                }
            }
        }

        /// Adds the tree, its nodes level by level, with the expectations of its nodes.
        func append(to ensemble: inout TreeEnsemble) throws(LearningError) {
            let root = ensemble.appendRoot()
            // Links in LightGBM's numbering, and the nodes made of them, in the order made.
            var links = [(link: column.isEmpty ? -1 : 0, node: root)]
            var children: [Int] = []
            var next = 0
            while next < links.count {
                let (link, node) = links[next]
                next += 1
                if link < 0 {
                    ensemble.setLeaf(node, value: leafValue[-1 - link])
                    children.append(-1)
                    continue
                }
                // More nodes than the tree has: a link is used twice.
                guard links.count + 2 <= 2 * leafValue.count - 1 else { throw .unreadableTrees(reason: "a node has two parents") }
                let threshold = Swift.min(Swift.max(threshold[link], -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
                // Where nothing was missing in training, LightGBM takes a missing value as zero.
                let missingLeft = decision[link] >> 2 == 2 ? decision[link] & 2 != 0 : 0 <= threshold
                let child = ensemble.split(node, column: column[link], threshold: threshold, missingLeft: missingLeft)
                children.append(links.count)
                links += [(left[link], child), (right[link], child + 1)]
            }
            var counts = [Double](repeating: 0, count: links.count)
            for place in links.indices.reversed() {
                let (link, node) = links[place]
                if link < 0 {
                    counts[place] = leafCount[-1 - link]
                    continue
                }
                let child = children[place]
                counts[place] = counts[child] + counts[child + 1]
                let share = counts[place] > 0 ? counts[child] / counts[place] : 0.5
                let (first, second) = (links[child].node, links[child + 1].node)
                ensemble.setExpected(
                    node, share * ensemble.expectedValue(first) + (1 - share) * ensemble.expectedValue(second))
            }
        }

        private static func values(_ block: Block, _ key: String, count: Int) throws(LearningError) -> [Substring] {
            guard let text = block[key] else { throw .unreadableTrees(reason: "it has no \(key)") }
            let parts = text.split(separator: " ")
            guard parts.count == count else { throw .unreadableTrees(reason: "\(key) has \(parts.count) values, not \(count)") }
            return parts
        }

        private static func numbers(_ block: Block, _ key: String, count: Int) throws(LearningError) -> [Double] {
            let parts = try values(block, key, count: count)
            let numbers = parts.compactMap { Double($0) }
            guard numbers.count == count else { throw .unreadableTrees(reason: "\(key) holds what is not a number") }
            return numbers
        }

        private static func integers(_ block: Block, _ key: String, count: Int) throws(LearningError) -> [Int] {
            let parts = try values(block, key, count: count)
            let numbers = parts.compactMap { Int($0) }
            guard numbers.count == count else { throw .unreadableTrees(reason: "\(key) holds what is not a whole number") }
            return numbers
        }
    }
}
