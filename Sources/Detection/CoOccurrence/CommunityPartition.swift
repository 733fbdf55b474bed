/// A partition of an undirected graph without self-loops by the constant Potts model: communities maximise
/// Σ (edges inside − resolution · pairs inside), so two communities join only if more than the `resolution` share of the pairs between
/// them are edges.
///
/// The quality function is Traag, Van Dooren & Nesterov, "Narrow scope for resolution-limit-free community detection" (2011), eq. 5:
/// unlike modularity it does not merge small communities because the graph is large. The search is the local moving and aggregation of
/// Blondel et al., "Fast unfolding of communities in large networks" (2008). Vertices are visited in order and ties go to the smaller
/// number, so the outcome is deterministic; communities that fell apart during the search are split into their components, which is the
/// guarantee for which Traag, Waltman & van Eck (2019) refine.
struct CommunityPartition {
    /// By vertex: its community, numbered by the smallest vertex's order.
    let labels: [Int]

    /// - Complexity: O(r·(V + E log d)) for r rounds, few in practice.
    init(vertexCount: Int, edges: [(Int, Int)], resolution: Double) {
        var graph = Level(vertexCount: vertexCount, edges: edges)
        var label = Array(0..<vertexCount)
        while true {
            let community = graph.localMoving(resolution: resolution)
            let numbered = Self.renumber(community)
            for vertex in label.indices { label[vertex] = numbered.labels[label[vertex]] }
            if numbered.count == graph.vertexCount { break }
            graph = graph.aggregated(numbered.labels, count: numbered.count)
        }
        labels = Self.components(vertexCount: vertexCount, edges: edges, within: label)
    }

    /// The communities' vertices, ascending; by smallest vertex.
    var communities: [[Int]] {
        var communities = [[Int]](repeating: [], count: (labels.max() ?? -1) + 1)
        for (vertex, label) in labels.enumerated() { communities[label].append(vertex) }
        return communities
    }

    private static func renumber(_ community: [Int]) -> (labels: [Int], count: Int) {
        var number = [Int](repeating: -1, count: community.count)
        var count = 0
        let labels = community.map { old in
            if number[old] < 0 {
                number[old] = count
                count += 1
            }
            return number[old]
        }
        return (labels, count)
    }

    /// Connected components of the edges that stay inside a community (union-find, the smaller root wins).
    private static func components(vertexCount: Int, edges: [(Int, Int)], within label: [Int]) -> [Int] {
        var parent = Array(0..<vertexCount)
        func root(_ vertex: Int) -> Int {
            var vertex = vertex
            while parent[vertex] != vertex {
                parent[vertex] = parent[parent[vertex]]
                vertex = parent[vertex]
            }
            return vertex
        }
        for (a, b) in edges where label[a] == label[b] {
            let left = root(a)
            let right = root(b)
            parent[max(left, right)] = min(left, right)
        }
        return renumber((0..<vertexCount).map(root)).labels
    }

    /// A graph whose vertices stand for `size` original ones.
    private struct Level {
        var size: [Double]
        var start: [Int]
        var neighbor: [Int]
        var weight: [Double]
        var vertexCount: Int { size.count }

        init(vertexCount: Int, edges: [(Int, Int)]) {
            self.init(size: [Double](repeating: 1, count: vertexCount), edges: edges.map { ($0.0, $0.1, 1) })
        }

        private init(size: [Double], edges: [(Int, Int, Double)]) {
            var start = [Int](repeating: 0, count: size.count + 1)
            for (a, b, _) in edges {
                start[a + 1] += 1
                start[b + 1] += 1
            }
            for vertex in size.indices { start[vertex + 1] += start[vertex] }
            var next = start
            var neighbor = [Int](repeating: 0, count: 2 * edges.count)
            var weight = [Double](repeating: 0, count: 2 * edges.count)
            for (a, b, w) in edges {
                neighbor[next[a]] = b
                weight[next[a]] = w
                next[a] += 1
                neighbor[next[b]] = a
                weight[next[b]] = w
                next[b] += 1
            }
            self.size = size
            self.start = start
            self.neighbor = neighbor
            self.weight = weight
        }

        /// Moves vertices to the neighbouring community of largest gain until none gains.
        func localMoving(resolution: Double) -> [Int] {
            var community = Array(0..<vertexCount)
            var communitySize = size
            var link = [Double](repeating: 0, count: vertexCount)
            var touched: [Int] = []
            var moved = true
            while moved {
                moved = false
                for vertex in 0..<vertexCount {
                    let home = community[vertex]
                    touched.removeAll(keepingCapacity: true)
                    for position in start[vertex]..<start[vertex + 1] {
                        let other = community[neighbor[position]]
                        if link[other] == 0 { touched.append(other) }
                        link[other] += weight[position]
                    }
                    communitySize[home] -= size[vertex]
                    var best = home
                    var bestGain = link[home] - resolution * size[vertex] * communitySize[home]
                    touched.sort()
                    for other in touched where other != home {
                        let gain = link[other] - resolution * size[vertex] * communitySize[other]
                        if gain > bestGain + 1e-9 {
                            best = other
                            bestGain = gain
                        }
                    }
                    for other in touched { link[other] = 0 }
                    communitySize[best] += size[vertex]
                    if best != home {
                        community[vertex] = best
                        moved = true
                    }
                }
            }
            return community
        }

        func aggregated(_ label: [Int], count: Int) -> Level {
            var size = [Double](repeating: 0, count: count)
            for vertex in 0..<vertexCount { size[label[vertex]] += self.size[vertex] }
            var keys: [UInt64] = []
            var weights: [Double] = []
            for vertex in 0..<vertexCount {
                for position in start[vertex]..<start[vertex + 1] where label[vertex] < label[neighbor[position]] {
                    keys.append(UInt64(label[vertex]) << 32 | UInt64(label[neighbor[position]]))
                    weights.append(weight[position])
                }
            }
            var order = keys.indices.map { UInt32($0) }
            radixSort(&keys, carrying: &order)
            var edges: [(Int, Int, Double)] = []
            for (position, key) in keys.enumerated() {
                let weight = weights[Int(order[position])]
                if position > 0, key == keys[position - 1] {
                    edges[edges.count - 1].2 += weight
                } else {
                    edges.append((Int(key >> 32), Int(key & 0xFFFF_FFFF), weight))
                }
            }
            return Level(size: size, edges: edges)
        }
    }
}
