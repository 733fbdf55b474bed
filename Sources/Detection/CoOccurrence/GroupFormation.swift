/// Turns communities of the pair graph into groups: pruned until stable, widened by whoever was left outside, pruned again.
struct GroupFormation {
    let model: ChanceModel
    /// Of the pair graph.
    let adjacency: Adjacency
    private var index: VisitIndex { model.index }
    private var parameters: CoOccurrenceParameters { model.parameters }

    /// At this resolution only what is all but a clique holds together; at 1 even a clique would gain nothing by it.
    private static let finestResolution = 0.95

    /// Communities of the graph with enough members; the too large are split at up to the finest resolution, so a clique stays whole.
    func communities(edges: [(Int, Int)]) -> [[Int]] {
        var vertices: [Int] = []
        for vertex in edges.flatMap({ [$0.0, $0.1] }).sorted() where vertices.last != vertex { vertices.append(vertex) }
        return split(vertices, edges: edges, resolution: parameters.resolution).filter { $0.count >= parameters.minimumGroupSize }
    }

    private func split(_ vertices: [Int], edges: [(Int, Int)], resolution: Double) -> [[Int]] {
        let sorted = vertices.map { Int32($0) }
        func position(_ vertex: Int) -> Int {
            var range = sorted.indices
            while range.count > 1 {
                let middle = range.lowerBound + range.count / 2
                range = sorted[middle] <= Int32(vertex) ? middle..<range.upperBound : range.lowerBound..<middle
            }
            return range.lowerBound
        }
        let local = edges.map { (position($0.0), position($0.1)) }
        let partition = CommunityPartition(vertexCount: vertices.count, edges: local, resolution: resolution)
        var result: [[Int]] = []
        for community in partition.communities {
            let members = community.map { vertices[$0] }
            if members.count <= parameters.maximumGroupSize || resolution >= Self.finestResolution {
                result.append(members)
            } else {
                let label = partition.labels[community[0]]
                let inside = local.indices.filter { partition.labels[local[$0].0] == label && partition.labels[local[$0].1] == label }
                result += split(members, edges: inside.map { edges[$0] }, resolution: min(Self.finestResolution, resolution * 1.5))
            }
        }
        return result
    }

    /// Least members of a joint chain.
    func jointSize(_ memberCount: Int) -> Int {
        max(parameters.minimumGroupSize, Int((parameters.pruneShare * Double(memberCount)).rounded(.up)))
    }

    /// Drops members who were on too few of the joint days until all are on enough; nil when the rest is no group any more.
    ///
    /// - Complexity: O(k·r log r) for k members and r rows of theirs.
    func pruned(_ members: [Int]) -> [Int]? {
        var members = members
        while members.count >= parameters.minimumGroupSize {
            let joint = GroupAttendance(of: members, in: model).joint(atLeast: jointSize(members.count))
            var days = joint.map { index.blockDay[$0.block] }
            let least = leastDays(ofGroupWithDays: distinctCount(&days))
            let kept = members.filter { member in
                var own = joint.filter { $0.chain.contains(member) }.map { index.blockDay[$0.block] }
                return distinctCount(&own) >= least
            }
            if kept.count == members.count { return members }
            members = kept
        }
        return nil
    }

    private func leastDays(ofGroupWithDays days: Int) -> Int {
        max(parameters.minimumMemberDays, Int((parameters.pruneShare * Double(days)).rounded(.up)))
    }

    /// The pruned community with those neighbours in the graph that stand by its joint chains on enough days, until stable.
    func grown(_ community: [Int]) -> [Int]? {
        guard var members = pruned(community) else { return nil }
        for _ in 0..<parameters.maximumGroupSize {
            let joint = GroupAttendance(of: members, in: model).joint(atLeast: jointSize(members.count))
            var days = joint.map { index.blockDay[$0.block] }
            let least = leastDays(ofGroupWithDays: distinctCount(&days))
            let outside = Set(members.flatMap { adjacency.neighbors(of: $0).map { Int($0) } }).subtracting(members).sorted()
            let joining = outside.filter { other in
                var days = joint.filter { standsBy($0, other) }.map { index.blockDay[$0.block] }
                return distinctCount(&days) >= least
            }
            guard !joining.isEmpty, let next = pruned((members + joining).sorted()), next != members, next.count > members.count
            else { break }
            members = next
        }
        return members
    }

    private func standsBy(_ meeting: GroupAttendance.Meeting, _ entity: Int) -> Bool {
        guard let visit = index.visit(ofEntity: entity, inBlock: Int32(meeting.block)) else { return false }
        let window = Int32(parameters.windowSeconds)
        return index.rowPositions(ofVisit: visit).contains { position in
            let second = index.second(atPosition: position)
            return second >= meeting.firstSecond - window && second <= meeting.lastSecond + window
        }
    }
}
