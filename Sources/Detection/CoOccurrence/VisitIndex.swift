/// Rows in canonical order with the ways into them: by block (a place and day) and by visit (an entity and block).
///
/// Entities and places are numbered by the rank of their ids, so ties broken by number are broken by id. Equal rows are one row.
struct VisitIndex {
    static let secondsPerDay = 86_400

    let entityIdentifiers: [Int32]
    let placeIdentifiers: [Int32]
    /// By row, in the order place, day, second, entity.
    let entity: [Int32]
    let second: [Int32]
    /// By block; `blockStart` has one more entry and gives the first row.
    let blockStart: [Int32]
    let blockPlace: [Int32]
    let blockDay: [Int32]
    /// By block: distinct entities.
    let blockEntityCount: [Int32]
    /// By place, one more entry: its first block.
    let placeBlockStart: [Int32]
    /// Rows gathered by entity, in row order.
    let rowsByEntity: [Int32]
    /// By entity, one more entry: its first visit.
    let visitStart: [Int32]
    /// By visit: its block, and (one more entry) the first of its places in `rowsByEntity`.
    let visitBlock: [Int32]
    let visitRowStart: [Int32]

    var rowCount: Int { entity.count }
    var blockCount: Int { blockPlace.count }
    var entityCount: Int { entityIdentifiers.count }
    var placeCount: Int { placeIdentifiers.count }

    /// - Complexity: O(n) time and memory.
    init(entity: [Int32], place: [Int32], day: [Int32], second: [Int32]) throws(CoOccurrenceError) {
        guard entity.count == place.count, place.count == day.count, day.count == second.count else {
            throw .lengthsDiffer(entity: entity.count, place: place.count, day: day.count, second: second.count)
        }
        guard entity.count < Int(Int32.max) else { throw .tooManyRows(entity.count) }
        for position in second.indices where second[position] < 0 || second[position] >= Self.secondsPerDay {
            throw .secondOutOfRange(position: position)
        }
        let entities = denseRanks(entity)
        let places = denseRanks(place)
        let days = denseRanks(day)
        let dayCount = UInt64(max(1, days.distinct.count))

        // Rows come in entity order, so a stable sort by (place, day, second) leaves ties in entity order.
        var keys = entities.order.map { position in
            let block = UInt64(places.ranks[Int(position)]) * dayCount + UInt64(days.ranks[Int(position)])
            return block << 17 | UInt64(second[Int(position)])
        }
        var sorted = entities.order.map { UInt32(entities.ranks[Int($0)]) }
        radixSort(&keys, carrying: &sorted)

        var rowEntity: [Int32] = []
        var rowSecond: [Int32] = []
        rowEntity.reserveCapacity(keys.count)
        rowSecond.reserveCapacity(keys.count)
        var blockStart: [Int32] = []
        var blockPlace: [Int32] = []
        var blockDay: [Int32] = []
        var placeBlockStart = [Int32](repeating: 0, count: places.distinct.count + 1)
        var rowBlock: [Int32] = []
        rowBlock.reserveCapacity(keys.count)
        var previousBlock = UInt64.max
        for position in keys.indices {
            if position > 0, keys[position] == keys[position - 1], sorted[position] == sorted[position - 1] { continue }
            let block = keys[position] >> 17
            if block != previousBlock {
                previousBlock = block
                blockStart.append(Int32(rowEntity.count))
                let place = Int(block / dayCount)
                blockPlace.append(Int32(place))
                blockDay.append(days.distinct[Int(block % dayCount)])
                placeBlockStart[place + 1] = Int32(blockPlace.count)
            }
            rowBlock.append(Int32(blockPlace.count - 1))
            rowEntity.append(Int32(sorted[position]))
            rowSecond.append(Int32(keys[position] & 0x1FFFF))
        }
        blockStart.append(Int32(rowEntity.count))

        // Gather rows by entity with a counting sort, which keeps row order.
        let entityCount = entities.distinct.count
        var next = [Int32](repeating: 0, count: entityCount + 1)
        for entity in rowEntity { next[Int(entity) + 1] += 1 }
        for entity in 0..<entityCount { next[entity + 1] += next[entity] }
        let rowStart = next
        var rowsByEntity = [Int32](repeating: 0, count: rowEntity.count)
        for row in rowEntity.indices {
            let entity = Int(rowEntity[row])
            rowsByEntity[Int(next[entity])] = Int32(row)
            next[entity] += 1
        }
        var visitStart: [Int32] = []
        visitStart.reserveCapacity(entityCount + 1)
        var visitBlock: [Int32] = []
        var visitRowStart: [Int32] = []
        var blockEntityCount = [Int32](repeating: 0, count: blockPlace.count)
        for entity in 0..<entityCount {
            visitStart.append(Int32(visitBlock.count))
            var previous: Int32 = -1
            for position in Int(rowStart[entity])..<Int(rowStart[entity + 1]) {
                let block = rowBlock[Int(rowsByEntity[position])]
                if block != previous {
                    previous = block
                    visitBlock.append(block)
                    visitRowStart.append(Int32(position))
                    blockEntityCount[Int(block)] += 1
                }
            }
        }
        visitStart.append(Int32(visitBlock.count))
        visitRowStart.append(Int32(rowsByEntity.count))

        self.entityIdentifiers = entities.distinct
        self.placeIdentifiers = places.distinct
        self.entity = rowEntity
        self.second = rowSecond
        self.blockStart = blockStart
        self.blockPlace = blockPlace
        self.blockDay = blockDay
        self.blockEntityCount = blockEntityCount
        self.placeBlockStart = placeBlockStart
        self.rowsByEntity = rowsByEntity
        self.visitStart = visitStart
        self.visitBlock = visitBlock
        self.visitRowStart = visitRowStart
    }

