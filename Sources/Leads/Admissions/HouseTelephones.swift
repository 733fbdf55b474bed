import Claims

/// Telephones that are no person's: one that a good part of a facility's patients left is its switchboard's, and one met at many facilities
/// stands for none.
struct HouseTelephones {
    private let share: Double
    private let largest: Int
    private let staysOfFacility: [Int]
    private let facilitiesOfTelephone: [Int32: Int]

    /// - Parameters:
    ///   - thresholds: `switchboard_share` of a facility's stays, `telephone_facilities` at most of a person's.
    ///   - staysOfFacility: stays that are looked at.
    init(_ stays: StayColumns, staysOfFacility: [Int], _ thresholds: ThresholdTable) throws(ClaimsError) {
        share = try thresholds.value("switchboard_share")
        largest = try thresholds.integer("telephone_facilities")
        self.staysOfFacility = staysOfFacility
        var facilities: [Int32: Set<Int32>] = [:]
        for stay in 0..<stays.count where stays.telephone[stay] >= 0 { facilities[stays.telephone[stay], default: []].insert(stays.facility[stay]) }
        facilitiesOfTelephone = facilities.mapValues(\.count)
    }

    func contains(_ telephone: Int32, at facility: Int, stays: Int) -> Bool {
        Double(stays) >= share * Double(staysOfFacility[facility]) || facilitiesOfTelephone[telephone] ?? 0 > largest
    }
}
