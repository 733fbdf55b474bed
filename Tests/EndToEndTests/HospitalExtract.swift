import Foundation
import Statistics

/// An extract of hospital stays written down by a test: settlements, visits, fee lines dated day by day, hospitals.
struct HospitalExtract {
    struct Line {
        var type: String
        var item: String
        var name: String
        var yuan: Int
        /// Days after admission.
        var day = 0
    }

    struct Stay {
        var person: String
        var facility: String
        /// Days after the first day of the extract.
        var begin: Int
        var days: Int
        var diagnosis = "K29.700"
        var department = "A03"
        var bed = ""
        var way = "1"
        var type = "21"
        var employer = ""
        var telephone = ""
        var residence = ""
        /// Paid by the family's mutual-aid account, in yuan.
        var mutualAid = 0
        var lines: [Line]?
    }

    private(set) var stays: [Stay] = []
    private var outpatient: [Settlement] = []
    var addresses: [String: String] = [:]
    var beds: [String: Int] = [:]
    var specialties: [String: String] = [:]
    var ownership: [String: String] = [:]
    private var random = RandomStream(seed: 11, stream: "hospitals")

    static let diagnoses = ["K29.700", "J18.900", "I63.900", "M51.200", "E11.900"]

    mutating func admit(_ stay: Stay) { stays.append(stay) }

    /// Patients of no interest, each of their own, treated every day, at hospitals `H<first>…`.
    mutating func addTraffic(hospitals: Range<Int> = 0..<20, staysEach: Int = 40) {
        for hospital in hospitals {
            for number in 0..<staysEach {
                let begin = random.uniform(below: 95)
                let stay = Stay(
                    person: "B\(hospital * 1_000 + number)", facility: Self.hospital(hospital), begin: begin, days: 6 + random.uniform(below: 7),
                    diagnosis: Self.diagnoses[random.uniform(below: 5)], department: ["A03", "A04"][number % 2], bed: "\(number)")
                admit(stay)
            }
        }
    }

    static func hospital(_ number: Int) -> String { "H3201000" + String(repeating: "0", count: 4 - String(number).count) + String(number) }

    /// Bed, nursing, an infusion and treatment every day; examinations on the first.
    mutating func treated(_ stay: Stay) -> [Line] {
        var lines = examinations(of: stay.diagnosis)
        for day in 0..<stay.days {
            lines.append(Line(type: "01", item: "bed", name: "床位费", yuan: 40, day: day))
            lines.append(Line(type: "07", item: "nurse", name: "二级护理", yuan: 20, day: day))
            lines.append(Line(type: "09", item: "inf\(random.uniform(below: 8))", name: "头孢注射液", yuan: 100 + random.uniform(below: 80), day: day))
            lines.append(Line(type: "05", item: "treat\(random.uniform(below: 6))", name: "物理治疗", yuan: 30 + random.uniform(below: 50), day: day))
        }
        return lines
    }

    /// What goes with a diagnosis, and what all have.
    private mutating func examinations(of diagnosis: String) -> [Line] {
        let lines = [("04", "blood"), ("04", "urine"), ("03", "scan-" + diagnosis), ("04", "test-" + diagnosis)]
        return lines.map { Line(type: $0.0, item: $0.1, name: "检查", yuan: 60 + random.uniform(below: 60)) }
    }

    /// A health check-up: a panel that no diagnosis asks for.
    mutating func checkup(days: Int) -> [Line] {
        var lines = (0..<10).map { Line(type: $0 % 2 == 0 ? "03" : "04", item: "panel\($0)", name: "体检项目", yuan: 90 + random.uniform(below: 60)) }
        for day in 0..<days { lines.append(Line(type: "01", item: "bed", name: "床位费", yuan: 40, day: day)) }
        return lines + [Line(type: "09", item: "pill", name: "口服片剂", yuan: 30)]
    }

    /// Tablets and a bed.
    mutating func oralOnly(days: Int) -> [Line] {
        var lines = [Line(type: "04", item: "blood", name: "检查", yuan: 60), Line(type: "09", item: "pill", name: "口服片剂", yuan: 20 + random.uniform(below: 30))]
        for day in 0..<days { lines.append(Line(type: "01", item: "bed", name: "床位费", yuan: 40, day: day)) }
        return lines
    }

    /// A visit elsewhere.
    mutating func visit(_ person: String, at facility: String, day: Int, _ changes: Settlement = [:]) {
        var extract = SmallExtract()
        extract.settle(person, at: facility, day: day, second: 36_000, ["setl_id": "V\(outpatient.count)", "mdtrt_id": "MV\(outpatient.count)"].merging(changes) { $1 })
        outpatient.append(contentsOf: extract.rows)
    }

