import Claims

/// What every extractor may look at beside a subject's rows: the store, the parameters, and small tables made of them
/// once so that no loop over rows touches a string or a set.
public final class FeatureContext: Sendable {
    public let store: ClaimStore
    public let parameters: FeatureParameters
    public let settlements: SettlementColumns

    /// The filled columns of `setl_d`, and of other tables as `table.column`.
    public let filledColumns: Set<String>
    /// First and last day with a settlement. Empty stores have the day 0 and no rows.
    public let firstDay: Int32
    public let lastDay: Int32

    /// By day since `firstDay`.
    let isHoliday: [Bool]
    let isWeekend: [Bool]
    let calendarMonth: [Int32]
    let holidayCount: Int
    /// The first three characters of a disease code, and the pooling area of a region, as numbers.
    let diseaseClass: [Int32]
    let poolingArea: [Int32]
    /// By facility kind, in fen; `Fen.missing` where there are no amounts.
    let smallAmount: [Int64]

    /// - Precondition: the parameters are valid, as decoded ones are (`FeatureParameters.invalidReason`).
    public init(_ store: ClaimStore, parameters: FeatureParameters = .init()) {
        precondition(parameters.invalidReason == nil, "valid parameters")
        self.store = store
        self.parameters = parameters
        settlements = store.settlements
        let known = store.settlements.day.first { $0 != CalendarDay.missing }
        firstDay = known ?? 0
        lastDay = known.map { max($0, store.settlements.day.last ?? $0) } ?? 0

        var holidays: [Bool] = []
        var months: [Int32] = []
        for day in firstDay...lastDay {
            holidays.append(store.calendar.isHoliday(day))
            let (year, month, _) = CalendarDay.civil(day)
            months.append(Int32(year * 12 + month - 1))
        }
        isHoliday = holidays
        isWeekend = (firstDay...lastDay).map(store.calendar.isWeekend)
        calendarMonth = months
        holidayCount = holidays.count { $0 }

        diseaseClass = Self.prefixClasses(of: store.diseases, length: parameters.diseasePrefixLength)
        poolingArea = Self.prefixClasses(of: store.regions, length: parameters.poolingPrefixLength)
        smallAmount = Self.smallAmounts(of: store, parameters)

        var columns = store.filledColumns
        if store.persons.deathDay.contains(where: { $0 != CalendarDay.missing }) { columns.insert("psn_info_b.die_date") }
        if store.facilities.kind.contains(where: { $0 != .unknown }) { columns.insert("fixmedins_b.fixmedins_type") }
        filledColumns = columns
    }

    /// Days from the first to the last settlement, both counted; 0 for an empty store.
    public var dayCount: Int { settlements.count == 0 ? 0 : Int(lastDay - firstDay) + 1 }

    static let daysPerMonth = 30.4375

    /// The months of the period in which the person was alive: per-month rates of patients divide by them.
    ///
    /// At least one, so that a short period is not blown up. A death or birth day outside the period cuts nothing.
    public func months(ofPerson person: Int) -> Double {
        let birth = store.persons.birthDay[person]
        let death = store.persons.deathDay[person]
        let start = birth != CalendarDay.missing && (firstDay...lastDay).contains(birth) ? birth : firstDay
        let end = death != CalendarDay.missing && (firstDay...lastDay).contains(death) ? death : lastDay
        return max(1, Double(end - start + 1) / Self.daysPerMonth)
    }

    /// Whether a row has a day: all per-day features leave out the rows that have none.
    @inline(__always)
    func hasDay(_ row: Int) -> Bool { settlements.day[row] >= firstDay }

    @inline(__always)
    func dayIndex(_ row: Int) -> Int { Int(settlements.day[row] - firstDay) }

    /// Identifiers that share a prefix get one number. The table is in byte order, so they stand side by side.
    private static func prefixClasses(of table: IdentifierTable, length: Int) -> [Int32] {
        var classes: [Int32] = []
        classes.reserveCapacity(table.count)
        var previous: Substring?
        var number: Int32 = -1
        for index in 0..<table.count {
            let prefix = table[Int32(index)].prefix(length)
            if prefix != previous { number += 1 }
            classes.append(number)
            previous = prefix
        }
        return classes
    }

    /// The quantile of positive fees by facility kind, exact to the fen up to 10 000 yuan, by counting.
    private static func smallAmounts(of store: ClaimStore, _ parameters: FeatureParameters) -> [Int64] {
        let ceiling = 1_000_000
        let kinds = FacilityColumns.Kind.allCases
        var counts = Array(repeating: [Int32](), count: kinds.count)
        for kind in kinds where store.facilities.kind.contains(kind) {
            counts[Int(kind.rawValue)] = Array(repeating: 0, count: ceiling + 1)
        }
        for row in 0..<store.settlements.count {
            let fee = store.settlements.totalFee[row]
            guard fee > 0 else { continue }
            let kind = store.facilities.kind[Int(store.settlements.facility[row])]
            counts[Int(kind.rawValue)][min(Int(fee), ceiling)] += 1
        }
        return kinds.map { kind in
            if let given = parameters.smallAmounts[kind.name] { return given }
            let histogram = counts[Int(kind.rawValue)]
            let total = histogram.reduce(0) { $0 + Int($1) }
            guard total > 0 else { return Fen.missing }
            let wanted = max(1, Int((Double(total) * parameters.smallAmountQuantile).rounded(.up)))
            var seen = 0
            let amount = histogram.firstIndex { count in
                seen += Int(count)
                return seen >= wanted
            }
            return Int64(amount ?? ceiling)
        }
    }
}
