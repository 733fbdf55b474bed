import Foundation
import Testing

/// What stands around the list: review and sample, what-if, exemptions, expansion, lists apart.
@Suite struct AroundTheListTests {
    private func ranked(_ arguments: String...) throws -> Workplace {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        try workplace.run(["rank", "extract", "--out", "leads", "--lang", "en"] + arguments).expectSuccess()
        return workplace
    }

    private func leads(_ workplace: Workplace, _ folder: String = "leads") throws -> [[String: Any]] {
        try workplace.text("\(folder)/leads.jsonl").split(separator: "\n").map { try JSON.object(String($0)) }
    }

    // MARK: review-sample

    @Test func everySettlementHasAVerdictAndTheSampleCanBeDerivedWithOtherTools() throws {
        let workplace = try ranked()
        let run = try workplace.run("review-sample", "leads", "--seed", "7", "--batch", "B")
        run.expectSuccess()
        #expect(run.output.contains("coverage 100.00 %"))
        let record = try workplace.json("leads/review.json")
        #expect(record["coverage"] as? Double == 1 && record["records"] as? Int == TinyExtract.rowCount)
        #expect(try workplace.text("leads/verdicts.csv").split(separator: "\n").count == TinyExtract.rowCount + 1)
        let strata = try #require(record["strata"] as? [[String: Any]])
        for stratum in strata {
            let passed = try #require(stratum["passed"] as? Int)
            #expect(stratum["drawn"] as? Int == max(1, (passed + 19) / 20))
        }
        // By sha256sum and sort alone, for the stratum that the first line of the sample is of.
        let script = """
            facility=$(sed -n 2p leads/review-sample.csv | cut -d, -f2)
            n=$(grep -c ",$facility," leads/review-sample.csv)
            for id in $(grep ',pass,' leads/verdicts.csv | cut -d, -f1); do
              grep -q "^$id,[^,]*,[^,]*,[^,]*,$facility," extract/setl_d.csv && echo "$(printf '7:B:%s' $id | sha256sum | cut -d' ' -f1) $id"
            done | sort | head -$n | cut -d' ' -f2 > derived
            grep ",$facility," leads/review-sample.csv | cut -d, -f1 | diff - derived
            """
        try workplace.run([], shell: script).expectSuccess()
        let sample = try workplace.text("leads/review-sample.csv")
        try workplace.run("review-sample", "leads", "extract", "--seed", "7", "--batch", "B", "--out", "again").expectSuccess()
        #expect(try workplace.text("again/review-sample.csv") == sample)
    }

    @Test func outcomesComeBack() throws {
        let workplace = try ranked()
        try workplace.run("review-sample", "leads", "--seed", "7").expectSuccess()
        let lines = try workplace.text("leads/review-sample.csv").split(separator: "\n").map(String.init)
        let filled = [lines[0]] + lines.dropFirst().enumerated().map { $0.element + ($0.offset == 0 ? "suspect" : "pass") }
        try workplace.write("filled.csv", filled.joined(separator: "\n") + "\n")
        let run = try workplace.run("review-sample", "leads", "--seed", "7", "--outcomes", "filled.csv", "--json")
        run.expectSuccess()
        let outcome = try #require(try JSON.object(run.output)["outcome"] as? [String: Any])
        #expect(outcome["suspect"] as? Int == 1 && outcome["reviewed"] as? Int == lines.count - 1)
        let lower = try #require(outcome["wilson_lower"] as? Double)
        #expect(lower > 0 && lower < 1 / Double(lines.count - 1))
        try workplace.run("review-sample", "leads", "--seed", "8", "--outcomes", "filled.csv").expectFailure(2, "not in the sample")
    }

