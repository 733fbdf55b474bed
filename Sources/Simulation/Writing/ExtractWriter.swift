import Foundation

/// Writes a town's book as the tables of the extract contract, settlements and fee lines in the order of settlement time.
struct ExtractWriter {
    let book: ClaimBook
    let folder: String

    var town: Town { book.town }
    /// Settlement places by time, and the running number of each visit in the order of its first settlement.
    let order: [Int]
    private let visitNumbers: [Int32]

    static let prefecture = "3399"

    init(book: ClaimBook, folder: String) {
        self.book = book
        self.folder = folder
        let settlements = book.settlements
        order = settlements.indices.sorted { (settlements[$0].time, $0) < (settlements[$1].time, $1) }
        var numbers = Array(repeating: Int32(-1), count: book.visits.count)
        var next: Int32 = 0
        for place in order where numbers[Int(settlements[place].visit)] < 0 {
            numbers[Int(settlements[place].visit)] = next
            next += 1
        }
        for visit in numbers.indices where numbers[visit] < 0 {
            numbers[visit] = next
            next += 1
        }
        visitNumbers = numbers
    }

    func file(_ table: String, columns: String) throws(SimulationError) -> TableFile {
        try TableFile(path: folder + "/" + table + ".csv", columns: columns)
    }

    // MARK: Settlements and their fee lines

    /// Writes `setl_d` and `fee_list_d`.
    ///
    /// - Returns: The rows of each.
    func writeSettlements(progress: (Double) -> Void) throws(SimulationError) -> (settlements: Int, feeLines: Int) {
        var settlements = try file("setl_d", columns: """
            setl_id,mdtrt_id,psn_no,gend,brdy,insutype,psn_type,emp_no,insu_admdvs,fixmedins_code,fix_blng_admdvs,med_type,begndate,\
            enddate,setl_time,dise_no,medfee_sumamt,inscp_amt,hifp_pay,fund_pay_sumamt,psn_pay,acct_pay,acct_mulaid_pay,cash_payamt,\
            mdtrt_cert_type,opter_id,opt_time,refd_setl_flag,setl_type,vali_flag
            """)
        var feeLines = try file("fee_list_d", columns: """
            bkkp_sn,setl_id,mdtrt_id,psn_no,fixmedins_code,fee_ocur_time,med_list_codg,hilist_name,medins_list_codg,list_type,\
            med_chrgitm_type,cnt,pric,det_item_fee_sumamt,inscp_amt,prd_days,bilg_dr_code,rxno,vali_flag
            """)
        for (number, place) in order.enumerated() {
            let settlement = book.settlements[place]
            if settlement.isDuplicated {
                try write(settlement, number: number, isEarlierCopy: true, to: &settlements)
            }
            try write(settlement, number: number, isEarlierCopy: false, to: &settlements)
            try writeLines(of: settlement, number: number, to: &feeLines)
            if number % 65_536 == 0 { progress(Double(number) / Double(order.count)) }
        }
        try settlements.close()
        try feeLines.close()
        return (settlements.rowCount, feeLines.rowCount)
    }

    func settlementID(_ settlement: Settlement, number: Int, in row: inout TableFile) {
        // 4 + 8 + 9 digits.
        row.text(Self.prefecture, then: CivilCalendar.shared.digits(settlement.time / CivilCalendar.secondsPerDay) * 1_000_000_000 + number, width: 17)
    }

