import ADBC
import Foundation
import Leads
import Testing

/// What the extract contract promises of every list of leads, checked on a list.
///
/// - Parameters:
///   - settlements: fund money in fen of every settlement of the extract, by `setl_id`.
///   - keys: the keys of the other tables that evidence may name.
func expectContract(
    _ screening: Screening, settlements: [String: Int], keys: [String: Set<String>] = [:], period: (String, String),
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let leads = screening.leads
    let fields: Set<String> = [
        "rank", "lead_id", "scenario", "subject_kind", "subject_id", "members", "facilities", "period_start", "period_end", "score", "p_value",
        "q_value", "risk_level", "amount_at_risk", "peer_group", "peer_n", "reasons", "evidence", "referral", "exemptions", "checked",
    ]
    for line in screening.jsonl.split(separator: UInt8(ascii: "\n")) {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any], sourceLocation: sourceLocation)
        #expect(fields.subtracting(object.keys).isEmpty, sourceLocation: sourceLocation)
    }
    #expect(leads.map(\.rank) == leads.indices.map { $0 + 1 }, sourceLocation: sourceLocation)
    #expect(leads.map(\.score) == leads.map(\.score).sorted(by: >), sourceLocation: sourceLocation)
    #expect(Set(leads.map(\.leadID)).count == leads.count, sourceLocation: sourceLocation)
    let listed = Set(leads.map(\.leadID))
    var counted: Set<String> = []
    var folded: Set<String> = []
    for lead in leads {
        let name = "\(lead.rank) \(lead.scenario) \(lead.subjectID)"
        func expect(_ condition: Bool, _ what: String) { #expect(condition, "\(name): \(what)", sourceLocation: sourceLocation) }
        expect((0...100).contains(lead.score), "score \(lead.score)")
        expect(lead.members == Set(lead.members).sorted(), "members sorted, each once")
        expect(lead.facilities == Set(lead.facilities).sorted() && !lead.facilities.isEmpty, "facilities sorted, each once")
        expect(lead.subjectKind != .cardGroup || lead.members.count >= 3, "a group has members")
        expect(lead.periodStart <= lead.periodEnd && lead.periodStart >= period.0 && lead.periodEnd <= period.1, "period \(lead.periodStart) to \(lead.periodEnd)")
        // A contradiction needs neither statistic nor peers.
        if let p = lead.pValue, let q = lead.qValue {
            expect(p > 0 && p <= q && q <= 1, "p \(p), q \(q)")
            expect(lead.peerN > 0 && !lead.peerGroup.isEmpty, "peers")
        } else {
            expect(lead.riskBasis.contains("客观矛盾"), "no probability without a contradiction")
        }
        expect(!lead.reasons.isEmpty && lead.reasons.allSatisfy { $0.contribution.isFinite && $0.value.isFinite && !$0.title.isEmpty }, "reasons")
        expect(!lead.referral.isEmpty && !lead.checked.isEmpty && !lead.notice.isEmpty, "referral, checks, notice")
        expect(lead.evidenceCount > 0 && lead.evidence.count == min(100, lead.evidenceCount), "evidence")
        expect(lead.evidence.allSatisfy { $0.table == "setl_d" ? settlements[$0.key] != nil : keys[$0.table]?.contains($0.key) ?? false }, "evidence keys exist")
        expect(Set(lead.evidence.map { $0.table + $0.key + $0.note }).count == lead.evidence.count, "evidence once")
        let isOfSettlements = lead.evidence.allSatisfy { $0.table == "setl_d" }
        expect(lead.amountAtRisk <= lead.amountGross, "amount at risk within the gross amount")
        // Where all rows are shown, the money can be counted again from the extract.
        if lead.evidenceCount == lead.evidence.count, isOfSettlements {
            let fen = lead.evidence.reduce(0) { $0 + (settlements[$1.key] ?? 0) }
            // Evidence may show more than what is at risk, such as the stay before the one that came too soon.
            expect(Int((lead.amountGross * 100).rounded()) <= fen, "gross amount is within the sum of its settlements")
        }
        if leads.allSatisfy({ lead in lead.evidenceCount == lead.evidence.count && lead.evidence.allSatisfy { $0.table == "setl_d" } && lead.scenario != "split-admission" }) {
            let fresh = lead.evidence.filter { counted.insert($0.key).inserted }.reduce(0) { $0 + (settlements[$1.key] ?? 0) }
            expect(Int((lead.amountAtRisk * 100).rounded()) == fresh, "each settlement counted once")
        }
        for id in lead.relatedLeads where !listed.contains(id) { folded.insert(id) }
        expect(!lead.relatedLeads.contains(lead.leadID), "not related to itself")
    }
    func isChinese(_ text: String) -> Bool { text.unicodeScalars.contains { ("\u{4E00}"..."\u{9FFF}").contains($0) } }
    for suppression in screening.outcome.record.scenarios.flatMap(\.suppressed) {
        let reason = suppression.reason
        #expect(isChinese(reason.zh) && !reason.en.isEmpty && !isChinese(reason.en), "\(suppression.exemption): \(reason)", sourceLocation: sourceLocation)
    }
    #expect(folded.count <= screening.outcome.record.foldedLeads, "related leads are listed or folded", sourceLocation: sourceLocation)
    for (name, data) in screening.files {
        #expect(!holdsIdentityNumber(String(decoding: data, as: UTF8.self)), "an identity number in \(name)", sourceLocation: sourceLocation)
    }
}

