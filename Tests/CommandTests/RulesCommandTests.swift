import Foundation
import Testing

@Suite struct RulesCommandTests {
    private func list(_ text: String) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    private let add = [
        "rules", "add", "--pack", "local.yaml", "--title", "一日限一次", "--title-en", "once a day", "--article", "第三十八条", "--owner", "检查一组",
        "--source", "2026年第3次飞检", "--date", "2026-11-22",
    ]
    private let frequency = ["--shape", "frequency", "--item", "001216000010100", "--limit", "1", "--window", "day"]

    @Test func whatAnInspectionFoundIsARuleTheSameEvening() throws {
        let workplace = try Workplace()
        let first = try workplace.run(add + frequency)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("frequency-001216000010100-day") && first.output.contains("version 1"))
        let second = try workplace.run(add + ["--shape", "item-sex", "--item", "003313*", "--sex", "2", "--result", "violation"])
        #expect(second.output.contains("version 2"))
        let rules = try list(workplace.run("rules", "list", "--pack", "local.yaml", "--json").output)
        #expect(rules.map { $0["id"] as? String } == ["frequency-001216000010100-day", "item-sex-003313-settlement"])
        #expect(rules.map { $0["result"] as? String } == ["可疑", "违规"])
        #expect(rules.allSatisfy { $0["pack_version"] as? Int == 2 && $0["owner"] as? String == "检查一组" })
        #expect(try workplace.contents() == ["local.yaml", "tmp"])
    }

    @Test func duplicatesAndFaultsLeaveThePackAsItWas() throws {
        let workplace = try Workplace()
        _ = try workplace.run(add + frequency)
        let before = try workplace.text("local.yaml")
        for (arguments, words) in [
            (frequency, "already"), (["--shape", "frequency", "--item", "001216000010100", "--limit", "2", "--window", "day", "--id", "twice"], "says this already"),
            (["--shape", "price", "--item", "X"], "ceiling"), (["--shape", "item-pair", "--item", "X"], "with_items"),
            (["--shape", "item-sex", "--item", "X", "--sex", "2", "--date", "20260301-01-01"], "the date must be like 2026-01-31"),
        ] {
            let run = try workplace.run(add + arguments)
            #expect(run.status == 2)
            #expect(run.errors.contains(words), "\(run.errors)")
            #expect(try workplace.text("local.yaml") == before)
        }
        #expect(try workplace.run(add + ["--shape", "round", "--item", "X"]).status == 64)
        #expect(try workplace.run("rules", "list", "--pack", "none.yaml").status == 2)
    }

    @Test func tryingAPackShowsHitsAndWritesNothing() throws {
        let workplace = try Workplace()
        _ = try workplace.run(add + frequency)
        try workplace.write("town/setl_d.csv", """
            setl_id,psn_no,fixmedins_code,med_type,begndate,enddate,setl_time,medfee_sumamt,fund_pay_sumamt,vali_flag
            S1,A1,H33990000001,11,2026-03-02,2026-03-02,2026-03-02 10:00:00,80,50,1
            S2,A2,H33990000001,11,2026-03-02,2026-03-02,2026-03-02 11:00:00,40,30,1

            """)
        try workplace.write("town/fee_list_d.csv", """
            bkkp_sn,setl_id,fee_ocur_time,med_list_codg,cnt,det_item_fee_sumamt,inscp_amt,vali_flag
            L1,S1,2026-03-02 09:50:00,001216000010100,4,80,60,1
            L2,S2,2026-03-02 10:50:00,001216000010100,1,40,40,1

            """)
        let run = try workplace.run("rules", "test", "--pack", "local.yaml", "town", "--json")
        #expect(run.status == 0, "\(run.errors)")
        let trial = try #require(list(run.output).first)
        #expect(trial["hits"] as? Int == 1)
        #expect(trial["persons"] as? Int == 1)
        #expect(trial["amount"] as? Double == 45)
        let rows = try #require(trial["evidence"] as? [[String: Any]])
        #expect(rows.map { $0["line"] as? String } == ["L1"])
        let text = try workplace.run("rules", "test", "--pack", "local.yaml", "town", "--rule", "frequency-001216000010100-day")
        #expect(text.output.contains("45.00"))
        #expect(text.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try workplace.run("rules", "test", "--pack", "local.yaml", "town", "--rule", "none").errors.contains("no rule `none`"))
        #expect(try workplace.contents().sorted() == ["local.yaml", "tmp", "town", "town/fee_list_d.csv", "town/setl_d.csv"])
    }
}