    private func write(_ settlement: Settlement, number: Int, isEarlierCopy: Bool, to row: inout TableFile) throws(SimulationError) {
        let visit = book.visits[Int(settlement.visit)]
        let person = town.persons[Int(visit.person)]
        let facility = town.facilities[Int(visit.facility)]
        let day = settlement.time / CivilCalendar.secondsPerDay
        settlementID(settlement, number: number, in: &row)
        visitID(settlement.visit, in: &row)
        personNumber(visit.person, in: &row)
        row.number(sex(of: Int(visit.person)))
        row.date(Int(person.birthDay))
        row.number(Int(person.scheme))
        row.number(Int(person.personType))
        if person.employer >= 0 { row.text("E" + Self.prefecture, then: Int(person.employer) + 1, width: 7) } else { row.empty() }
        row.number(town.villages[Int(person.village)].region)
        row.text(facility.code)
        row.number(facility.region)
        row.text(settlement.care.code)
        row.date(settlement.care.isStay ? visit.begin / CivilCalendar.secondsPerDay : min(day, visit.begin / CivilCalendar.secondsPerDay))
        // A stay that is settled in parts ends, for the first of them, on the day of settlement.
        row.date(min(day, visit.end / CivilCalendar.secondsPerDay))
        row.moment(settlement.time, isDateKnown: !settlement.losesDate)
        if isEarlierCopy || settlement.care == .pharmacy { row.empty() } else { row.text(visit.diagnosis.entry.disease) }
        let payment = settlement.payment
        row.yuan(payment.total)
        row.yuan(payment.inScope)
        row.yuan(payment.pooled)
        row.yuan(payment.fund)
        row.yuan(payment.person)
        row.yuan(payment.account)
        row.yuan(payment.mutualAid)
        row.yuan(payment.cash)
        row.number(Int(settlement.certificate), width: 2)
        row.text(town.operatorPrefixes[Int(visit.facility)], then: Int(settlement.counter), width: 2)
        // The entry follows within the minute; a correction comes later.
        let entry = settlement.time + 3 + number % 40
        row.moment(settlement.isDuplicated && !isEarlierCopy ? entry + 600 : entry)
        row.number(settlement.isRefund ? 1 : 0)
        row.number(2)
        row.number(settlement.isInvalid ? 0 : 1)
        try row.endRow()
    }

    private func writeLines(of settlement: Settlement, number: Int, to row: inout TableFile) throws(SimulationError) {
        let visit = book.visits[Int(settlement.visit)]
        let facility = town.facilities[Int(visit.facility)]
        let isPharmacy = facility.kind.isPharmacy
        for offset in 0..<Int(settlement.lineCount) {
            let line = book.lines[settlement.firstLine + offset]
            let item = town.catalogue.items[Int(line.item)]
            row.text(Self.prefecture, then: row.rowCount + 1, width: 14)
            settlementID(settlement, number: number, in: &row)
            visitID(settlement.visit, in: &row)
            personNumber(visit.person, in: &row)
            row.text(facility.code)
            row.moment(serviceTime(of: settlement, visit, line: offset, day: Int(line.day)))
            row.text(item.code)
            row.text(item.name)
            row.text("L", then: Int(visit.facility) * 1_000 + Int(line.item), width: 8)
            row.number(item.listType)
            row.text(item.chargeType)
            row.number(Int(line.count))
            row.yuan(Int(line.price))
            row.yuan(line.amount)
            row.yuan(line.amount * item.scopePercent / 100)
            if item.supplyDays > 0 { row.number(item.supplyDays * abs(Int(line.count))) } else { row.empty() }
            doctor(of: visit, isPharmacy: isPharmacy, in: &row)
            if item.listType <= 102, !isPharmacy { row.number(Int(visitNumbers[Int(settlement.visit)]) + 1, width: 11, prefix: "RX") } else { row.empty() }
            row.number(settlement.isInvalid ? 0 : 1)
            try row.endRow()
        }
    }

    /// When a line was served: at the counter, over the days of a stay, or hours before where the visit was entered late.
    private func serviceTime(of settlement: Settlement, _ visit: Visit, line: Int, day: Int) -> Int {
        if settlement.care.isStay {
            guard day >= 0 else { return visit.begin + (visit.end - visit.begin) * line / max(1, Int(settlement.lineCount)) }
            let midnight = (visit.begin / CivilCalendar.secondsPerDay + day) * CivilCalendar.secondsPerDay
            let moment = midnight + 7 * 3_600 + (line * 1_237 + day * 311) % 39_600
            return max(visit.begin, min(moment, visit.isOpen ? moment : visit.end))
        }
        return settlement.time - visit.begin > 4 * 3_600 && !settlement.isRefund ? visit.begin : settlement.time - 20
    }

    // MARK: Visits

