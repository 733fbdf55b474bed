import Foundation
import Testing

/// `simulate`, then `rank` and `evaluate` on what it made.
@Suite struct SimulationCommandTests {
    private static let size = ["--persons", "400", "--facilities", "24", "--months", "1", "--seed", "5"]

    @Test func aTownIsSimulatedRankedAndEvaluated() throws {
        let workplace = try Workplace()
        let town = try workplace.run(["simulate", "town"] + Self.size)
        town.expectSuccess()
        #expect(town.output.contains("setl_d") && town.output.contains("look-alikes"))
        #expect(town.errors == "written: town, the truth in town-truth\n")
        try workplace.run("rank", "town", "--out", "leads", "-q").expectSuccess()
        let evaluation = try workplace.run("evaluate", "leads", "--truth", "town-truth")
        evaluation.expectSuccess()
        #expect(evaluation.errors.isEmpty)
        #expect(evaluation.output.contains("P@10") && evaluation.output.contains("subjects by money") && evaluation.output.contains("subjects by volume"))
        for line in evaluation.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        let json = try workplace.run("evaluate", "leads", "--truth", "town-truth", "--json")
        #expect(json.errors.isEmpty)
        #expect(try JSON.object(json.output)["baselines"] != nil)
        try FileManager.default.moveItem(atPath: workplace.path("town"), toPath: workplace.path("elsewhere"))
        let alone = try workplace.run("evaluate", "leads", "--truth", "town-truth")
        alone.expectSuccess()
        #expect(alone.errors.contains("--extract") && !alone.output.contains("subjects by money"))
        #expect(try workplace.run("evaluate", "leads", "--truth", "town-truth", "--extract", "elsewhere").output == evaluation.output)
        #expect(try workplace.contents("tmp").isEmpty)
    }

    @Test(arguments: ["csv", "parquet"]) func bothFormatsAndAMachineReadableSummary(format: String) throws {
        let workplace = try Workplace()
        let run = try workplace.run(["simulate", "town", "--format", format, "--json"] + Self.size)
        run.expectSuccess()
        #expect(run.errors.isEmpty)
        let tables = try #require(JSON.object(run.output)["rows"] as? [[String: Any]]).compactMap { $0["table"] as? String }
        // The table of items for one sex is knowledge, not claims: always text, and not counted.
        let files = tables.map { "\($0).\(format)" } + ["items_gender.csv"]
        #expect(try workplace.contents("town") == files.sorted())
        #expect(try workplace.contents("town-truth") == ["decoys.csv", "labels.csv"])
    }

    @Test(arguments: ["town", "town-truth"]) func aFolderThatIsTakenStaysAsItIs(taken: String) throws {
        let workplace = try Workplace()
        try workplace.write("\(taken)/notes.txt", "mine")
        try workplace.run(["simulate", "town"] + Self.size).expectFailure(2, taken, "not empty", "another folder")
        #expect(try workplace.contents() == ["tmp", taken, "\(taken)/notes.txt"].sorted())
    }

    @Test func evaluateSaysWhichFolderIsWhich() throws {
        let workplace = try Workplace()
        try workplace.write("town/setl_d.csv", TinyExtract.text)
        try workplace.write("truth/labels.csv", "scenario,subject_kind,subject_id,members,facilities,intensity,fund_amount,note\n")
        try workplace.write("leads/leads.jsonl", "")
        try workplace.write("torn/leads.jsonl", "{\"rank\": 1\n")
        try workplace.run("evaluate", "town", "--truth", "truth").expectFailure(2, "is an extract", "xiezhi rank town --out leads")
        try workplace.run("evaluate", "truth", "--truth", "truth").expectFailure(2, "is a truth", "--truth")
        try workplace.run("evaluate", "nothing", "--truth", "truth").expectFailure(2, "leads.jsonl", "xiezhi rank")
        try workplace.run("evaluate", "leads", "--truth", "town").expectFailure(2, "labels.csv", "xiezhi simulate")
        try workplace.run("evaluate", "leads", "--truth", "truth", "--extract", "leads").expectFailure(2, "leads has no setl_d")
        try workplace.run("evaluate", "torn", "--truth", "truth").expectFailure(2, "leads.jsonl, line 1")
        try workplace.run("evaluate", "leads", "--truth", "truth").expectSuccess()
    }
}
