/// Settlements of thirty persons at four facilities over two months, with three persons who settle together again and again: enough for
/// every scenario to run, small enough to be read in no time. The identifiers tell nothing but could be found in an output.
enum TinyExtract {
    static let header = "setl_id,psn_no,gend,brdy,fixmedins_code,med_type,begndate,enddate,setl_time,dise_no,medfee_sumamt,inscp_amt,hifp_pay,fund_pay_sumamt,psn_pay,acct_pay,cash_payamt,opter_id,refd_setl_flag,vali_flag"

    static let rowCount = 30 * 8 + 3 * 12

    static var rows: [String] {
        var rows: [String] = []
        func add(_ person: Int, _ facility: Int, month: Int, day: Int, second: Int, fen: Int) {
            let date = "2026-0\(month)-" + two(day)
            let time = two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60)
            let half = fen / 2
            rows.append([
                "S\(10_000 + rows.count)", "PERSON\(100 + person)", "\(1 + person % 2)", "19\(40 + person)-05-17", "P3399000000\(facility)", "41", date, date,
                "\(date) \(time)", "", yuan(fen), yuan(fen), yuan(half), yuan(half), yuan(fen - half), "0.00", yuan(fen - half), "OP\(facility)1", "0", "1",
            ].joined(separator: ","))
        }
        for person in 0..<30 {
            for visit in 0..<8 {
                add(person, (person + visit) % 4, month: 3 + visit / 4, day: 1 + (person * 3 + visit * 7) % 28,
                    second: 28_800 + (person * 977 + visit * 4_391) % 36_000, fen: 2_000 + (person * 37 + visit * 101) % 5_000)
            }
        }
        for day in 0..<12 {
            for person in 0..<3 { add(person, 1, month: 3 + day / 6, day: 2 + day % 6 * 4, second: 32_400 + day * 60 + person * 40, fen: 9_990 + person) }
        }
        return rows
    }

    static var text: String { text(rows) }

    static func text(_ rows: [String], header: String = header) -> String { ([header] + rows).map { $0 + "\n" }.joined() }

    /// The extract with one field of one row replaced; rows count from 1, as in messages.
    static func text(row: Int, column: String, _ value: String) -> String {
        var changed = rows
        var fields = changed[row - 1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let columns = header.split(separator: ",").map(String.init)
        if let place = columns.firstIndex(of: column) { fields[place] = value }
        changed[row - 1] = fields.joined(separator: ",")
        return text(changed)
    }

    private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    private static func yuan(_ fen: Int) -> String { "\(fen / 100)." + two(fen % 100) }
}