    func rows(ofBlock block: Int) -> Range<Int> { Int(blockStart[block])..<Int(blockStart[block + 1]) }

    func blocks(ofPlace place: Int) -> Range<Int> { Int(placeBlockStart[place])..<Int(placeBlockStart[place + 1]) }

    func visits(ofEntity entity: Int) -> Range<Int> { Int(visitStart[entity])..<Int(visitStart[entity + 1]) }

    /// Positions in `rowsByEntity`.
    func rowPositions(ofVisit visit: Int) -> Range<Int> { Int(visitRowStart[visit])..<Int(visitRowStart[visit + 1]) }

    /// The visit's seconds of the day at `position` of `rowsByEntity`.
    func second(atPosition position: Int) -> Int32 { second[Int(rowsByEntity[position])] }

    /// The visit of the entity in the block, if it came.
    ///
    /// - Complexity: O(log v) for the entity's v visits.
    func visit(ofEntity entity: Int, inBlock block: Int32) -> Int? {
        var range = visits(ofEntity: entity)
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if visitBlock[middle] == block { return middle }
            range = visitBlock[middle] < block ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    /// For every entity, whether it came on at least `minimumDays` distinct days at any places.
    ///
    /// - Complexity: O(V log v) for V visits in all and v of one entity.
    func entities(withDays minimumDays: Int) -> [Bool] {
        var eligible = [Bool](repeating: false, count: entityCount)
        var days: [Int32] = []
        for entity in 0..<entityCount {
            let visits = visits(ofEntity: entity)
            guard visits.count >= minimumDays else { continue }
            days.removeAll(keepingCapacity: true)
            for visit in visits { days.append(blockDay[Int(visitBlock[visit])]) }
            eligible[entity] = distinctCount(&days) >= minimumDays
        }
        return eligible
    }
}

/// The number of distinct values; the array is left sorted.
func distinctCount(_ values: inout [Int32]) -> Int {
    guard !values.isEmpty else { return 0 }
    values.sort()
    var count = 1
    for position in 1..<values.count where values[position] != values[position - 1] { count += 1 }
    return count
}
