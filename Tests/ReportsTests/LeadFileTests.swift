import Features
import Foundation
import Leads
import Reports
import Testing

@Suite struct CSVLeadWriterTests {
    private func csv(_ leads: [Lead], english: Bool = false) throws -> String {
        let folder = try TemporaryFolder()
        try CSVLeadWriter().write(SampleOutcome.outcome(leads), language: english ? .en : .zh, to: folder.path("leads.csv"))
        return try folder.text("leads.csv")
    }

    static let header = "rank,lead_id,scenario,subject_kind,subject_id,members,facilities,period_start,period_end,score,p_value,q_value,risk_level,amount_at_risk,peer_group,peer_n,reasons\n"

    @Test func aLeadIsThisText() throws {
        let expected = Self.header
            + "1,L0123456789abcdef,card-clustering,card_group,G00aa11bb22cc33dd,P001;P002;P003,H32010000001;P32010000002,2025-01-03,2025-06-28,"
            + "98.75,1e-09,0.004,high,12345.60,同机构同时段客流,2000,同时刷卡的次数 84 次（同类中位数 3，P99 9）；同时刷卡的占比 87.5%。\n"
        #expect(try csv([SampleOutcome.lead()]) == expected)
    }

    @Test func textThatNeedsQuotesIsQuotedAndFormulasAreDisarmed() throws {
        let lead = try SampleOutcome.lead([
            "subject_id": "=1+1", "members": ["A\"B", "C\"\u{301}"], "peer_group": "=HYPERLINK(\"x\"),y", "p_value": NSNull(), "q_value": NSNull(), "peer_n": 0,
            "reasons": [SampleOutcome.reason("f", "-visits", 1234567.5, "yuan", 10, nil, 1)],
        ])
        let expected = Self.header
            + "1,L0123456789abcdef,card-clustering,card_group,=1+1,\"A\"\"B;C\"\"\u{301}\",H32010000001;P32010000002,2025-01-03,2025-06-28,98.75,,,high,12345.60,"
            + "\"'=HYPERLINK(\"\"x\"\"),y\",0,\"'-visits: 1,234,567.50 yuan (peer median 10.00).\"\n"
        #expect(try csv([lead], english: true) == expected)
    }

    @Test func anEmptyListIsAHeader() throws {
        #expect(try csv([]) == Self.header)
    }
}

@Suite struct JSONLinesLeadWriterTests {
    private static let fields: Set<String> = [
        "rank", "lead_id", "scenario", "subject_kind", "subject_id", "members", "facilities", "period_start", "period_end", "score", "p_value",
        "q_value", "risk_level", "amount_at_risk", "peer_group", "peer_n", "reasons", "evidence", "referral", "exemptions", "checked",
    ]

    private func lines(_ leads: [Lead]) throws -> [String] {
        let folder = try TemporaryFolder()
        try JSONLinesLeadWriter().write(SampleOutcome.outcome(leads), language: .zh, to: folder.path("leads.jsonl"))
        let text = try folder.text("leads.jsonl")
        #expect(leads.isEmpty ? text.isEmpty : text.hasSuffix("}\n"))
        return text.split(separator: "\n").map(String.init)
    }

    @Test func linesReadBackAsTheLeads() throws {
        let leads = [try SampleOutcome.lead(), try SampleOutcome.lead(["rank": 2, "p_value": NSNull(), "subject_id": "a/b\n\"c\""])]
        let lines = try lines(leads)
        #expect(lines.count == 2)
        #expect(try lines.map { try JSONDecoder().decode(Lead.self, from: Data($0.utf8)) } == leads)
        #expect(lines[1].contains("a/b"))
    }

    @Test func everyFieldOfTheContractIsThereAndKeysAreSorted() throws {
        var lead = try SampleOutcome.lead(["p_value": NSNull(), "q_value": NSNull()])
        lead.reasons[0].value = .nan
        lead.score = .infinity
        let line = try #require(try lines([lead]).first)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(Self.fields.isSubset(of: object.keys))
        for key in ["p_value", "q_value", "score"] { #expect(object[key] is NSNull) }
        let reasons = try #require(object["reasons"] as? [[String: Any]])
        for reason in reasons {
            #expect(Set(reason.keys) == ["feature", "title", "value", "unit", "peer_median", "peer_p99", "contribution"])
        }
        #expect(reasons[0]["value"] is NSNull)
        #expect(reasons[1]["peer_p99"] is NSNull)
        // Top-level keys that no nested object has.
        let keys = ["amount_at_risk", "checked", "evidence", "lead_id", "members", "p_value", "q_value", "rank", "reasons", "score", "subject_id"]
        let places = keys.compactMap { line.range(of: "\"\($0)\":")?.lowerBound }
        #expect(places.count == keys.count && places == places.sorted())
    }
}

@Suite struct SuppressionWriterTests {
    /// A reason of the models or the methods is in the reader's language; one that somebody wrote stays as it was written.
    @Test(arguments: [(language: Language.zh, reason: "同一疗程"), (.en, "one course")]) func reasonsAreInTheLanguageAskedFor(language: Language, reason: String) throws {
        var outcome = try SampleOutcome.outcome([])
        func suppression(_ zh: String, _ en: String) throws -> Suppression {
            let fields: [String: Any] = [
                "scenario": "frequent-visits", "subjectKind": "patient", "subjectID": "P001", "exemption": "one-course",
                "reason": ["zh": zh, "en": en], "owner": "data team", "expires": "",
            ]
            return try JSONDecoder().decode(Suppression.self, from: JSONSerialization.data(withJSONObject: fields))
        }
        outcome.record.scenarios[0].suppressed = [try suppression("同一疗程", "one course"), try suppression("cleared, on site", "cleared, on site")]
        let folder = try TemporaryFolder()
        try SuppressionWriter().write(outcome, language: language, to: folder.path("suppressed.csv"))
        #expect(try folder.text("suppressed.csv") == """
            scenario,subject_kind,subject_id,exemption,settlements,reason,owner,expires
            frequent-visits,patient,P001,one-course,,\(reason),data team,
            frequent-visits,patient,P001,one-course,,"cleared, on site",data team,

            """)
    }
}

@Suite struct RecordTests {
    @Test func keysAreInSnakeCaseAndKeysOfTablesStayWhatTheyAre() throws {
        let folder = try TemporaryFolder()
        let outcome = try SampleOutcome.outcome([SampleOutcome.lead()])
        try RunRecordWriter().write(outcome, language: .zh, to: folder.path("run.json"))
        try DataQualityWriter().write(outcome, language: .zh, to: folder.path("data-quality.json"))
        let run = try folder.text("run.json")
        #expect(run.contains("\"peak_memory_bytes\" : 1048576") && run.contains("\"card-clustering\" : {") && run.hasSuffix("}\n"))
        let quality = try folder.text("data-quality.json")
        #expect(quality.contains("\"message_chinese\" : \"集中补录\"") && quality.contains("\"columns_found\""))
        #expect(!run.contains("peakMemory") && !quality.contains("rowsRead"))
    }
}