/// Whether a text holds an 18-character resident identity number with a right check character (GB 11643—1999).
func holdsIdentityNumber(_ text: String) -> Bool {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let checks = Array("10X98765432".utf8)
    func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    for run in text.utf8.split(whereSeparator: { !isDigit($0) && $0 != UInt8(ascii: "X") }) where run.count == 18 {
        let bytes = Array(run)
        guard bytes.prefix(17).allSatisfy(isDigit) else { continue }
        let digits = bytes.prefix(17).map { Int($0) - 48 }
        let year = digits[6] * 1000 + digits[7] * 100 + digits[8] * 10 + digits[9]
        let month = digits[10] * 10 + digits[11]
        guard (1900...2030).contains(year), (1...12).contains(month) else { continue }
        if checks[zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } % 11] == bytes[17] { return true }
    }
    return false
}

/// `setl_id` → fund money in fen, and the first and last day, of a CSV without quotes.
func settlements(ofCSV path: String) throws -> (money: [String: Int], period: (String, String)) {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var money: [String: Int] = [:]
    var period = ("9999", "0000")
    var place: [Substring: Int] = [:]
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
        let fields = Substring(line).split(separator: ",", omittingEmptySubsequences: false)
        if place.isEmpty {
            place = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1, $0) })
            continue
        }
        let parts = fields[place["fund_pay_sumamt"]!].drop { $0 == "-" }.split(separator: ".")
        let fen = parts.count == 2 ? (Int(parts[0]) ?? 0) * 100 + (Int(parts[1]) ?? 0) : 0
        money[String(fields[place["setl_id"]!])] = fields[place["fund_pay_sumamt"]!].hasPrefix("-") ? -fen : fen
        let day = String(fields[place["setl_time"]!].prefix(10))
        if day.count == 10, day.contains("-") { period = (min(period.0, day), max(period.1, day)) }
    }
    return (money, period)
}

/// The keys of the tables beside `setl_d` of an extract in CSV, by table.
func otherKeys(ofCSV folder: String) throws -> [String: Set<String>] {
    let columns = [
        "fee_list_d": "bkkp_sn", "mdtrt_d": "mdtrt_id", "drug_trac_d": "drug_trac_codg", "drug_inv_d": "fixmedins_code",
        "opsp_reg_d": "psn_no", "psn_info_b": "psn_no",
    ]
    let connection = try EmbeddedDuckDB.open(temporaryDirectory: NSTemporaryDirectory())
    var keys: [String: Set<String>] = [:]
    for (table, column) in columns {
        let stream = try connection.query("SELECT DISTINCT \(column) FROM read_csv('\(folder)/\(table).csv', header = true, all_varchar = true)")
        while let batch = try stream.next() {
            for row in 0..<batch.rowCount { if let key = batch.column(0).string(row) { keys[table, default: []].insert(key) } }
        }
    }
    return keys
}
