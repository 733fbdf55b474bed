import Claims
import Foundation

/// How full a facility was: patients in bed by day, over its approved beds.
struct FacilityCensus {
    /// Mean of patients over beds; NaN where the beds are not known.
    private(set) var meanOccupancy: [Double]
    private(set) var largestOccupancy: [Double]
    /// Days with more patients than beds.
    private(set) var daysOver: [Int]
    private(set) var days = 0
    /// Stays that lay on a day with more patients than beds.
    private(set) var isOver: [Bool]

    /// - Parameter margin: days at both ends of the period that are left out: who was not yet discharged has no settlement.
    init(_ store: ClaimStore, isTrial: [Bool], margin: Int32) {
        let stays = store.stays
        let count = store.facilities.count
        meanOccupancy = Array(repeating: .nan, count: count)
        largestOccupancy = meanOccupancy
        daysOver = Array(repeating: 0, count: count)
        isOver = Array(repeating: false, count: stays.count)
        guard let period = store.period, period.upperBound - margin > period.lowerBound + margin else { return }
        let first = period.lowerBound + margin
        let length = Int(period.upperBound - margin - first)
        days = length
        for facility in 0..<count where store.facilities.beds[facility] > 0 {
            let own = stays.byFacility[facility].map { Int($0) }.filter { isTrial[$0] }
            guard !own.isEmpty else { continue }
            var change = [Int](repeating: 0, count: length + 1)
            func place(_ day: Int32) -> Int { min(length, max(0, Int(day - first))) }
            for stay in own {
                change[place(stays.beginDay[stay])] += 1
                change[place(stays.endDay[stay])] -= 1
            }
            let beds = Double(store.facilities.beds[facility])
            var census = 0
            var total = 0.0
            var largest = 0.0
            // Days over up to each day, so that a stay's share is a difference.
            var over = [0]
            for day in 0..<length {
                census += change[day]
                let occupancy = Double(census) / beds
                total += occupancy
                largest = max(largest, occupancy)
                over.append(over[day] + (occupancy > 1 ? 1 : 0))
            }
            meanOccupancy[facility] = total / Double(length)
            largestOccupancy[facility] = largest
            daysOver[facility] = over[length]
            for stay in own { isOver[stay] = over[place(stays.endDay[stay])] > over[place(stays.beginDay[stay])] }
        }
    }
}
