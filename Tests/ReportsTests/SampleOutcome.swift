import Claims
import Foundation
import Leads

/// A small outcome made by hand: what a run would hand to the writers.
enum SampleOutcome {
    static func lead(_ changes: [String: Any] = [:]) throws -> Lead {
        var fields: [String: Any] = [
            "rank": 1, "lead_id": "L0123456789abcdef", "scenario": "card-clustering", "title": "卡聚集", "subject_kind": "card_group",
            "subject_id": "G00aa11bb22cc33dd", "members": ["P001", "P002", "P003"], "facilities": ["H32010000001", "P32010000002"],
            "period_start": "2025-01-03", "period_end": "2025-06-28", "score": 98.75, "p_value": 1e-9, "q_value": 0.004,
            "risk_level": "high", "risk_basis": "两个模型，金额一万元以上", "amount_at_risk": 12345.6, "amount_gross": 15000.0,
            "peer_group": "同机构同时段客流", "peer_n": 2000,
            "reasons": [
                reason("joint_links", "同时刷卡的次数", 84, "次", 3, 9, 8.2),
                reason("joint_share", "同时刷卡的占比", 0.875, "占比", nil, nil, 0),
            ],
            "evidence": [["table": "setl_d", "key": "S0001", "note": "2025-01-03 09:14:02 H32010000001，基金支付 120.50 元"]],
            "evidence_count": 252,
            "referral": [["authority": "医疗保障行政部门", "article": "《条例》第四十一条", "request": "监控录像、购药小票"]],
            "exemptions": [], "checked": [["explanation": "家庭成员代购", "result": "不属同一住址"]],
            "related_leads": [], "notice": "本线索为数据疑点，仅供核查，不作为违法认定。",
        ]
        fields.merge(changes) { $1 }
        return try JSONDecoder().decode(Lead.self, from: JSONSerialization.data(withJSONObject: fields))
    }

    static func reason(
        _ feature: String, _ title: String, _ value: Double, _ unit: String, _ median: Double?, _ p99: Double?, _ contribution: Double
    ) -> [String: Any] {
        var fields: [String: Any] = ["feature": feature, "title": title, "value": value, "unit": unit, "contribution": contribution]
        fields["peer_median"] = median
        fields["peer_p99"] = p99
        return fields
    }

    static func outcome(_ leads: [Lead]) throws -> ScreeningRun.Outcome {
        let record = """
            {"engineVersion": "0.1.0", "startedAt": "2025-07-01T08:00:00Z", "seed": 1, "threads": 2, "language": "zh", "blasCore": "Haswell",
             "inputs": [{"name": "setl_d.parquet", "bytes": 1024, "sha256": "00ff"}], "models": [], "thresholds": {"card-clustering": {"window_seconds": 300}},
             "scenarios": [{"scenario": "card-clustering", "version": 1, "candidates": 2, "counts": {}, "suppressed": [], "exemptions": [], "laws": []}], "expiredExemptions": [], "skipped": [],
             "settlements": \(try text(SettlementReconciliation())), "balances": true, "leads": \(leads.count), "foldedLeads": 0,
             "beyondLimit": 0, "stages": [{"name": "read", "seconds": 1.5}], "peakMemoryBytes": 1048576}
            """
        return try ScreeningRun.Outcome(leads: leads, quality: quality(), record: JSONDecoder().decode(RunRecord.self, from: Data(record.utf8)))
    }

    private static func quality() throws -> DataQuality {
        let json = """
            {"tables": [{"table": "setl_d", "files": [{"name": "setl_d.csv", "rows": 1200, "encoding": "UTF-8"}], "rowsRead": 1200,
              "rowsQuarantined": 3, "columnsFound": {"setl_id": "setl_id"}, "columnsMissing": ["opter_id"], "columnsUnknown": [],
              "identityColumnsNotRead": ["certno"], "quarantined": [{"reason": "amount unreadable", "column": "medfee_sumamt", "rows": 3,
              "expected": "yuan", "advice": "export again", "examples": [{"file": "setl_d.csv", "position": "line 7", "found": "AA9"}]}],
              "droppedValues": []}],
             "period": {"start": "2025-01-01", "end": "2025-06-30"}, "settlements": \(try text(SettlementReconciliation())),
             "identities": [{"name": "fund + person = total", "tested": 1197, "failed": 2, "holds": true, "examples": ["S0009"]}],
             "findings": [{"kind": "batch-entry", "facility": "H32010000009", "count": 40, "of": 60, "messageChinese": "集中补录",
              "messageEnglish": "entered in batches", "examples": []}],
             "scenarios": [{"scenario": "card-clustering", "runs": true, "missing": []}],
             "gate": {"quarantinedShare": 0.0025, "limit": 0.05, "passed": true}}
            """
        return try JSONDecoder().decode(DataQuality.self, from: Data(json.utf8))
    }

    private static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
}

/// A folder of a test's own, gone with the test.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(component: "xiezhi-reports-\(UInt32.random(in: .min ... .max))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Every file and folder below, hidden ones too, by relative path.
    func contents() throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted() }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}
