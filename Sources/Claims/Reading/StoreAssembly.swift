/// Builds the store from cleaned rows and registries: final identifier numbers, care classes, persons, facilities.
struct StoreAssembly {
    /// Tables that were read because something asked for them.
    struct FurtherTables {
        var visits: VisitRows?
        var traces: TraceRows?
        var inventory: InventoryRows?
        var itemSexes: ItemSexRows?

        /// Facilities that these tables name, under provisional numbers.
        var facilities: [Int32] { (traces?.columns.facility ?? []) + (inventory?.columns.facility ?? []) }
    }

    let store: ClaimStore
    /// The kept settlements by id.
    let index: SettlementIndex
    /// What assembling showed to be wrong with the data: clocks that say nothing, registries that contradict.
    private(set) var findings: [DataFinding] = []

    init(
        rows: SettlementRows, kept: [Int32], persons registry: PersonRegistry, facilities: FacilityRegistry,
        chronic: ChronicRegistry, further: FurtherTables, careClasses: CareClassTable, calendar: HolidayCalendar, columns found: [String: String]
    ) {
        var settlements = rows.handOver()
        settlements.select(kept)
        let sexes = kept.map { rows.sex[Int($0)] }
        let births = kept.map { rows.birthDay[Int($0)] }

        let (personTable, finalPersons) = rows.persons.finished(using: usage(of: settlements.person, count: rows.persons.count))
        apply(finalPersons, to: &settlements.person)
        var isFacilityUsed = usage(of: settlements.facility, count: rows.facilities.count)
        for facility in further.facilities where facility >= 0 { isFacilityUsed[Int(facility)] = true }
        let (facilityTable, finalFacilities) = rows.facilities.finished(using: isFacilityUsed)
        apply(finalFacilities, to: &settlements.facility)
        let employerTable = renumber(&settlements.employer, rows.employers)
        let diseaseTable = renumber(&settlements.disease, rows.diseases)
        let operatorTable = renumber(&settlements.operatorNumber, rows.operators)
        var bothRegions = settlements.insuredRegion + settlements.facilityRegion
        let regionTable = renumber(&bothRegions, rows.regions)
        settlements.insuredRegion = Array(bothRegions[..<settlements.count])
        settlements.facilityRegion = Array(bothRegions[settlements.count...])
        let schemeTable = renumber(&settlements.scheme, rows.schemes)
        let typeTable = renumber(&settlements.medicalType, rows.medicalTypes)
        let classes = (0..<typeTable.count).map { careClasses.careClass(of: typeTable[Int32($0)]) }
        settlements.careClass = settlements.medicalType.map { $0 < 0 ? .other : classes[Int($0)] }

        var visits: VisitColumns?
        if let visitRows = further.visits {
            let (table, numbers) = rows.visits.finished(using: usage(of: settlements.visit, count: rows.visits.count))
            apply(numbers, to: &settlements.visit)
            visits = visitRows.finished(table, numbers: numbers, settlements: settlements)
        }

        var facilityColumns = FacilityColumns(id: facilityTable)
        for number in 0..<facilityTable.count {
            guard let entry = facilities.entries[facilityTable[Int32(number)]] else { continue }
            facilityColumns.name[number] = entry.name
            facilityColumns.level[number] = entry.level
            facilityColumns.ownership[number] = entry.ownership
            facilityColumns.specialty[number] = entry.specialty
            facilityColumns.region[number] = entry.region
            facilityColumns.beds[number] = entry.beds
            facilityColumns.isOpenAllDay[number] = entry.isOpenAllDay
            switch entry.kind {
            case "1", "01": facilityColumns.kind[number] = .medical
            case "2", "02": facilityColumns.kind[number] = .pharmacy
            default: break
            }
        }

        var personColumns = PersonColumns(id: personTable)
        var provisional = [Int](repeating: 0, count: personTable.count)
        for (number, final) in finalPersons.enumerated() where final >= 0 { provisional[Int(final)] = number }
        var contradictions = 0
        for number in 0..<personTable.count {
            let source = provisional[number]
            personColumns.sex[number] = registry.sex[source]
            personColumns.birthDay[number] = registry.birthDay[source]
            personColumns.deathDay[number] = registry.deathDay[source]
            personColumns.isChronic[number] = chronic.isRegistered[source]
        }
        personColumns.telephone = Self.numberedByFirst(provisional.map { registry.telephone[$0] })
        personColumns.address = Self.numberedByFirst(provisional.map { registry.address[$0] })
        // Settlements that give the registry's sex, less those that give the other.
        var agreement = [Int32](repeating: 0, count: personTable.count)
        for row in 0..<settlements.count {
            let person = Int(settlements.person[row])
            let sex = sexes[row]
            if sex == 1 || sex == 2 {
                let registered = registry.sex[provisional[person]]
                if registered == 0 { personColumns.sex[person] = sex }
                agreement[person] += registered == sex ? 1 : -1
                if registered != 0, registered != sex { contradictions += 1 }
            }
            if registry.birthDay[provisional[person]] == CalendarDay.missing, births[row] != CalendarDay.missing {
                personColumns.birthDay[person] = births[row]
            }
            if settlements.scheme[row] >= 0 { personColumns.scheme[person] = settlements.scheme[row] }
            if settlements.careClass[row] == .chronic { personColumns.isChronic[person] = true }
        }
        if contradictions > 0 {
            findings.append(.init(
                kind: "sex_contradiction", count: contradictions, of: settlements.count,
                messageChinese: "结算记录的性别与参保登记不一致；多数结算不一致者按性别不详处理",
                messageEnglish: "settlements whose sex differs from the person registry's; where most do, the person's sex is taken as unknown"))
        }
        for person in agreement.indices where registry.sex[provisional[person]] != 0 && agreement[person] < 0 { personColumns.sex[person] = 0 }

        let silent = Self.silenceStoppedClocks(&settlements, facilities: facilityColumns)
        findings += silent
        var filled = Set(found.keys).subtracting(Self.emptyColumns(settlements))
        if births.allSatisfy({ $0 == CalendarDay.missing }) { filled.remove("brdy") }
        if sexes.allSatisfy({ $0 == 0 }) { filled.remove("gend") }
        if filled.contains("hifp_pay") { filled.insert("fund_pay_sumamt") }
        filled.formUnion(visits?.filledColumns.map { "mdtrt_d." + $0 } ?? [])
        index = SettlementIndex(settlements.id)
        store = ClaimStore(
            settlements: settlements, persons: personColumns, facilities: facilityColumns, employers: employerTable,
            diseases: diseaseTable, operators: operatorTable, regions: regionTable, schemes: schemeTable,
            medicalTypes: typeTable, visits: visits,
            traces: further.traces?.finished(persons: finalPersons, facilities: finalFacilities, settlements: index),
            inventory: further.inventory?.finished(facilities: finalFacilities),
            registrations: chronic.finished(persons: finalPersons, facilities: finalFacilities, personCount: personTable.count),
            itemSexes: further.itemSexes?.known ?? [:], filledColumns: filled, calendar: calendar)
    }

