import LinearAlgebra

/// The nearest rows found so far of many rows: one heap a row, the farthest on top, in eight bytes a neighbour.
///
/// A heap holds squared distances in single precision, in units where the reference rows have a length of about one; where two
/// of them are equal the distances themselves are computed again and decide, so that the order is the exact one.
struct NeighborHeaps {
    /// Neighbours wanted of each row.
    let size: Int
    private let queries: Matrix
    private let neighbors: NearestNeighbors
    private var keys: [Float]
    private var members: [Int32]
    private var counts: [Int32]
    /// The single-precision bound of a squared distance above which a row needs no look: infinite until its heap is full,
    /// below everything once nothing can come nearer.
    private(set) var limits: [Float]

    init(size: Int, queries: Matrix, neighbors: NearestNeighbors) {
        self.size = size
        self.queries = queries
        self.neighbors = neighbors
        keys = [Float](repeating: 0, count: queries.rowCount * size)
        members = [Int32](repeating: 0, count: queries.rowCount * size)
        counts = [Int32](repeating: 0, count: queries.rowCount)
        limits = [Float](repeating: .infinity, count: queries.rowCount)
    }

    /// Takes a reference row into the heap of a row when it is nearer than the farthest there. Reference rows have to be
    /// offered in ascending order, so that of two equally far the first stays.
    ///
    /// - Complexity: O(log k), and O(p log k) where keys are equal.
    mutating func offer(_ member: Int, to row: Int, squaredDistance: Double) {
        let key = Float(squaredDistance * neighbors.unit * neighbors.unit)
        let start = row * size
        let count = Int(counts[row])
        if count < size {
            counts[row] += 1
            rise(start, count, key, Int32(member), row)
            if count + 1 == size { limit(row) }
            return
        }
        let top = keys[start]
        if key > top || (key == top && squaredDistance >= distance(row, members[start])) { return }
        sink(start, size, key, Int32(member), row)
        limit(row)
    }

    /// The members of each heap, nearest first. Empties the heaps.
    ///
    /// - Complexity: O(k log k) a row.
    mutating func sorted() -> [Int32] {
        for row in counts.indices {
            let start = row * size
            for last in stride(from: Int(counts[row]) - 1, to: 0, by: -1) {
                let (key, member) = (keys[start + last], members[start + last])
                let (topKey, topMember) = (keys[start], members[start])
                sink(start, last, key, member, row)
                keys[start + last] = topKey
                members[start + last] = topMember
            }
        }
        keys = []
        let result = members
        members = []
        return result
    }

    private func distance(_ row: Int, _ member: Int32) -> Double {
        neighbors.squaredDistance(queries, row, to: Int(member))
    }

    private mutating func limit(_ row: Int) {
        let top = keys[row * size]
        // Keys round by half a unit in the last place; below 2⁻⁷⁰ what underflows in the products is no longer far smaller.
        if top >= 0x1p-70 {
            limits[row] = top.nextUp.nextUp
        } else {
            limits[row] = top == 0 && distance(row, members[row * size]) == 0 ? -.infinity : 0x1p-69
        }
    }

    /// Whether the first is farther than the second, or as far and comes later.
    private func isFarther(_ row: Int, _ key: Float, _ member: Int32, than otherKey: Float, _ other: Int32) -> Bool {
        if key != otherKey { return key > otherKey }
        let (first, second) = (distance(row, member), distance(row, other))
        return first == second ? member > other : first > second
    }

    private mutating func rise(_ start: Int, _ end: Int, _ key: Float, _ member: Int32, _ row: Int) {
        var place = end
        while place > 0 {
            let parent = (place - 1) / 2
            guard isFarther(row, key, member, than: keys[start + parent], members[start + parent]) else { break }
            keys[start + place] = keys[start + parent]
            members[start + place] = members[start + parent]
            place = parent
        }
        keys[start + place] = key
        members[start + place] = member
    }

    /// Puts a new member in the place of the top one of a heap of `count`.
    private mutating func sink(_ start: Int, _ count: Int, _ key: Float, _ member: Int32, _ row: Int) {
        var place = 0
        while 2 * place + 1 < count {
            var child = 2 * place + 1
            if child + 1 < count,
                isFarther(row, keys[start + child + 1], members[start + child + 1], than: keys[start + child], members[start + child])
            { child += 1 }
            guard isFarther(row, keys[start + child], members[start + child], than: key, member) else { break }
            keys[start + place] = keys[start + child]
            members[start + place] = members[start + child]
            place = child
        }
        keys[start + place] = key
        members[start + place] = member
    }
}
