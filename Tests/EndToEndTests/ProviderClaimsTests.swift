import ADBC
import Claims
import Foundation
import Leads
import Testing

/// A public extract of another country through its mapping: no times of day, no registry of facilities.
@Suite struct ProviderClaimsTests {
    @Test func ranksWithoutTimesOfDay() throws {
        let folder = packageRoot.deletingLastPathComponent().appending(path: "shared/datasets/provider-claims").path
        guard FileManager.default.fileExists(atPath: folder) else {
            print("provider-claims test skipped: there is no ../shared/datasets/provider-claims beside the package")
            return
        }
        let yaml = try String(contentsOf: packageRoot.appending(path: "Datasets/mappings/provider-claims.yaml"), encoding: .utf8)
        let screening = try Screening(.folder(folder), mapping: ColumnMapping(yaml: yaml, name: "provider-claims.yaml"), limit: 100)
        let skipped = screening.outcome.record.skipped
        // Without times and fee lines these cannot run, and each says for want of what.
        #expect(skipped.map(\.scenario) == [
            "bed-days", "card-clustering", "checkup-admission", "gender-conflict", "impossible-doctor", "inventory-mismatch",
            "low-standard-admission", "paper-admission", "rule-hits", "trace-duplicate",
        ])
        #expect(skipped.first { $0.scenario == "card-clustering" }?.missing == ["setl_d.setl_time"])
        #expect(skipped.first { $0.scenario == "trace-duplicate" }?.missing.allSatisfy { $0.hasPrefix("drug_trac_d.") } == true)
        #expect(screening.outcome.quality.settlements.balances)
        #expect(screening.outcome.record.scenarios.first { $0.scenario == "facility-profile" }?.counts["subjects"] == 1_353)
        #expect(!screening.leads.isEmpty)

        // Claim ids and money from the files themselves.
        let connection = try EmbeddedDuckDB.open(temporaryDirectory: NSTemporaryDirectory())
        var money: [String: Int] = [:]
        var period = ("9999", "0000")
        for kind in ["Inpatient", "Outpatient"] {
            let stream = try connection.query("""
                SELECT ClaimID, CAST(InscClaimAmtReimbursed AS VARCHAR), CAST(ClaimStartDt AS VARCHAR), CAST(ClaimEndDt AS VARCHAR)
                FROM read_csv('\(folder)/*\(kind)data*.csv.gz', header = true, all_varchar = true)
                """)
            while let batch = try stream.next() {
                for row in 0..<batch.rowCount {
                    guard let id = batch.column(0).string(row), let paid = batch.column(1).string(row) else { continue }
                    money[id] = (Int(paid) ?? 0) * 100
                    for column in [2, 3] {
                        if let day = batch.column(column).string(row) { period = (min(period.0, day), max(period.1, day)) }
                    }
                }
            }
        }
        try expectContract(screening, settlements: money, period: period)
        #expect(screening.leads.allSatisfy { $0.evidence.allSatisfy { !$0.note.contains(":") } }, "no time of day is made up")
        #expect(screening.leads.flatMap(\.reasons).allSatisfy { !["night_share", "hour_burst_max", "off_hours_share"].contains($0.feature) })
    }
}
