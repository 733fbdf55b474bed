import Foundation
import Statistics

/// A small extract with employers, fee lines, registrations and a facility registry, as far as a test writes them down.
struct CareExtract {
    var base = SmallExtract()
    private(set) var lines: [Settlement] = []
    var registrations: [Settlement] = []
    var facilities: [Settlement] = []

    /// Adds a settlement and its fee lines, which bear its id, person, facility and time.
    mutating func settle(
        _ person: String, at facility: String, day: Int, second: Int, _ changes: Settlement = [:], lines added: [Settlement] = []
    ) {
        base.settle(person, at: facility, day: day, second: second, changes)
        guard let row = base.rows.last else { return }
        for line in added {
            let own: Settlement = [
                "bkkp_sn": "L\(lines.count)", "setl_id": row["setl_id"] ?? "", "mdtrt_id": row["mdtrt_id"] ?? "", "psn_no": person,
                "fixmedins_code": facility, "fee_ocur_time": row["setl_time"] ?? "", "med_list_codg": "XA02BCA106A001010100001",
                "hilist_name": "drug", "medins_list_codg": "L1", "list_type": "101", "med_chrgitm_type": "09", "cnt": "1", "pric": "50.00",
                "det_item_fee_sumamt": "50.00", "inscp_amt": "50.00", "prd_days": "", "bilg_dr_code": "D320100000001", "rxno": "", "vali_flag": "1",
            ]
            lines.append(own.merging(line) { $1 })
        }
    }

    /// Persons `B0…`, fifty employers `E0…`, at clinics `H…` from eight to five; bills differ to the fen.
    mutating func addClinicTraffic(clinics: Int = 4, persons: Int = 600, visits: Int = 4_000, seed: UInt64 = 3) {
        var random = RandomStream(seed: seed, stream: "clinics")
        for _ in 0..<visits {
            let person = random.uniform(below: persons)
            settle(
                "B\(person)", at: Self.clinic(random.uniform(below: clinics)), day: random.uniform(below: SmallExtract.dayCount),
                second: 28_800 + random.uniform(below: 32_400), Self.money(random.uniform(below: 30_000) + 1_000, employer: person % 50))
        }
    }

    static func clinic(_ number: Int) -> String { "H320100000" + (number < 10 ? "0\(number)" : "\(number)") }
    static func pharmacy(_ number: Int) -> String { "P320100000" + (number < 10 ? "0\(number)" : "\(number)") }

    static func money(_ fen: Int, employer: Int? = nil) -> Settlement {
        func yuan(_ fen: Int) -> String { "\(fen / 100)." + (fen % 100 < 10 ? "0" : "") + "\(fen % 100)" }
        var changes: Settlement = [
            "medfee_sumamt": yuan(fen), "inscp_amt": yuan(fen), "hifp_pay": yuan(fen * 6 / 10), "fund_pay_sumamt": yuan(fen * 6 / 10),
            "psn_pay": yuan(fen - fen * 6 / 10), "acct_pay": "0.00", "cash_payamt": yuan(fen - fen * 6 / 10),
        ]
        if let employer { changes["emp_no"] = "E\(employer)" }
        return changes
    }

    /// Leads of a scenario and all that was suppressed.
    func screening(_ scenario: String, limit: Int = 50) throws -> Screening {
        let folder = try TemporaryFolder()
        try write(to: folder.path)
        return try Screening(.folder(folder.path), scenarios: [scenario], limit: limit, threads: 1)
    }

    func write(to folder: String) throws {
        try base.write(SmallExtract.csv(base.rows, columns: settlementColumns + ["emp_no"]), "setl_d.csv", folder)
        try base.writeRegistry(to: folder)
        for (rows, name) in [(lines, "fee_list_d.csv"), (registrations, "opsp_reg_d.csv"), (facilities, "fixmedins_b.csv")] {
            guard let first = rows.first else { continue }
            try base.write(SmallExtract.csv(rows, columns: first.keys.sorted()), name, folder)
        }
    }
}
