import ADBC
import Claims
import Foundation

/// A temporary folder that a test fills with the files of an extract; gone with the test.
final class ExtractFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "claims-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws { try write(name, bytes: Array(text.utf8)) }

    func write(_ name: String, bytes: [UInt8]) throws {
        let target = path + "/" + name
        try FileManager.default.createDirectory(atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: target))
    }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path + "/" + name))) }

    /// Replaces a file by its gzip archive.
    func compress(_ name: String) throws { try run(["gzip", "-f", path + "/" + name]) }

    /// Rewrites a UTF-8 file in GB18030.
    func toGB18030(_ name: String) throws {
        try run(["iconv", "-f", "UTF-8", "-t", "GB18030", "-o", path + "/" + name + ".gb", path + "/" + name])
        try FileManager.default.removeItem(atPath: path + "/" + name)
        try FileManager.default.moveItem(atPath: path + "/" + name + ".gb", toPath: path + "/" + name)
    }

    /// Writes a Parquet file of a query's rows.
    func parquet(_ name: String, _ query: String) throws {
        let connection = try EmbeddedDuckDB.open(temporaryDirectory: path)
        try connection.execute("SET TimeZone = 'Asia/Shanghai'")
        try connection.execute("COPY (\(query)) TO \(quotedLiteral(path + "/" + name)) (FORMAT parquet)")
    }

    private func run(_ command: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw ClaimsError("\(command[0]) ended with status \(process.terminationStatus)") }
    }

    func read(
        mapping: ColumnMapping? = nil, tables: Set<String> = [], checksAllTables: Bool = false, thresholds: [String: Double] = [:]
    ) throws -> (store: ClaimStore, quality: DataQuality) {
        try read(.folder(path), mapping: mapping, tables: tables, checksAllTables: checksAllTables, thresholds: thresholds)
    }

    func read(
        _ location: ExtractLocation, mapping: ColumnMapping? = nil, tables: Set<String> = [], checksAllTables: Bool = false,
        thresholds: [String: Double] = [:]
    ) throws -> (store: ClaimStore, quality: DataQuality) {
        var options = try Self.options()
        options.mapping = mapping
        options.tables = tables
        options.checksAllTables = checksAllTables
        for (name, value) in thresholds { try options.thresholds.set(name, to: value) }
        return try ExtractReader(location, options: options).read()
    }

    /// What stops the reading, in words.
    func failure(mapping: ColumnMapping? = nil, checksAllTables: Bool = false) -> String {
        do {
            _ = try read(mapping: mapping, checksAllTables: checksAllTables)
            return "nothing stopped the reading"
        } catch {
            return String(describing: error)
        }
    }

    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String { try String(contentsOf: package.appending(path: path), encoding: .utf8) }

    static func options() throws -> ExtractReader.Options {
        ExtractReader.Options(
            careClasses: try CareClassTable(csv: text("Datasets/codes/med_type.csv")),
            calendar: try HolidayCalendar(csv: text("Datasets/calendars/holidays-cn.csv")),
            thresholds: ThresholdTable([
                "quarantined_share_limit": 0.01, "stray_date_gap_days": 180, "stray_date_share": 0.001, "negative_refund_share": 0.2,
                "identity_tolerance_fen": 1, "identity_failure_limit": 0.01, "maximum_age_years": 120,
                "batch_entry_gap_seconds": 60, "batch_entry_persons": 10, "batch_entry_days": 3, "batch_entry_share": 0.5,
                "line_without_settlement_share": 0.01, "placeholder_doctor_share": 0.05, "placeholder_doctor_lines": 20, "mismapped_code_one_sex_share": 0.98,
                "mismapped_code_other_sex_share": 0.5, "mismapped_code_lines": 20,
            ].mapValues { Threshold(value: $0, unit: "", reason: "", owner: "test") }))
    }
}

/// A row of `setl_d` as text by column; what a test does not name has a value that is right.
typealias Row = [String: String]

