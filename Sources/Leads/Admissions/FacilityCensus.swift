import Claims
import Foundation

/// How full a facility was: patients in bed by day, over its approved beds. Who comes and goes on one day needs no bed.
struct FacilityCensus {
    struct House {
        /// Mean of patients over beds.
        var meanOccupancy = 0.0
        /// Days with more patients than beds, and those with a multiple of them.
        var daysOver = 0
        var daysCrowded = 0
        /// The first of the days with the most patients, and how many they were.
        var fullestDay: Int32 = 0
        var mostPatients = 0
    }

    /// By facility; nil where the beds are not known or nobody lay in them.
    private(set) var houses: [House?]
    /// How many days were looked at.
    private(set) var days = 0
    private let isTrial: [Bool]

    /// - Parameters:
    ///   - margin: days at both ends of the period that are left out: who was not yet discharged has no settlement.
    ///   - crowding: patients a bed on a crowded day.
    init(_ store: ClaimStore, isTrial: [Bool], margin: Int32, crowding: Double) {
        self.isTrial = isTrial
        houses = Array(repeating: nil, count: store.facilities.count)
        guard let period = store.period, period.upperBound - margin > period.lowerBound + margin else { return }
        let first = period.lowerBound + margin
        days = Int(period.upperBound - margin - first)
        for facility in houses.indices where store.facilities.beds[facility] > 0 {
            let census = census(of: facility, store.stays, from: first)
            guard let most = census.max(), most > 0 else { continue }
            let beds = Double(store.facilities.beds[facility])
            var house = House()
            house.meanOccupancy = census.reduce(0) { $0 + Double($1) / beds } / Double(days)
            house.daysOver = census.count { Double($0) > beds }
            house.daysCrowded = census.count { Double($0) >= crowding * beds }
            house.mostPatients = most
            house.fullestDay = first + Int32(census.firstIndex(of: most) ?? 0)
            houses[facility] = house
        }
    }

    /// Patients in bed by day.
    private func census(of facility: Int, _ stays: StayColumns, from first: Int32) -> [Int] {
        var change = [Int](repeating: 0, count: days + 1)
        func place(_ day: Int32) -> Int { min(days, max(0, Int(day - first))) }
        for stay in stays.byFacility[facility].map({ Int($0) }) where isTrial[stay] {
            change[place(stays.beginDay[stay])] += 1
            change[place(stays.endDay[stay])] -= 1
        }
        var patients = 0
        return change.prefix(days).map { change in
            patients += change
            return patients
        }
    }

    /// The stays of the fullest day, ascending: whom to look for in the beds.
    func staysOfFullestDay(at facility: Int, _ stays: StayColumns) -> [Int] {
        guard let day = houses[facility]?.fullestDay else { return [] }
        return stays.byFacility[facility].map { Int($0) }.filter { isTrial[$0] && stays.beginDay[$0] <= day && day < stays.endDay[$0] }
    }
}
