/// How big the simulated town is, and which period it covers.
public struct TownConfiguration: Sendable, Equatable {
    /// Insured persons, at least `minimumPersonCount`.
    public var personCount: Int
    /// Hospitals, clinics and pharmacies together, at least `minimumFacilityCount`.
    public var facilityCount: Int
    /// Whole calendar months, 1 to 36.
    public var monthCount: Int
    public var seed: UInt64
    /// First month, counted from its first day.
    public var startYear: Int
    public var startMonth: Int
    /// Whether cases are planted. Without them the extract is all innocent: `labels.csv` holds its header only.
    public var plantsCases: Bool

    public static let minimumPersonCount = 400
    public static let minimumFacilityCount = 24

    public init(
        personCount: Int,
        facilityCount: Int,
        monthCount: Int,
        seed: UInt64,
        startYear: Int = 2025,
        startMonth: Int = 9,
        plantsCases: Bool = true
    ) {
        self.personCount = personCount
        self.facilityCount = facilityCount
        self.monthCount = monthCount
        self.seed = seed
        self.startYear = startYear
        self.startMonth = startMonth
        self.plantsCases = plantsCases
    }

    /// - Throws: `outOfRange` for the first number that is.
    public func validate() throws(SimulationError) {
        guard (Self.minimumPersonCount...50_000_000).contains(personCount) else {
            throw .outOfRange("persons", given: personCount, allowed: Self.minimumPersonCount...50_000_000)
        }
        guard (Self.minimumFacilityCount...99_999).contains(facilityCount) else {
            throw .outOfRange("facilities", given: facilityCount, allowed: Self.minimumFacilityCount...99_999)
        }
        guard (1...36).contains(monthCount) else { throw .outOfRange("months", given: monthCount, allowed: 1...36) }
        guard (1990...2090).contains(startYear) else {
            throw .outOfRange("start year", given: startYear, allowed: 1990...2090)
        }
        guard (1...12).contains(startMonth) else { throw .outOfRange("start month", given: startMonth, allowed: 1...12) }
    }
}

/// The file format of an extract's tables.
public enum ExtractFormat: String, Sendable, CaseIterable {
    case csv, parquet
}

/// Why a town could not be simulated, or a lead list not be evaluated.
public enum SimulationError: Error, Equatable, CustomStringConvertible {
    case outOfRange(String, given: Int, allowed: ClosedRange<Int>)
    case destinationNotEmpty(String)
    case cannotWrite(String, reason: String)
    case cannotRead(String, reason: String)
    case malformed(file: String, line: Int, reason: String)

    public var description: String {
        switch self {
        case .outOfRange(let what, let given, let allowed):
            "\(what) must lie between \(allowed.lowerBound) and \(allowed.upperBound), not \(given)"
        case .destinationNotEmpty(let path): "\(path) exists and is not empty; give another folder, or empty it first"
        case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
        case .cannotRead(let path, let reason): "cannot read \(path): \(reason)"
        case .malformed(let file, let line, let reason): "\(file), line \(line): \(reason)"
        }
    }
}