let settlementColumns = [
    "setl_id", "mdtrt_id", "psn_no", "gend", "brdy", "insutype", "emp_no", "insu_admdvs", "fixmedins_code", "fix_blng_admdvs", "med_type",
    "begndate", "enddate", "setl_time", "dise_no", "medfee_sumamt", "inscp_amt", "hifp_pay", "fund_pay_sumamt", "psn_pay", "acct_pay",
    "acct_mulaid_pay", "cash_payamt", "mdtrt_cert_type", "opter_id", "opt_time", "refd_setl_flag", "setl_type", "vali_flag",
]

/// A settlement of 100.00: 70.00 by the funds, 20.00 from the account, 10.00 in cash.
func settlement(_ id: String, person: String = "P1", facility: String = "H32010000001", at time: String = "2026-03-02 09:15:30", _ changes: Row = [:]) -> Row {
    let day = String(time.prefix(10))
    let row: Row = [
        "setl_id": id, "mdtrt_id": "M" + id, "psn_no": person, "gend": "1", "brdy": "1970-05-06", "insutype": "310", "emp_no": "E9",
        "insu_admdvs": "320100", "fixmedins_code": facility, "fix_blng_admdvs": "320100", "med_type": "11", "begndate": day, "enddate": day,
        "setl_time": time, "dise_no": "", "medfee_sumamt": "100.00", "inscp_amt": "90.00", "hifp_pay": "70.00", "fund_pay_sumamt": "70.00",
        "psn_pay": "30.00", "acct_pay": "20.00", "acct_mulaid_pay": "0.00", "cash_payamt": "10.00", "mdtrt_cert_type": "03", "opter_id": "O1",
        "opt_time": time, "refd_setl_flag": "0", "setl_type": "2", "vali_flag": "1",
    ]
    return row.merging(changes) { $1 }
}

/// The same with all amounts negated and the refund flag set.
func refund(_ id: String, person: String = "P1", facility: String = "H32010000001", at time: String, amount: String = "100.00", _ changes: Row = [:]) -> Row {
    settlement(id, person: person, facility: facility, at: time, [
        "medfee_sumamt": "-" + amount, "inscp_amt": "-90.00", "hifp_pay": "-70.00", "fund_pay_sumamt": "-70.00", "psn_pay": "-30.00",
        "acct_pay": "-20.00", "cash_payamt": "-10.00", "refd_setl_flag": "1",
    ].merging(changes) { $1 })
}

/// CSV text of rows, each field quoted where it must be.
func csv(_ rows: [Row], columns: [String] = settlementColumns, newline: String = "\n") -> String {
    let lines = [columns] + rows.map { row in columns.map { row[$0] ?? "" } }
    return lines.map { $0.map(field).joined(separator: ",") + newline }.joined()
}

private func field(_ text: String) -> String {
    text.contains { $0 == "," || $0 == "\"" || $0.isNewline } ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
}

/// CSV text of `fee_list_d`, numbered by place.
func feeLines(
    _ lines: [(setl: String, facility: String, doctor: String, item: String, local: String, amount: String, valid: String)]
) -> String {
    "feedetl_sn,setl_id,fixmedins_code,bilg_dr_code,med_list_codg,medins_list_codg,det_item_fee_sumamt,vali_flag\n"
        + lines.enumerated().map { place, line in
            "L\(place),\(line.setl),\(line.facility),\(line.doctor),\(line.item),\(line.local),\(line.amount),\(line.valid)\n"
        }.joined()
}

/// A dozen settlements of several persons and facilities, in no order.
let severalRows: [Row] = (0..<12).map { number in
    settlement(
        "S\(100 + number * 7 % 12)", person: "P\(number % 5)", facility: "\(number % 3 == 0 ? "P" : "H")3201000000\(number % 4)",
        at: "2026-03-\(10 + number * 5 % 12) 0\(number % 10):1\(number % 6):0\(number % 7)",
        ["gend": number % 5 % 2 == 0 ? "1" : "2", "medfee_sumamt": "\(100 + number).\(10 + number)", "emp_no": number % 4 == 0 ? "" : "E\(number % 3)",
         "med_type": ["11", "21", "41", "140104"][number % 4], "dise_no": number % 2 == 0 ? "M01600" : ""])
}
