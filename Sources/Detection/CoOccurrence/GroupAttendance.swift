/// How the members of a set came together: every block outside batches with two or more of them, and the longest chain in each.
struct GroupAttendance {
    /// One block.
    struct Meeting {
        let block: Int
        /// Members present and their visits, by member.
        let present: [(member: Int, visit: Int)]
        /// Members in the largest chain of gaps no longer than the window, ascending; of equal chains the earliest.
        let chain: [Int]
        let firstSecond: Int32
        let lastSecond: Int32
    }

    let meetings: [Meeting]

    /// - Complexity: O(r log r) for r rows of the members.
    init(of members: [Int], in model: ChanceModel) {
        let index = model.index
        var visits: [(block: Int, member: Int, visit: Int)] = []
        for member in members {
            for visit in index.visits(ofEntity: member) {
                let block = Int(index.visitBlock[visit])
                if !model.traffic.isBatchBlock[block] { visits.append((block, member, visit)) }
            }
        }
        visits.sort { ($0.block, $0.member) < ($1.block, $1.member) }
        var meetings: [Meeting] = []
        var start = 0
        while start < visits.count {
            var end = start + 1
            while end < visits.count, visits[end].block == visits[start].block { end += 1 }
            if end - start > 1 {
                meetings.append(Self.meeting(visits[start..<end], index: index, window: Int32(model.parameters.windowSeconds)))
            }
            start = end
        }
        self.meetings = meetings
    }

    private static func meeting(
        _ visits: ArraySlice<(block: Int, member: Int, visit: Int)>, index: VisitIndex, window: Int32
    ) -> Meeting {
        var rows: [(second: Int32, member: Int)] = []
        for visit in visits {
            for position in index.rowPositions(ofVisit: visit.visit) { rows.append((index.second(atPosition: position), visit.member)) }
        }
        rows.sort { ($0.second, $0.member) < ($1.second, $1.member) }
        var best: (members: [Int], rows: Range<Int>) = ([], 0..<0)
        var start = 0
        while start < rows.count {
            var end = start + 1
            while end < rows.count, rows[end].second - rows[end - 1].second <= window { end += 1 }
            var members: [Int] = []
            for member in rows[start..<end].map(\.member).sorted() where members.last != member { members.append(member) }
            if members.count > best.members.count { best = (members, start..<end) }
            start = end
        }
        return Meeting(
            block: visits[visits.startIndex].block, present: visits.map { ($0.member, $0.visit) }, chain: best.members,
            firstSecond: rows[best.rows.lowerBound].second, lastSecond: rows[best.rows.upperBound - 1].second
        )
    }

    /// The meetings whose chain holds at least `count` members.
    func joint(atLeast count: Int) -> [Meeting] { meetings.filter { $0.chain.count >= count } }
}
