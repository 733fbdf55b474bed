/// Finds the pairs of entities that were close on enough place-days, and the windows too full to look into.
struct ClosePairCounting {
    /// Its window says what is close.
    let model: ChanceModel
    let isEligible: [Bool]
    private var index: VisitIndex { model.index }
    private var traffic: PlaceTraffic { model.traffic }
    private var parameters: CoOccurrenceParameters { model.parameters }

    typealias Survey = (eventCount: Int, bursts: [CoOccurrenceBurst], familySize: Int)

    /// Row events of close pairs, bursts, and the family of pairs that may have shared enough place-days, in one linear scan.
    ///
    /// A pair shared `minimumSeedDays` place-days only if that many of the same-day pairs are its own, so the number of same-day pairs
    /// over `minimumSeedDays` bounds the family from above; so does the number of all pairs.
    ///
    /// - Complexity: O(n).
    func survey() -> Survey {
        var events = 0
        var sameDayPairs = 0
        var bursts: [CoOccurrenceBurst] = []
        forEachBlock { block, entities, seconds in
            var ends: [Int] = []
            let overfull = scan(entities, seconds) { position, end in ends.append(end - position - 1) }
            for count in ends { events += count }
            for stretch in overfull {
                var present = Array(entities[stretch])
                bursts.append(
                    CoOccurrenceBurst(
                        place: index.placeIdentifiers[Int(index.blockPlace[block])], day: index.blockDay[block],
                        firstSecond: seconds[stretch.lowerBound], lastSecond: seconds[stretch.upperBound - 1],
                        entityCount: distinctCount(&present)
                    )
                )
            }
            var present = entities
            let count = distinctCount(&present)
            sameDayPairs += count * (count - 1) / 2
        }
        let eligible = isEligible.count { $0 }
        return (events, bursts, min(sameDayPairs / parameters.minimumSeedDays, eligible * (eligible - 1) / 2))
    }

    /// Calls `body` with each pair (smaller entity first, ascending inside a pass) that has at least `minimumSeedDays` close events.
    /// Several rows of one visit may give several events, so the count is an upper bound of the pair's close place-days.
    ///
    /// - Complexity: O(n·p + e) for e events in p = e / `pairBudget` passes, memory for `pairBudget` events twice.
    func forEachFrequentPair(eventCount: Int, _ body: (_ first: Int, _ second: Int) -> Void) {
        let passes = max(1, (eventCount + parameters.pairBudget - 1) / parameters.pairBudget)
        for pass in 0..<passes {
            var keys: [UInt64] = []
            keys.reserveCapacity(min(eventCount, eventCount / passes * 5 / 4 + 1))
            forEachBlock { _, entities, seconds in
                _ = scan(entities, seconds) { position, end in
                    let entity = entities[position]
                    var next = position + 1
                    while next < end {
                        let other = entities[next]
                        next += 1
                        if other == entity { continue }
                        let low = min(entity, other)
                        if passes > 1, Int(low) % passes != pass { continue }
                        keys.append(UInt64(low) << 32 | UInt64(max(entity, other)))
                    }
                }
            }
            radixSort(&keys)
            var start = 0
            while start < keys.count {
                var end = start + 1
                while end < keys.count, keys[end] == keys[start] { end += 1 }
                if end - start >= parameters.minimumSeedDays { body(Int(keys[start] >> 32), Int(keys[start] & 0xFFFF_FFFF)) }
                start = end
            }
        }
    }

    /// Calls `body` with the eligible rows of every block outside batches that has two or more.
    private func forEachBlock(_ body: (_ block: Int, _ entities: [Int32], _ seconds: [Int32]) -> Void) {
        var entities: [Int32] = []
        var seconds: [Int32] = []
        for block in 0..<index.blockCount where !traffic.isBatchBlock[block] {
            entities.removeAll(keepingCapacity: true)
            seconds.removeAll(keepingCapacity: true)
            for row in index.rows(ofBlock: block) where isEligible[Int(index.entity[row])] {
                entities.append(index.entity[row])
                seconds.append(index.second[row])
            }
            if entities.count > 1 { body(block, entities, seconds) }
        }
    }

    /// Calls `body` with every position and the end of its window; gives instead the merged stretches of windows over the cap.
    private func scan(_ entities: [Int32], _ seconds: [Int32], _ body: (_ position: Int, _ end: Int) -> Void) -> [Range<Int>] {
        var overfull: [Range<Int>] = []
        var end = 0
        for position in seconds.indices {
            while end < seconds.count, seconds[end] - seconds[position] <= model.window { end += 1 }
            if end - position <= parameters.maximumWindowEntities {
                body(position, end)
            } else if let last = overfull.last, position < last.upperBound {
                overfull[overfull.count - 1] = last.lowerBound..<end
            } else {
                overfull.append(position..<end)
            }
        }
        return overfull
    }
}
