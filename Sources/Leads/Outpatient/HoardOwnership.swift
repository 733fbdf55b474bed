import Claims

/// Which hoards of a drug are not asked about as purchases, because another scenario holds the same visits against better peers:
/// those mostly prescribed, on more days than prescriptions take (frequent visits), and those drawn on a registration, at visits as well
/// as pharmacies, on more days than refills take (chronic population).
struct HoardOwnership {
    private let columns: SettlementColumns
    private let prescribedShare: Double
    private let prescriptionDays: Int
    private let chronicShare: Double
    private let refillDays: Int
    /// By settlement row; nil where nothing says who is registered.
    private let isDrawn: [Bool]?

    init(_ thresholds: ThresholdTable, _ store: ClaimStore) throws {
        columns = store.settlements
        prescribedShare = try thresholds.value("prescribed_share")
        prescriptionDays = try thresholds.integer("prescription_days_a_month")
        chronicShare = try thresholds.value("chronic_share")
        refillDays = try thresholds.integer("refill_days_a_month")
        isDrawn = store.registrations.count > 0 ? RegisteredCare.isDrawn(store) : nil
    }

    /// The places, among the generics of one person, that are not asked about.
    func elsewhere(_ holdings: ArraySlice<DrugStock.Holding>, _ lines: FeeLineColumns) -> [Int] {
        let rows = Dictionary(uniqueKeysWithValues: holdings.indices.map { place in
            (place, holdings[place].lines.map { Int(lines.settlement[Int($0)]) })
        })
        func share(_ place: Int, where isMeant: (Int) -> Bool) -> Double {
            let all = rows[place] ?? []
            return all.isEmpty ? 0 : Double(all.count(where: isMeant)) / Double(all.count)
        }
        let all = holdings.indices.flatMap { rows[$0] ?? [] }
        var places: [Int] = []
        if mostDaysAMonth(all.filter { columns.careClass[$0] != .pharmacy }) > prescriptionDays {
            places += holdings.indices.filter { place in share(place) { columns.careClass[$0] != .pharmacy } > prescribedShare }
        }
        if let isDrawn, mostDaysAMonth(all.filter { isDrawn[$0] }) > refillDays {
            places += holdings.indices.filter { place in share(place) { columns.careClass[$0] == .chronic } > chronicShare }
        }
        return places
    }

    private func mostDaysAMonth(_ rows: [Int]) -> Int {
        var daysOfMonth: [Int32: Set<Int32>] = [:]
        for row in rows { daysOfMonth[VisitMonths.month(of: columns.day[row]), default: []].insert(columns.day[row]) }
        return daysOfMonth.values.map(\.count).max() ?? 0
    }
}
