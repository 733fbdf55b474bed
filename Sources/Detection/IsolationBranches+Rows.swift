/// A row, or what is known of it, before the cuts of isolation trees.
protocol IsolationRow {
    /// Whether it goes right at a node that is a cut; nil where too little of it is known to tell.
    func goesRight(at node: Int) -> Bool?
}

extension IsolationBranches {
    /// The depths of a row summed over the trees, in their order. Where a cut cannot be told, both ways are followed, weighted by
    /// their shares of the fitted rows.
    ///
    /// The slow walk: for rows with missing values, and the oracle of the fast one.
    ///
    /// - Complexity: O(t log ψ) where every cut can be told, O(t ψ) where none can.
    func depthSum(_ row: some IsolationRow) -> Double {
        var sum = 0.0
        var waiting: [(node: Int, weight: Double)] = []
        for root in roots {
            var depth = 0.0
            var (node, weight) = (root, 1.0)
            while true {
                while left[node] >= 0 {
                    let child = Int(left[node])
                    if let isUpper = row.goesRight(at: node) {
                        node = isUpper ? child + 1 : child
                    } else {
                        let share = Double(counts[child]) / Double(counts[node])
                        waiting.append((child + 1, weight * (1 - share)))
                        node = child
                        weight *= share
                    }
                }
                depth += weight * depths[node]
                guard let next = waiting.popLast() else { break }
                (node, weight) = next
            }
            sum += depth
        }
        return sum
    }

    /// Walks as `depthSum` and tells at each cut passed what it takes off the expected depth, times the weight of the way there.
    /// Over a tree this sums to the depth of its root less the row's.
    func visitCuts(_ row: some IsolationRow, _ visit: (_ node: Int, _ shortening: Double) -> Void) {
        for root in roots { visitCuts(row, from: root, weight: 1, visit) }
    }

    /// No deeper in recursion than the height limit.
    private func visitCuts(_ row: some IsolationRow, from start: Int, weight: Double, _ visit: (Int, Double) -> Void) {
        var node = start
        while left[node] >= 0 {
            let child = Int(left[node])
            guard let isUpper = row.goesRight(at: node) else {
                let share = Double(counts[child]) / Double(counts[node])
                visitCuts(row, from: child, weight: weight * share, visit)
                visitCuts(row, from: child + 1, weight: weight * (1 - share), visit)
                return
            }
            let next = isUpper ? child + 1 : child
            visit(node, weight * (depths[node] - depths[next]))
            node = next
        }
    }
}
