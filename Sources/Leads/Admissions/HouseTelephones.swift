import Claims

/// Telephones that are no person's: one that a good part of a facility's patients left is its switchboard's, one left by
/// the staff of one employer is its office's, and one met at many facilities stands for none.
struct HouseTelephones {
    private let share: Double
    private let largest: Int
    private let employerShare: Double
    private let stays: StayColumns
    private let staysOfFacility: [Int]
    private let facilitiesOfTelephone: [Int32: Int]

    /// - Parameters:
    ///   - thresholds: `switchboard_share` of a facility's stays, `employer_telephone_share` of the persons, `telephone_facilities` at most of
    ///     a person's.
    ///   - staysOfFacility: stays that are looked at.
    init(_ stays: StayColumns, staysOfFacility: [Int], _ thresholds: ThresholdTable) throws(ClaimsError) {
        share = try thresholds.value("switchboard_share")
        largest = try thresholds.integer("telephone_facilities")
        employerShare = try thresholds.value("employer_telephone_share")
        self.stays = stays
        self.staysOfFacility = staysOfFacility
        var facilities: [Int32: Set<Int32>] = [:]
        for stay in 0..<stays.count where stays.telephone[stay] >= 0 { facilities[stays.telephone[stay], default: []].insert(stays.facility[stay]) }
        facilitiesOfTelephone = facilities.mapValues(\.count)
    }

    /// - Parameter own: stays at the facility whose persons left the telephone.
    func contains(_ telephone: Int32, at facility: Int, _ own: [Int]) -> Bool {
        Double(own.count) >= share * Double(staysOfFacility[facility]) || facilitiesOfTelephone[telephone] ?? 0 > largest || isEmployers(own)
    }

    /// A personnel office leaves its own number for the staff; whether these come together, their employer's group tells.
    private func isEmployers(_ own: [Int]) -> Bool {
        let persons = Set(own.map { stays.person[$0] })
        let staff = own.reduce(into: [Int32: Set<Int32>]()) { $0[stays.employer[$1], default: []].insert(stays.person[$1]) }
        let most = staff.lazy.filter { $0.key >= 0 }.map(\.value.count).max() ?? 0
        return Double(most) >= employerShare * Double(persons.count)
    }
}
