/// The chance that two entities, both at a place on a day, were close; conditional on who came where on which days.
///
/// Given the time of one of the two (the anchor), the other is close with the largest of three probabilities:
/// - **profile**: the other's sittings drawn from the place's hourly profile;
/// - **traffic**: the share of the day's other visitors that were close to the anchor, shrunk towards the profile. Companions whose
///   repetition is the very question are left out, or a group that is most of a small place's traffic would hide itself;
/// - **habit**: how often the two are close when their times at this place are taken from *different* days, shrunk towards the profile.
///   Regulars of the opening hour are as close across days as on the same day; entities brought together are not.
struct ChanceModel {
    let index: VisitIndex
    let traffic: PlaceTraffic
    let parameters: CoOccurrenceParameters
    /// Seconds within which two rows are close.
    let window: Int32

    /// One place-day that both entities visited.
    struct Encounter {
        let first: Int
        let second: Int
        let block: Int
        let isClose: Bool
        let habit: Double
    }

    /// The place-days outside batches that both visited, in block order; the habit is 0 unless asked for.
    ///
    /// - Complexity: O(v + r log r) for their visits v and their rows r at common places.
    func encounters(_ first: Int, _ second: Int, withHabit: Bool = true, into encounters: inout [Encounter]) {
        encounters.removeAll(keepingCapacity: true)
        let left = index.visits(ofEntity: first)
        let right = index.visits(ofEntity: second)
        var i = left.lowerBound
        var j = right.lowerBound
        var habitPlace: Int32 = -1
        var habitRate = 0.0
        while i < left.upperBound, j < right.upperBound {
            let a = index.visitBlock[i]
            let b = index.visitBlock[j]
            if a == b {
                if !traffic.isBatchBlock[Int(a)] {
                    let place = index.blockPlace[Int(a)]
                    if withHabit, place != habitPlace {
                        habitPlace = place
                        habitRate = habit(first, second, firstVisit: i, secondVisit: j)
                    }
                    encounters.append(Encounter(first: i, second: j, block: Int(a), isClose: isClose(i, j), habit: habitRate))
                }
                i += 1
                j += 1
            } else if a < b {
                i += 1
            } else {
                j += 1
            }
        }
    }

    /// Whether any two rows of the visits lie within the window.
    ///
    /// - Complexity: O(rows of both visits).
    func isClose(_ first: Int, _ second: Int) -> Bool {
        let left = index.rowPositions(ofVisit: first)
        let right = index.rowPositions(ofVisit: second)
        var i = left.lowerBound
        var j = right.lowerBound
        while i < left.upperBound, j < right.upperBound {
            let difference = index.second(atPosition: i) - index.second(atPosition: j)
            if abs(difference) <= window { return true }
            if difference < 0 { i += 1 } else { j += 1 }
        }
        return false
    }

    /// Sittings of a visit: rows further than the window from the row before.
    func sittings(_ visit: Int) -> Int {
        let positions = index.rowPositions(ofVisit: visit)
        var count = 1
        for position in positions.dropFirst()
        where index.second(atPosition: position) - index.second(atPosition: position - 1) > window {
            count += 1
        }
        return count
    }

    /// Rate of closeness between rows of different days at the place of the two visits.
    private func habit(_ first: Int, _ second: Int, firstVisit: Int, secondVisit: Int) -> Double {
        let place = index.blockPlace[Int(index.visitBlock[firstVisit])]
        func visitsAtPlace(_ visits: Range<Int>, from visit: Int) -> Range<Int> {
            var low = visit
            var high = visit + 1
            while low > visits.lowerBound, index.blockPlace[Int(index.visitBlock[low - 1])] == place { low -= 1 }
            while high < visits.upperBound, index.blockPlace[Int(index.visitBlock[high])] == place { high += 1 }
            return low..<high
        }
        let left = visitsAtPlace(index.visits(ofEntity: first), from: firstVisit)
        let right = visitsAtPlace(index.visits(ofEntity: second), from: secondVisit)
        func seconds(_ visits: Range<Int>) -> [Int32] {
            var seconds: [Int32] = []
            for position in Int(index.visitRowStart[visits.lowerBound])..<Int(index.visitRowStart[visits.upperBound]) {
                seconds.append(index.second(atPosition: position))
            }
            seconds.sort()
            return seconds
        }
        let a = seconds(left)
        let b = seconds(right)
        var close = closePairs(a, b)
        var total = a.count * b.count
        var chance = 0.0
        for visit in left { chance += traffic.chanceOfArrival(nearVisit: visit, window: window, in: index) }
        chance /= Double(left.count)
        var i = left.lowerBound
        var j = right.lowerBound
        while i < left.upperBound, j < right.upperBound {
            if index.visitBlock[i] == index.visitBlock[j] {
                let sameA = index.rowPositions(ofVisit: i).map { index.second(atPosition: $0) }
                let sameB = index.rowPositions(ofVisit: j).map { index.second(atPosition: $0) }
                close -= closePairs(sameA, sameB)
                total -= sameA.count * sameB.count
                i += 1
                j += 1
            } else if index.visitBlock[i] < index.visitBlock[j] {
                i += 1
            } else {
                j += 1
            }
        }
        return (Double(close) + parameters.rateShrinkage * chance) / (Double(total) + parameters.rateShrinkage)
    }

    /// Pairs of the two ascending lists within the window.
    private func closePairs(_ left: [Int32], _ right: [Int32]) -> Int {
        var low = 0
        var high = 0
        var count = 0
        for second in left {
            while low < right.count, right[low] < second - window { low += 1 }
            while high < right.count, right[high] <= second + window { high += 1 }
            count += high - low
        }
        return count
    }

    /// Shrunken share of the day's other visitors, less the `excluded` (ascending) ones, that were close to the visit; never below the
    /// profile's chance.
    ///
    /// - Complexity: O(rows within the window + x log v) for x excluded entities.
    func trafficShare(ofVisit visit: Int, entity: Int, excluding excluded: [Int32]) -> Double {
        let block = index.visitBlock[visit]
        let rows = index.rows(ofBlock: Int(block))
        var close: [Int32] = []
        var next = rows.lowerBound
        for position in index.rowPositions(ofVisit: visit) {
            let second = index.second(atPosition: position)
            next = max(next, firstRow(in: rows, notBefore: second - window))
            while next < rows.upperBound, index.second[next] <= second + window {
                let other = index.entity[next]
                if other != Int32(entity), !contains(excluded, other) { close.append(other) }
                next += 1
            }
        }
        var present = Int(index.blockEntityCount[Int(block)]) - 1
        for other in excluded where other != Int32(entity) && index.visit(ofEntity: Int(other), inBlock: block) != nil { present -= 1 }
        let chance = traffic.chanceOfArrival(nearVisit: visit, window: window, in: index)
        let share = (Double(distinctCount(&close)) + parameters.rateShrinkage * chance) / (Double(present) + parameters.rateShrinkage)
        return min(1, max(chance, share))
    }

    private func firstRow(in rows: Range<Int>, notBefore second: Int32) -> Int {
        var range = rows
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = index.second[middle] < second ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}

/// Whether the ascending array holds the value.
func contains(_ sorted: [Int32], _ value: Int32) -> Bool {
    var range = sorted.indices
    while !range.isEmpty {
        let middle = range.lowerBound + range.count / 2
        if sorted[middle] == value { return true }
        range = sorted[middle] < value ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
    }
    return false
}
