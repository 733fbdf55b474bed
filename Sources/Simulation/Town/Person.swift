/// One insured person.
struct Person: Sendable {
    var household: Int32
    var village: Int32
    /// 1 male, 2 female.
    var sex: UInt8
    var birthDay: Int32
    /// `insutype`: 310 employees, 390 residents.
    var scheme: UInt16
    var personType: UInt8
    /// -1 without one.
    var employer: Int32
    var condition: ChronicCondition?
    /// A registered chronic patient settles under `med_type` 14.
    var isRegistered: Bool
    /// Days between refills; 0 without a chronic condition.
    var refillDays: UInt8
    /// Multiplies the rate of acute visits, mean 1.
    var frailty: Float
    /// A relative's mutual-aid account pays the person's share.
    var usesMutualAid: Bool
    var pharmacy: Int32
    var clinic: Int32
    var hospital: Int32
    /// -1 while alive.
    var deathDay: Int32

    func age(on day: Int) -> Int { (day - Int(birthDay)) * 100 / 36_525 }
}

/// Chronic conditions; `Diagnosis.of(_:)` has their codes.
enum ChronicCondition: UInt8, CaseIterable, Sendable {
    case hypertension, diabetes, coronaryDisease, chronicObstructive, stroke, hepatitis, psychosis, thyroid
    case dialysis, malignancy

    /// Those that a person of the town may have by chance; the other two belong to patients followed one by one.
    static let common = allCases.filter { $0.rawValue < ChronicCondition.dialysis.rawValue }
    static let commonWeights = [46.0, 22, 10, 6, 6, 4, 2, 4]
}

/// A village or a street: where people live and how far everything is.
struct Village: Sendable {
    /// `resd_regn`: region, township and village, twelve digits.
    let code: String
    let region: Int
    let x, y: Double
}
