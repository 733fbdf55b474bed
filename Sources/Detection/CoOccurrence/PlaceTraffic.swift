/// What each place's own traffic makes of closeness: the hourly profile of arrivals, and the days and places entered in batches.
struct PlaceTraffic {
    private static let hours = 24
    /// By place and hour (25 entries a place): share of the place's rows before the hour.
    private let cumulativeShare: [Double]
    /// By block: its times say nothing.
    let isBatchBlock: [Bool]
    let closeness: [PlaceCloseness]

    /// - Complexity: O(n log k) for n rows and at most k entities a place.
    init(index: VisitIndex, parameters: CoOccurrenceParameters, isLive: (Int32) -> Bool) {
        let window = Int32(parameters.windowSeconds)
        var cumulativeShare = [Double](repeating: 0, count: index.placeCount * (Self.hours + 1))
        for place in 0..<index.placeCount {
            let blocks = index.blocks(ofPlace: place)
            let rows = Int(index.blockStart[blocks.lowerBound])..<Int(index.blockStart[blocks.upperBound])
            var counts = [Int](repeating: 0, count: Self.hours)
            for row in rows { counts[Int(index.second[row]) / 3600] += 1 }
            var sum = 0
            for hour in 0..<Self.hours {
                sum += counts[hour]
                cumulativeShare[place * (Self.hours + 1) + hour + 1] = Double(sum) / Double(rows.count)
            }
        }
        self.cumulativeShare = cumulativeShare

        var isBatchBlock = [Bool](repeating: false, count: index.blockCount)
        var closeness: [PlaceCloseness] = []
        closeness.reserveCapacity(index.placeCount)
        var seenInBlock = [Int32](repeating: -1, count: index.entityCount)
        var shareSum = [Double](repeating: 0, count: index.entityCount)
        var shareCount = [Int32](repeating: 0, count: index.entityCount)
        var seenAtPlace: [Int] = []
        var firstEntity: [Int] = []
        var firstSecond: [Int32] = []
        var shares: [Double] = []
        for place in 0..<index.placeCount {
            let blocks = index.blocks(ofPlace: place)
            let isLive = isLive(index.placeIdentifiers[place])
            seenAtPlace.removeAll(keepingCapacity: true)
            var expectedSum = 0.0
            var expectedCount = 0
            for block in blocks {
                firstEntity.removeAll(keepingCapacity: true)
                firstSecond.removeAll(keepingCapacity: true)
                for row in index.rows(ofBlock: block) where seenInBlock[Int(index.entity[row])] != Int32(block) {
                    seenInBlock[Int(index.entity[row])] = Int32(block)
                    firstEntity.append(Int(index.entity[row]))
                    firstSecond.append(index.second[row])
                }
                shares.removeAll(keepingCapacity: true)
                var low = 0
                var high = 0
                for (position, second) in firstSecond.enumerated() {
                    let entity = firstEntity[position]
                    if shareCount[entity] == 0 {
                        seenAtPlace.append(entity)
                        shareCount[entity] = 1
                    }
                    guard firstSecond.count > 1 else { continue }
                    while firstSecond[low] < second - window { low += 1 }
                    while high < firstSecond.count, firstSecond[high] <= second + window { high += 1 }
                    let share = Double(high - low - 1) / Double(firstSecond.count - 1)
                    shares.append(share)
                    shareSum[entity] += share
                    shareCount[entity] += 1
                    let from = Double(second - window)
                    expectedSum += Self.share(cumulativeShare, place: place, from: from, to: Double(second + window) + 1)
                    expectedCount += 1
                }
                if !isLive, shares.count >= parameters.minimumBatchEntities, median(&shares) > parameters.maximumCloseShare {
                    isBatchBlock[block] = true
                }
            }
            // Each entity counts once, however often it came: a few that come often cannot make a place look like a batch.
            // The count is one ahead, to mark an entity as seen.
            shares.removeAll(keepingCapacity: true)
            for entity in seenAtPlace where shareCount[entity] > 1 { shares.append(shareSum[entity] / Double(shareCount[entity] - 1)) }
            for entity in seenAtPlace {
                shareSum[entity] = 0
                shareCount[entity] = 0
            }
            let closeShare = shares.isEmpty ? 0 : median(&shares)
            let isBatch = !isLive && seenAtPlace.count >= parameters.minimumBatchEntities && closeShare > parameters.maximumCloseShare
            if isBatch { for block in blocks { isBatchBlock[block] = true } }
            closeness.append(
                PlaceCloseness(
                    place: index.placeIdentifiers[place],
                    rowCount: Int(index.blockStart[blocks.upperBound] - index.blockStart[blocks.lowerBound]),
                    dayCount: blocks.count, entityCount: seenAtPlace.count, closeShare: closeShare,
                    expectedCloseShare: expectedCount == 0 ? 0 : expectedSum / Double(expectedCount),
                    isBatch: isBatch, batchDayCount: blocks.count { isBatchBlock[$0] }
                )
            )
        }
        self.isBatchBlock = isBatchBlock
        self.closeness = closeness
    }

    /// Share of a place's arrivals that the hourly profile, uniform inside each hour, puts into the seconds from ..< to.
    private static func share(_ cumulative: [Double], place: Int, from: Double, to: Double) -> Double {
        func below(_ second: Double) -> Double {
            guard second > 0 else { return 0 }
            guard second < Double(VisitIndex.secondsPerDay) else { return 1 }
            let hour = Int(second / 3600)
            let low = cumulative[place * (hours + 1) + hour]
            let high = cumulative[place * (hours + 1) + hour + 1]
            return low + (high - low) * (second / 3600 - Double(hour))
        }
        return max(0, below(to) - below(from))
    }

    /// Probability that one arrival drawn from the place's hourly profile falls within the window, in seconds, of any of the visit's rows.
    ///
    /// - Complexity: O(rows of the visit).
    func chanceOfArrival(nearVisit visit: Int, window: Int32, in index: VisitIndex) -> Double {
        let window = Double(window)
        let place = Int(index.blockPlace[Int(index.visitBlock[visit])])
        var covered = -Double.infinity
        var sum = 0.0
        for position in index.rowPositions(ofVisit: visit) {
            let second = Double(index.second(atPosition: position))
            let end = second + window + 1
            sum += Self.share(cumulativeShare, place: place, from: max(covered, second - window), to: end)
            covered = end
        }
        return min(1, sum)
    }
}

/// The middle value, or the mean of the two middle ones; the array, which must not be empty, is left sorted.
func median(_ values: inout [Double]) -> Double {
    values.sort()
    let middle = values.count / 2
    return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
}