    /// Contract columns of which no kept settlement has a value; `setl_time` counts by its time of day.
    private static func emptyColumns(_ settlements: SettlementColumns) -> Set<String> {
        let numbers: [(String, [Int32])] = [
            ("emp_no", settlements.employer), ("dise_no", settlements.disease), ("opter_id", settlements.operatorNumber),
            ("insu_admdvs", settlements.insuredRegion), ("fix_blng_admdvs", settlements.facilityRegion),
            ("insutype", settlements.scheme), ("med_type", settlements.medicalType), ("setl_time", settlements.second),
        ]
        let days = [("begndate", settlements.beginDay), ("enddate", settlements.endDay)]
        let amounts: [(String, [Int64])] = [
            ("inscp_amt", settlements.inScope), ("hifp_pay", settlements.pooledFund), ("fund_pay_sumamt", settlements.fund),
            ("psn_pay", settlements.personal), ("acct_pay", settlements.account), ("acct_mulaid_pay", settlements.mutualAid),
            ("cash_payamt", settlements.cash),
        ]
        let codes: [(String, [UInt8])] = [("mdtrt_cert_type", settlements.certificateType), ("setl_type", settlements.settlementType)]
        return Set(numbers.filter { !$0.1.contains { $0 >= 0 } }.map(\.0))
            .union(days.filter { !$0.1.contains { $0 != CalendarDay.missing } }.map(\.0))
            .union(amounts.filter { !$0.1.contains { $0 != Fen.missing } }.map(\.0))
            .union(codes.filter { !$0.1.contains { $0 != 0 } }.map(\.0))
    }

    /// Contacts numbered as the sorted persons or visits first show them: neither the order of files nor the run's key matters.
    static func numberedByFirst(_ contacts: [Int32]) -> [Int32] {
        var numbers: [Int32: Int32] = [:]
        return contacts.map { contact in
            guard contact >= 0 else { return IdentifierTable.missing }
            let number = numbers[contact] ?? Int32(numbers.count)
            numbers[contact] = number
            return number
        }
    }

    /// A facility whose every settlement is at 00:00:00 sends dates, not times: its seconds are taken as missing.
    private static func silenceStoppedClocks(_ settlements: inout SettlementColumns, facilities: FacilityColumns) -> [DataFinding] {
        var known = [Int](repeating: 0, count: facilities.count)
        var midnight = known
        for row in 0..<settlements.count where settlements.second[row] >= 0 {
            known[Int(settlements.facility[row])] += 1
            if settlements.second[row] == 0 { midnight[Int(settlements.facility[row])] += 1 }
        }
        let isStopped = zip(known, midnight).map { $0 > 0 && $0 == $1 }
        let stopped = isStopped.count { $0 }
        guard stopped > 0 else { return [] }
        var rows = 0
        for row in 0..<settlements.count where isStopped[Int(settlements.facility[row])] && settlements.second[row] == 0 {
            settlements.second[row] = CalendarDay.noSecond
            rows += 1
        }
        let examples = isStopped.indices.filter { isStopped[$0] }.prefix(3).map { facilities.id[Int32($0)] }
        return [.init(
            kind: "time_of_day_missing", count: rows, of: settlements.count,
            messageChinese: "\(stopped) 家机构的结算时间全部为零点，按缺少时刻处理",
            messageEnglish: "\(stopped) facilities settle only at 00:00:00; their times of day are taken as missing", examples: Array(examples))]
    }
}

/// Replaces provisional numbers by final ones of a table that holds only what some row uses: ids of rows that were
/// set aside leave no trace.
private func renumber(_ numbers: inout [Int32], _ builder: IdentifierTableBuilder) -> IdentifierTable {
    let (table, final) = builder.finished(using: usage(of: numbers, count: builder.count))
    apply(final, to: &numbers)
    return table
}

private func usage(of numbers: [Int32], count: Int) -> [Bool] {
    var isUsed = [Bool](repeating: false, count: count)
    for number in numbers where number >= 0 { isUsed[Int(number)] = true }
    return isUsed
}

private func apply(_ final: [Int32], to numbers: inout [Int32]) {
    for row in numbers.indices where numbers[row] >= 0 { numbers[row] = final[Int(numbers[row])] }
}
