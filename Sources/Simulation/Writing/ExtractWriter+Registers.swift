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
            row.number(Int(person.sex))
            row.date(Int(person.birthDay))
            if person.deathDay >= 0 { row.date(Int(person.deathDay)) } else { row.empty() }
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

    /// Writes `opsp_reg_d`: the town's chronic patients, and whoever is on dialysis or in radiotherapy.
    func writeRegistrations() throws(SimulationError) -> Int {
        var row = try file("opsp_reg_d", columns: "psn_no,opsp_dise_code,begndate,enddate,fixmedins_code")
        let firstDay = book.town.calendar.days.lowerBound
        var special: [Int32: (diagnosis: Diagnosis, facility: Int32)] = [:]
        for visit in book.visits where visit.care == .chronic && (visit.diagnosis == .dialysis || visit.diagnosis == .radiotherapy) {
            special[visit.person] = (visit.diagnosis, visit.facility)
        }
        for (index, person) in book.town.persons.enumerated() {
            var entries: [(Diagnosis, Int32)] = []
            if let condition = person.condition, person.isRegistered { entries.append((.of(condition), person.clinic)) }
            if let entry = special[Int32(index)] { entries.append((entry.diagnosis, entry.facility)) }
            for (diagnosis, facility) in entries {
                personNumber(Int32(index), in: &row)
                row.text(diagnosis.entry.disease)
                row.date(firstDay - 30 - index * 37 % 2_000)
                row.empty()
                row.text(book.town.facilities[Int(facility)].code)
                try row.endRow()
            }
        }
        try row.close()
        return row.rowCount
    }
}