    @Test func rowsThatAreNoClaimsAreSkippedWithTheReason() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text(row: 7, column: "medfee_sumamt", "many"))
        try workplace.run("rank", "extract", "--out", "leads").expectSuccess()
        let run = try workplace.run("review-sample", "leads", "--seed", "1", "--verdicts", "csv")
        run.expectSuccess()
        #expect(run.output.contains("1 unreadable") && run.output.contains("coverage 100.00 %"))
        #expect(try workplace.text("leads/verdicts.csv").contains("S10006,skipped,,unreadable\n"))
    }

    /// As many rows were set aside for the review as for the run, and as many are too many.
    @Test func theDataGateFailsTheReviewButItIsThere() throws {
        let workplace = try Workplace()
        let rows = TinyExtract.rows.enumerated().map { number, row in
            number < 10 ? row.replacing(/,\d+\.\d\d,/, maxReplacements: 1) { _ in ",many," } : row
        }
        try workplace.write("extract/setl_d.csv", TinyExtract.text(rows))
        #expect(try workplace.run("rank", "extract", "--out", "leads", "--scenario", "card-clustering").status == 1)
        let run = try workplace.run("review-sample", "leads", "--seed", "7", "--quiet")
        #expect(run.status == 1 && run.output.contains("coverage 100.00 %"), "\(run.errors)")
        #expect(run.errors == """
            xiezhi: the data gate failed: 3.62 % of the settlements were set aside, the limit is 1 %; the results are complete for the rest, \
            but have the extract mended (`xiezhi check` names the rows)

            """)
        #expect(workplace.exists("leads/review.json"))
        // The limit is the run's.
        try workplace.write("config.yaml", "data_quality: {quarantined_share_limit: 0.04}\n")
        try workplace.run("rank", "extract", "--out", "wide", "--scenario", "card-clustering", "--config", "config.yaml").expectSuccess()
        try workplace.run("review-sample", "wide", "--seed", "7").expectSuccess()
    }

    @Test func anotherExtractIsRefused() throws {
        let workplace = try ranked()
        try workplace.write("extract/setl_d.csv", TinyExtract.text(row: 7, column: "opter_id", "OP99"))
        try workplace.run("review-sample", "leads", "--seed", "7").expectFailure(2, "setl_d.csv is not as it was")
        try workplace.run("review-sample", "extract", "--seed", "7").expectFailure(2, "no run.json")
        #expect(!workplace.exists("leads/review.json"))
    }

    // MARK: what if

    @Test func aThresholdIsTriedAndTheDifferenceTold() throws {
        let workplace = try ranked()
        let before = try leads(workplace).filter { $0["scenario"] as? String == "card-clustering" }
        #expect(!before.isEmpty)
        let run = try workplace.run(
            "rank", "extract", "--out", "try", "--lang", "en", "--set", "card-clustering.minimum_group_size=4", "--compare", "leads")
        run.expectSuccess()
        #expect(run.output.contains("\(before.count) left"), "\(run.output)")
        #expect(run.output.contains("threshold minimum_group_size 3 → 4, value group_size = 3"), "\(run.output)")
        let comparison = try workplace.json("try/compare.json")
        let left = try #require(comparison["entries"] as? [[String: Any]]).filter { $0["change"] as? String == "left" }
        #expect(left.map { $0["cause"] as? String } == before.map { _ in "threshold-changed" })
        #expect(try workplace.text("try/compare.csv").contains("left,"))
        // The other way round they enter, and for the same reason.
        let back = try workplace.run("rank", "extract", "--out", "back", "--lang", "en", "--compare", "try")
        #expect(back.output.contains("\(before.count) entered") && back.output.contains("threshold minimum_group_size 4 → 3"))
    }

    @Test func theSameAgainIsUnchanged() throws {
        let workplace = try ranked()
        let run = try workplace.run("rank", "extract", "--out", "again", "--lang", "en", "--compare", "leads")
        #expect(run.output.contains("0 entered, 0 left, 0 moved, \(try leads(workplace).count) unchanged"), "\(run.output)")
    }

    @Test func aShorterListTellsThatTheRankMoved() throws {
        let workplace = try ranked()
        let count = try leads(workplace).count
        guard count > 1 else { return }
        let run = try workplace.run("rank", "extract", "--out", "short", "--lang", "en", "--top", "1", "--compare", "leads")
        #expect(run.output.contains("\(count - 1) left") && run.output.contains("place 2 of a list of 1 now"), "\(run.output)")
    }

    @Test(arguments: [("nothing.a=3", "no scenario `nothing`"), ("card-clustering.nothing=3", "no threshold `nothing`")])
    func aNameThatThereIsNotIsRefused(assignment: String, says words: String) throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        try workplace.run("rank", "extract", "--out", "out", "--set", assignment).expectFailure(2, words)
        try workplace.run("rank", "extract", "--out", "out", "--compare", "extract").expectFailure(2, "no run.json")
    }

    // MARK: exemptions

    @Test func anExemptSubjectIsSuppressedWithReasonAndOwner() throws {
        let workplace = try ranked()
        let lead = try #require(try leads(workplace).first { $0["scenario"] as? String == "card-clustering" })
        let members = try #require(lead["members"] as? [String])
        func exempt(_ members: [String], until day: String) throws -> Run {
            let lines = members.map { "patient,\($0),card-clustering,cleared on site,team A,\(day)\n" }.joined()
            try workplace.write("exemptions.csv", "subject_kind,subject_id,scenario,reason,owner,expires\n" + lines)
            return try workplace.run("rank", "extract", "--out", "out", "--lang", "en", "--exemptions", "exemptions.csv")
        }
        let id = try #require(lead["subject_id"] as? String)
        func isListed() throws -> Bool { try leads(workplace, "out").contains { $0["subject_id"] as? String == id } }
        let all = try exempt(members, until: "2026-12-31")
        #expect(try !isListed())
        #expect(all.errors.contains("suppressed: 1 candidate"))
        #expect(try workplace.text("out/suppressed.csv").contains("card-clustering,card_group,\(id),subject-patient,,cleared on site,team A,2026-12-31\n"))
        _ = try exempt(Array(members.dropFirst()), until: "2026-12-31")
        #expect(try isListed(), "one member is not exempt")
        let ended = try exempt(members, until: "2026-01-31")
        #expect(try isListed(), "the exemption has ended")
        #expect(ended.errors.contains("expired: the exemption subject-patient, line 2") && ended.errors.contains("ask team A"))
    }

    // MARK: lists apart

    @Test func listsByKindOfSubjectAndFacility() throws {
        let workplace = try ranked()
        func kinds(_ arguments: String...) throws -> Set<String> {
            try workplace.run(["rank", "extract", "--out", "part"] + arguments).expectSuccess()
            return Set(try leads(workplace, "part").compactMap { $0["subject_kind"] as? String })
        }
        #expect(try kinds("--subject", "card_group") == ["card_group"])
        #expect(try kinds("--subject", "facility", "--facility-type", "medical").isEmpty, "the extract has pharmacies alone")
        #expect(try kinds("--facility-type", "pharmacy").contains("card_group"))
        #expect(try workplace.text("part/candidates.csv").contains("listed"))
    }

    // MARK: expand

    @Test func theOthersOfTheThreeAreFound() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        try workplace.write("known.csv", "psn_no\nPERSON100\nPERSON999\n")
        let run = try workplace.run("expand", "extract", "--seed", "known.csv", "--lang", "en", "--out", "next")
        run.expectSuccess()
        #expect(run.errors.contains("seeds: 1 person, 0 facilities, 1 not in the extract"), "\(run.errors)")
        let found = try workplace.text("next/expansion.jsonl").split(separator: "\n").map { try JSON.object(String($0)) }
        #expect(Set(found.prefix(2).compactMap { $0["id"] as? String }) == ["PERSON101", "PERSON102"])
        #expect(try workplace.text("next/expansion.csv").hasPrefix("rank,subject_kind,subject_id,"))
        try workplace.write("none.csv", "psn_no\nPERSON999\n")
        try workplace.run("expand", "extract", "--seed", "none.csv").expectFailure(2, "none of the 1 seeds")
        try workplace.run("expand", "extract", "--seed", "nothere.csv").expectFailure(2, "seeds nothere.csv cannot be read")
    }
}