    /// Writes `mdtrt_d`, in the order of the visit numbers.
    func writeVisits() throws(SimulationError) -> Int {
        var row = try file("mdtrt_d", columns: """
            mdtrt_id,psn_no,fixmedins_code,med_type,begntime,endtime,adm_dept_codg,adm_bed,dscg_maindiag_code,dscg_way,atddr_no,\
            inhosp_stas,tel,resd_regn
            """)
        var byNumber = Array(repeating: 0, count: visitNumbers.count)
        for (visit, number) in visitNumbers.enumerated() { byNumber[Int(number)] = visit }
        for index in byNumber {
            let visit = book.visits[index]
            let person = town.persons[Int(visit.person)]
            let facility = town.facilities[Int(visit.facility)]
            let isPharmacy = facility.kind.isPharmacy
            visitID(Int32(index), in: &row)
            personNumber(visit.person, in: &row)
            row.text(facility.code)
            row.text(visit.care.code)
            row.moment(visit.begin)
            if visit.isOpen { row.empty() } else { row.moment(visit.end) }
            row.text(isPharmacy ? "" : Diagnosis.departments[Int(visit.department)])
            if visit.bed > 0 { row.number(Int(visit.bed), width: 3) } else { row.empty() }
            row.text(visit.care == .pharmacy ? "" : visit.diagnosis.entry.code)
            if visit.care.isStay, !visit.isOpen { row.number(Int(visit.dischargeWay)) } else { row.empty() }
            doctor(of: visit, isPharmacy: isPharmacy, in: &row)
            row.number(visit.isOpen ? 1 : 0)
            if visit.telephone > 0 { row.text("13", then: Int(visit.telephone), width: 9) } else { telephone(of: Int(visit.person), in: &row) }
            row.text(town.villages[Int(person.village)].code)
            try row.endRow()
        }
        try row.close()
        return row.rowCount
    }

    // MARK: Shared fields

    /// A label whose subject is a visit's place in the book, with the identifier that the visit got.
    func resolved(_ label: TruthLabel) -> TruthLabel {
        guard label.subjectID.hasPrefix(Scene.visitMark), let place = Int(label.subjectID.dropFirst()) else { return label }
        var label = label
        let digits = String(Int(visitNumbers[place]) + 1)
        label.subjectID = Self.prefecture + String(repeating: "0", count: 15 - digits.count) + digits
        return label
    }

    /// `gend`: some registers do not know it, and write 0 or 9.
    func sex(of person: Int) -> Int {
        book.unknownSex.contains(Int32(person)) ? person % 2 * 9 : Int(town.persons[person].sex)
    }

    func visitID(_ visit: Int32, in row: inout TableFile) {
        row.text(Self.prefecture, then: Int(visitNumbers[Int(visit)]) + 1, width: 15)
    }

    func personNumber(_ person: Int32, in row: inout TableFile) {
        row.text(Town.personPrefix, then: Town.scattered(Int(person)), width: 11)
    }

    private func doctor(of visit: Visit, isPharmacy: Bool, in row: inout TableFile) {
        let facility = Int(visit.facility)
        if isPharmacy {
            row.empty()
        } else if visit.doctor == 0 || book.registers.namelessDesks.contains(visit.facility) {
            // Desks that enter no doctor leave a placeholder; the facility decides which.
            row.text(["未知", "", "0000000000000"][facility % 3])
        } else {
            row.text(town.doctorCode(present(visit), at: facility))
        }
    }

    /// The doctor of a visit, or the next of the house where that one sits elsewhere this afternoon.
    private func present(_ visit: Visit) -> Int {
        let doctor = Int(visit.doctor)
        guard doctor > 0, !visit.care.isStay, !book.registers.absences.isEmpty,
              let absence = book.registers.absences[town.doctorNumber(doctor, at: Int(visit.facility))] else { return doctor }
        let day = visit.begin / CivilCalendar.secondsPerDay
        let hour = visit.begin % CivilCalendar.secondsPerDay / 3_600
        let isAway = absence.weekdays.contains(CivilCalendar.weekday(day)) && town.calendar.kind(day) == .workday && hour >= absence.fromHour
        return isAway ? doctor + 1 : doctor
    }

    /// One number a household, or one an institution.
    func telephone(of person: Int, in row: inout TableFile) {
        if let institution = book.institutions[Int32(person)] {
            row.text("0571" + institution.suffix(7))
        } else {
            row.text("13", then: (Int(town.persons[person].household) * 48_271 + 137_137) % 1_000_000_000, width: 9)
        }
    }
}
