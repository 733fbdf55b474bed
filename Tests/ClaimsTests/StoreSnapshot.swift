import Claims

/// Everything a store holds as text, with identifiers spelt out, so that two stores can be compared whole.
func snapshot(_ store: ClaimStore) -> [String] {
    let columns = store.settlements
    func name(_ table: IdentifierTable, _ number: Int32) -> String { "\(number):\(table[number])" }
    var lines = (0..<columns.count).map { row in
        [
            columns.id[row], name(store.persons.id, columns.person[row]), name(store.facilities.id, columns.facility[row]),
            name(store.employers, columns.employer[row]), name(store.diseases, columns.disease[row]), name(store.operators, columns.operatorNumber[row]),
            name(store.regions, columns.insuredRegion[row]), name(store.regions, columns.facilityRegion[row]), name(store.schemes, columns.scheme[row]),
            name(store.medicalTypes, columns.medicalType[row]), columns.careClass[row].name, "\(columns.day[row])", "\(columns.second[row])",
            "\(columns.beginDay[row])", "\(columns.endDay[row])", "\(columns.totalFee[row])", "\(columns.inScope[row])", "\(columns.pooledFund[row])",
            "\(columns.fund[row])", "\(columns.personal[row])", "\(columns.account[row])", "\(columns.mutualAid[row])", "\(columns.cash[row])",
            "\(columns.certificateType[row])", "\(columns.settlementType[row])",
        ].joined(separator: " ")
    }
    let persons = store.persons
    lines += (0..<persons.count).map { person in
        "\(persons.id[Int32(person)]) \(persons.sex[person]) \(persons.birthDay[person]) \(persons.deathDay[person]) \(persons.scheme[person]) "
            + "\(persons.isChronic[person]) \(persons.telephone[person]) \(persons.address[person]) \(Array(store.byPerson[person]))"
    }
    let facilities = store.facilities
    lines += (0..<facilities.count).map { facility in
        "\(facilities.id[Int32(facility)]) \(facilities.name[facility]) \(facilities.kind[facility]) \(facilities.level[facility]) "
            + "\(facilities.ownership[facility]) \(facilities.specialty[facility]) \(facilities.region[facility]) \(facilities.beds[facility]) "
            + "\(facilities.isOpenAllDay[facility]) \(Array(store.byFacility[facility]))"
    }
    lines.append(store.filledColumns.sorted().joined(separator: ","))
    lines.append("\(store.period.map { "\($0)" } ?? "none") \(store.employers.count) \(store.regions.count)")
    return lines
}

/// Ids of the settlements that were kept, in the store's order.
func keptIDs(_ store: ClaimStore) -> [String] { (0..<store.settlements.count).map { store.settlements.id[$0] } }