    static let lineColumns = [
        "bkkp_sn", "setl_id", "mdtrt_id", "psn_no", "fixmedins_code", "fee_ocur_time", "med_list_codg", "hilist_name", "med_chrgitm_type", "cnt",
        "det_item_fee_sumamt", "inscp_amt", "vali_flag",
    ]
    static let visitColumns = [
        "mdtrt_id", "psn_no", "fixmedins_code", "med_type", "begntime", "endtime", "adm_dept_codg", "adm_bed", "dscg_maindiag_code", "dscg_way",
        "atddr_no", "inhosp_stas", "tel", "resd_regn",
    ]

    /// - Parameter tables: which of the optional tables are written.
    mutating func write(to folder: String, tables: Set<String> = ["fee_list_d", "mdtrt_d", "fixmedins_b"]) throws {
        var settlements = SmallExtract()
        for row in outpatient { settlements.append(row) }
        var lines: [Settlement] = []
        var visits: [Settlement] = []
        for (number, stay) in stays.enumerated() {
            let charges = stay.lines ?? treated(stay)
            let end = stay.begin + stay.days
            let (id, mdtrt) = ("T\(number)", "M\(number)")
            let total = charges.reduce(0) { $0 + $1.yuan }
            settlements.settle(stay.person, at: stay.facility, day: end, second: 40_000, [
                "setl_id": id, "mdtrt_id": mdtrt, "med_type": stay.type, "begndate": SmallExtract.date(stay.begin), "enddate": SmallExtract.date(end),
                "dise_no": stay.diagnosis, "emp_no": stay.employer, "medfee_sumamt": "\(total).00", "inscp_amt": "\(total).00",
                "hifp_pay": "\(total / 2).00", "fund_pay_sumamt": "\(total / 2).00", "psn_pay": "\(total - total / 2).00", "acct_pay": "0.00",
                "acct_mulaid_pay": "\(stay.mutualAid).00", "cash_payamt": "\(total - total / 2).00",
            ])
            visits.append([
                "mdtrt_id": mdtrt, "psn_no": stay.person, "fixmedins_code": stay.facility, "med_type": stay.type,
                "begntime": SmallExtract.date(stay.begin) + " 09:00:00", "endtime": SmallExtract.date(end) + " 10:00:00", "adm_dept_codg": stay.department,
                "adm_bed": stay.bed, "dscg_maindiag_code": stay.diagnosis, "dscg_way": stay.way, "inhosp_stas": "0", "tel": stay.telephone,
                "resd_regn": stay.residence,
            ])
            for (place, line) in charges.enumerated() {
                lines.append([
                    "bkkp_sn": "F\(number)-\(place)", "setl_id": id, "mdtrt_id": mdtrt, "psn_no": stay.person, "fixmedins_code": stay.facility,
                    "fee_ocur_time": SmallExtract.date(stay.begin + line.day) + " 11:00:00", "med_list_codg": line.item, "hilist_name": line.name,
                    "med_chrgitm_type": line.type, "cnt": "1", "det_item_fee_sumamt": "\(line.yuan).00", "inscp_amt": "\(line.yuan).00", "vali_flag": "1",
                ])
            }
        }
        settlements.addresses = addresses
        try settlements.write(SmallExtract.csv(settlements.rows, columns: settlementColumns + ["emp_no"]), "setl_d.csv", folder)
        try settlements.writeRegistry(to: folder)
        if tables.contains("fee_list_d") { try settlements.write(SmallExtract.csv(lines, columns: Self.lineColumns), "fee_list_d.csv", folder) }
        if tables.contains("mdtrt_d") { try settlements.write(SmallExtract.csv(visits, columns: Self.visitColumns), "mdtrt_d.csv", folder) }
        guard tables.contains("fixmedins_b") else { return }
        let hospitals = Set(stays.map(\.facility)).sorted().map { code in
            ["fixmedins_code": code, "fixmedins_name": "医院" + code.suffix(3), "fixmedins_type": "1", "hosp_lv": "2", "aprv_bed_cnt": "\(beds[code] ?? 60)",
             "econ_type": ownership[code] ?? "private", "caty": specialties[code] ?? "general"]
        }
        try settlements.write(
            SmallExtract.csv(hospitals, columns: ["fixmedins_code", "fixmedins_name", "fixmedins_type", "hosp_lv", "aprv_bed_cnt", "econ_type", "caty"]),
            "fixmedins_b.csv", folder)
    }

    mutating func screening(_ scenario: String, tables: Set<String> = ["fee_list_d", "mdtrt_d", "fixmedins_b"]) throws -> Screening {
        let folder = try TemporaryFolder()
        try write(to: folder.path, tables: tables)
        return try Screening(.folder(folder.path), scenarios: [scenario], limit: 200, threads: 1)
    }
}

extension Screening {
    /// A count of the run's only scenario.
    func count(_ name: String) -> Int { outcome.record.scenarios.first?.counts[name] ?? 0 }

}
