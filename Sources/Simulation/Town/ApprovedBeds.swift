import Statistics

/// How many beds a facility is approved for: what its catchment fills on most days, and some in reserve.
struct ApprovedBeds {
    let personCount: Int
    /// The general wards, and their running attraction seen from each village.
    let wards: [Int]
    let gravity: [[Double]]

    /// Persons in hospital on a day, a thousand inhabitants: 1.2 admissions a hundred and month of seven days each.
    private static let censusRate = 0.0028
    /// The same for what only a specialist's hospital takes.
    private static let specialistRate = 0.00016

    func equip(_ facilities: [Facility], random: inout RandomStream) -> [Facility] {
        var share = Array(repeating: 0.0, count: facilities.count)
        for sums in gravity {
            var previous = 0.0
            for (place, sum) in zip(wards, sums) {
                share[place] += (sum - previous) / (sums[sums.count - 1] * Double(gravity.count))
                previous = sum
            }
        }
        return facilities.map { facility in
            var facility = facility
            let kind = facility.kind
            if kind.hasGeneralWard {
                let census = Double(personCount) * Self.censusRate * share[facility.index]
                let least = kind == .tertiaryHospital ? 60 : kind == .communityCentre ? 10 : 20
                facility.bedCount = max(least, Int(census / random.real(0.6...0.95)))
            } else if kind.isHospital {
                let colleagues = facilities.count { $0.kind == kind }
                let census = Double(personCount) * Self.specialistRate / Double(colleagues)
                facility.bedCount = max(20, Int(census / random.real(0.6...0.95)))
            }
            return facility
        }
    }
}
