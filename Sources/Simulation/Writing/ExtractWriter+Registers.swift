/// The registers: facilities, persons, chronic-disease registrations.
extension ExtractWriter {
    func writeFacilities() throws(SimulationError) -> Int {
        var row = try file("fixmedins_b", columns: """
            fixmedins_code,fixmedins_name,fixmedins_type,hosp_lv,admdvs,aprv_bed_cnt,econ_type,caty,biz_24h
            """)
        for facility in book.town.facilities {
            row.text(facility.code)
            row.text(facility.name)
            row.number(facility.kind.isPharmacy ? 2 : 1)
            row.text(facility.kind.levelCode)
            row.number(facility.region)
            row.number(facility.bedCount)
            row.text(facility.kind.isPrivate ? "private" : "public")
            row.text(facility.kind.specialty)
            row.number(facility.kind.isHospital || facility.kind == .allNightPharmacy ? 1 : 0)
            try row.endRow()
        }
        try row.close()
        return row.rowCount
    }

    func writePersons() throws(SimulationError) -> Int {
        var row = try file("psn_info_b", columns: "psn_no,gend,brdy,die_date,addr,tel")
        for (index, person) in book.town.persons.enumerated() {
            personNumber(Int32(index), in: &row)
            row.number(sex(of: index))
            row.date(Int(person.birthDay))
            let death = book.registers.recordedDeaths[Int32(index)] ?? person.deathDay
            if death >= 0 { row.date(Int(death)) } else { row.empty() }
            if let institution = book.institutions[Int32(index)] {
                row.text("Institution " + institution)
            } else {
                row.text("Village " + book.town.villages[Int(person.village)].code + " house ", then: Int(person.household) + 1, width: 1)
            }
            telephone(of: index, in: &row)
            try row.endRow()
        }
        try row.close()
        return row.rowCount
    }

    /// Writes `opsp_reg_d` by person: what was registered, and whoever is on dialysis or in radiotherapy.
    func writeRegistrations() throws(SimulationError) -> Int {
        var row = try file("opsp_reg_d", columns: "psn_no,opsp_dise_code,begndate,enddate,fixmedins_code")
        let firstDay = Int32(town.calendar.days.lowerBound)
        var registrations = book.registers.registrations
        var special: [Int32: Int] = [:]
        for (place, visit) in book.visits.enumerated() where visit.care == .chronic && (visit.diagnosis == .dialysis || visit.diagnosis == .radiotherapy) {
            special[visit.person] = place
        }
        for place in special.values {
            let visit = book.visits[place]
            let begin = firstDay - 30 - visit.person &* 37 % 2_000
            registrations.append(.init(person: visit.person, facility: visit.facility, diagnosis: visit.diagnosis, begin: begin))
        }
        registrations.sort { ($0.person, $0.diagnosis.number, $0.begin) < ($1.person, $1.diagnosis.number, $1.begin) }
        for (place, registration) in registrations.enumerated() {
            // The key is person and disease.
            if place > 0, registrations[place - 1].person == registration.person,
               registrations[place - 1].diagnosis == registration.diagnosis { continue }
            personNumber(registration.person, in: &row)
            row.text(registration.diagnosis.entry.disease)
            row.date(Int(registration.begin))
            row.empty()
            row.text(town.facilities[Int(registration.facility)].code)
            try row.endRow()
        }
        try row.close()
        return row.rowCount
    }

    /// Writes `items_gender.csv`, the knowledge which items are for one sex; a code table, so it stays CSV.
    func writeItemSexes() throws(SimulationError) -> Int {
        var row = try file("items_gender", columns: "med_list_codg,allowed_gend")
        for item in book.town.catalogue.items where item.sex != 0 {
            row.text(item.code)
            row.number(item.sex)
            try row.endRow()
        }
        try row.close()
        return row.rowCount
    }
}
