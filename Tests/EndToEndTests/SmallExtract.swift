import ADBC
import Foundation
import Statistics

/// A settlement as text by column; what a test does not name has a value that is right.
typealias Settlement = [String: String]

let settlementColumns = [
    "setl_id", "mdtrt_id", "psn_no", "gend", "brdy", "insutype", "emp_no", "insu_admdvs", "fixmedins_code", "fix_blng_admdvs", "med_type",
    "begndate", "enddate", "setl_time", "dise_no", "medfee_sumamt", "inscp_amt", "hifp_pay", "fund_pay_sumamt", "psn_pay", "acct_pay",
    "acct_mulaid_pay", "cash_payamt", "mdtrt_cert_type", "opter_id", "opt_time", "refd_setl_flag", "setl_type", "vali_flag",
]

/// An extract written down by a test: settlements, and a registry of persons where addresses matter.
struct SmallExtract {
    private(set) var rows: [Settlement] = []
    var addresses: [String: String] = [:]
    /// March to June 2025.
    static let firstDay = 20_148
    static let dayCount = 122

    /// - Parameters:
    ///   - day: counted from the first day.
    ///   - second: of the day.
    mutating func settle(_ person: String, at facility: String, day: Int, second: Int, _ changes: Settlement = [:]) {
        let date = Self.date(day)
        let time = date + " " + [second / 3600, second / 60 % 60, second % 60].map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
        let number = String(rows.count)
        let id = "S" + String(repeating: "0", count: 7 - number.count) + number
        let digits = person.filter(\.isNumber)
        let born = 1940 + (Int(digits) ?? 0) * 7 % 60
        let row: Settlement = [
            "setl_id": id, "mdtrt_id": "M" + id, "psn_no": person, "gend": (Int(digits) ?? 0) % 2 == 0 ? "1" : "2", "brdy": "\(born)-05-06",
            "insutype": "310", "insu_admdvs": "320100", "fixmedins_code": facility, "fix_blng_admdvs": "320100",
            "med_type": facility.hasPrefix("P") ? "41" : "11", "begndate": date, "enddate": date, "setl_time": time, "dise_no": "I10.x00",
            "medfee_sumamt": "100.00", "inscp_amt": "90.00", "hifp_pay": "70.00", "fund_pay_sumamt": "70.00", "psn_pay": "30.00",
            "acct_pay": "20.00", "acct_mulaid_pay": "0.00", "cash_payamt": "10.00", "mdtrt_cert_type": "03", "opter_id": facility + "-1",
            "opt_time": time, "refd_setl_flag": "0", "setl_type": "2", "vali_flag": "1",
        ]
        rows.append(row.merging(changes) { $1 })
    }

    mutating func append(_ row: Settlement) { rows.append(row) }

    static func date(_ day: Int) -> String {
        let parts = Calendar.utc.dateComponents([.year, .month, .day], from: Date(timeIntervalSince1970: Double(firstDay + day) * 86_400))
        return [parts.year, parts.month, parts.day].map { ($0 ?? 0) < 10 ? "0\($0 ?? 0)" : "\($0 ?? 0)" }.joined(separator: "-")
    }

    /// Strangers `B0…` at six pharmacies and four clinics, by day and evening hours; the first pharmacy is the busiest.
    mutating func addTraffic(persons: Int = 800, visits: Int = 6_000, seed: UInt64 = 5) {
        var random = RandomStream(seed: seed, stream: "traffic")
        for _ in 0..<visits {
            let place = min(Int(random.exponential(rate: 0.4)), 9)
            let facility = place < 6 ? "P3201000000\(place)" : "H3201000000\(place)"
            let hour = random.chance(0.3) ? random.uniform(below: 3) + 17 : random.uniform(below: 12) + 8
            settle(
                "B\(random.uniform(below: persons))", at: facility, day: random.uniform(below: Self.dayCount),
                second: hour * 3600 + random.uniform(below: 3600),
                ["dise_no": ["I10.x00", "J06.900", "E11.900", "K29.500"][random.uniform(below: 4)], "opter_id": "\(facility)-\(random.uniform(below: 3))"])
        }
    }

    var csv: String { Self.csv(rows, columns: settlementColumns) }

    static func csv(_ rows: [Settlement], columns: [String]) -> String {
        ([columns] + rows.map { row in columns.map { row[$0] ?? "" } }).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    func write(to folder: String) throws {
        try write(csv, "setl_d.csv", folder)
        try writeRegistry(to: folder)
    }

    func writeRegistry(to folder: String) throws {
        guard !addresses.isEmpty else { return }
        let persons = Set(rows.map { $0["psn_no"] ?? "" }).sorted()
        try write(
            Self.csv(persons.map { ["psn_no": $0, "addr": addresses[$0] ?? "street of \($0)"] }, columns: ["psn_no", "addr"]), "psn_info_b.csv", folder)
    }

    func write(_ text: String, _ name: String, _ folder: String) throws {
        let path = URL(filePath: folder + "/" + name)
        try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: path)
    }

    func screening(scenarios: [String] = [], limit: Int = 50, threads: Int = 1) throws -> Screening {
        let folder = try TemporaryFolder()
        try write(to: folder.path)
        return try Screening(.folder(folder.path), scenarios: scenarios, limit: limit, threads: threads)
    }
}

extension Calendar {
    static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()
}

extension RandomStream {
    mutating func chance(_ probability: Double) -> Bool { uniform() < probability }
}

/// Six cards, eight dates, two pharmacies, within three minutes each, amid the traffic of strangers: oracle 1 of the handbook.
enum SixCards {
    static let members = (0..<6).map { "C90\($0)" }

    static func extract() -> SmallExtract {
        var extract = SmallExtract()
        extract.addTraffic()
        for turn in 0..<8 {
            for (place, member) in members.enumerated() {
                extract.settle(
                    member, at: turn % 2 == 0 ? "P32010000000" : "P32010000003", day: 4 + turn * 13, second: 36_000 + turn * 1_700 + place * 30)
            }
        }
        for place in 0..<600 { extract.addresses["B\(place)"] = "house \(place / 3)" }
        return extract
    }
}
