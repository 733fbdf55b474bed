import ADBC
import Foundation
import Testing

/// What the commands give on an extract that can be read.
@Suite struct ResultTests {
    private func workplace(_ text: String = TinyExtract.text) throws -> Workplace {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", text)
        return workplace
    }

    // MARK: rank

    @Test func rankWritesTheFilesOfTheContractAndPrintsTheList() throws {
        let workplace = try workplace()
        let run = try workplace.run("rank", "extract", "--out", "out")
        run.expectSuccess()
        #expect(try workplace.contents("out") == ["candidates.csv", "data-quality.json", "flagged.csv", "leads.csv", "leads.jsonl", "run.json", "suppressed.csv"])
        #expect(try workplace.contents("tmp").isEmpty)
        #expect(run.errors.contains("settlements: \(TinyExtract.rowCount) read, \(TinyExtract.rowCount) used\n"))
        #expect(run.errors.hasSuffix("written: out\n"))
        #expect(!run.errors.contains("\u{1B}") && !run.output.contains("\u{1B}"), "no bar where nobody watches")
        let leads = try workplace.text("out/leads.jsonl").split(separator: "\n").map { try JSON.object(String($0)) }
        #expect(leads.compactMap { $0["rank"] as? Int } == Array(1...max(1, leads.count)).prefix(leads.count).map(\.self))
    }

    @Test func quietSaysNothingBesideTheList() throws {
        let run = try workplace().run("rank", "extract", "--out", "out", "-q")
        run.expectSuccess()
        #expect(run.errors.isEmpty)
    }

    @Test func oneStreamHasTheListFirstAndTheRemarksAfterIt() throws {
        let run = try workplace().run([], shell: "\"$0\" rank extract --out out 2>&1")
        let lines = run.output.split(separator: "\n")
        let first = try #require(lines.firstIndex { $0.hasPrefix("settlements: ") })
        #expect(lines[first...].allSatisfy { $0.firstMatch(of: /^(settlements|set aside|skipped|suppressed|expired|in data-quality\.json|leads|written): ?/) != nil })
        #expect(lines.last == "written: out")
    }

    @Test func jsonIsOneObjectAndNothingElse() throws {
        let workplace = try workplace()
        let rank = try workplace.run("rank", "extract", "--out", "out", "--json")
        rank.expectSuccess()
        #expect(rank.errors.isEmpty)
        #expect(try JSON.object(rank.output) as NSDictionary == workplace.json("out/run.json") as NSDictionary)
        let check = try workplace.run("check", "extract", "--json", "--out", "quality")
        check.expectSuccess()
        #expect(check.errors.isEmpty)
        #expect(try JSON.object(check.output) as NSDictionary == workplace.json("quality/data-quality.json") as NSDictionary)
    }

    @Test func furtherFormatsAndTheListsLength() throws {
        let workplace = try workplace()
        try workplace.run("rank", "extract", "--out", "out", "--format", "xlsx,html", "--top", "1", "--lang", "en").expectSuccess()
        #expect(try workplace.contents("out").contains("leads.xlsx") && workplace.contents("out").contains("report.html"))
        #expect(try workplace.text("out/leads.jsonl").split(separator: "\n").count <= 1)
    }

    /// A page of an earlier run beside a new list would be taken for the list's.
    @Test func filesOfAnEarlierRunAreTold() throws {
        let workplace = try workplace()
        try workplace.run("rank", "extract", "--out", "out", "--format", "html").expectSuccess()
        let run = try workplace.run("rank", "extract", "--out", "out")
        #expect(run.errors.contains("older than this list: out/report.html"))
        #expect(try !workplace.run("rank", "extract", "--out", "out", "--format", "html").errors.contains("older"))
        try workplace.run("rank", "extract", "--out", "out", "--format", "html", "--compare", "out").expectSuccess()
        let alone = try workplace.run("rank", "extract", "--out", "out", "--format", "html")
        for name in ["compare.json", "compare.csv"] {
            #expect(alone.errors.contains("older than this list: out/\(name), of an earlier run; ask for it with --compare"), "\(alone.errors)")
        }
    }

    /// In English nothing that investigators read is left in Chinese.
    @Test func englishIsEnglishThroughout() throws {
        let workplace = try workplace()
        let run = try workplace.run("rank", "extract", "--out", "out", "--lang", "en", "--format", "html")
        run.expectSuccess()
        func chinese(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { $0.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }
        }
        #expect(chinese(run.output + run.errors).isEmpty)
        for file in ["leads.jsonl", "leads.csv", "report.html"] { #expect(try chinese(workplace.text("out/\(file)")).isEmpty, "\(file)") }
        #expect(try !workplace.text("out/leads.jsonl").isEmpty)
    }

    @Test func scenariosThatCannotRunAreNamed() throws {
        let columns = TinyExtract.header.split(separator: ",").map(String.init)
        let place = try #require(columns.firstIndex(of: "setl_time"))
        let lines = TinyExtract.text.split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).enumerated().filter { $0.offset != place }.map { String($0.element) }.joined(separator: ",")
        }
        let workplace = try workplace(lines.joined(separator: "\n") + "\n")
        let run = try workplace.run("rank", "extract", "--out", "out")
        run.expectSuccess()
        #expect(run.errors.contains("skipped: card-clustering, the extract has no setl_d.setl_time\n"))
    }

    @Test func theVerboseLogTellsStagesAndCounts() throws {
        let run = try workplace().run("rank", "extract", "--out", "out", "--verbose")
        run.expectSuccess()
        for words in ["reading setl_d", "seconds=", "scenario card-clustering", "read=\(TinyExtract.rowCount)", "peak_bytes="] {
            #expect(run.errors.contains(words), "\(run.errors)")
        }
        #expect(!run.errors.contains("PERSON"))
    }

    /// A terminal sees a bar that is gone at the end.
    @Test func aTerminalSeesProgress() throws {
        let workplace = try workplace()
        let run = try workplace.run([], shell: "script -qec \"$0 rank extract --out out\" /dev/null", environment: ["TERM": "xterm"])
        guard run.status != 127 else { return print("terminal test skipped: there is no `script`") }
        run.expectSuccess()
        let bar = try #require(run.output.range(of: "░ reading setl_d"))
        let lastClear = try #require(run.output.range(of: "\r\u{1B}[K", options: .backwards))
        #expect(bar.lowerBound < lastClear.lowerBound)
        #expect(!run.output[lastClear.upperBound...].contains("░"))
        let quiet = try workplace.run([], shell: "script -qec \"$0 rank extract --out out --quiet\" /dev/null", environment: ["TERM": "xterm"])
        #expect(!quiet.output.contains("░"))
    }

    // MARK: rows that cannot be used

    @Test(arguments: [("medfee_sumamt", "many", "yuan"), ("setl_time", "2026-02-31 08:00:00", "date and time")])
    func aRowThatCannotBeUsedIsSetAside(column: String, value: String, expected: String) throws {
        let workplace = try workplace(TinyExtract.text(row: 7, column: column, value))
        let run = try workplace.run("rank", "extract", "--out", "out")
        run.expectSuccess()
        #expect(run.errors.contains("\(TinyExtract.rowCount - 1) used, 1 set aside"), "\(run.errors)")
        #expect(run.errors.contains("\(column): setl_d.csv, row 7, found"), "\(run.errors)")
        #expect(run.errors.contains("expected") && run.errors.contains(expected), "\(run.errors)")
        #expect(!run.errors.contains(value), "the shape of the value is told, not the value")
    }

    @Test(arguments: [["rank", "--out", "out"], ["check", "--out", "out"], ["features", "--out", "out/table.csv"], ["check", "--json", "--out", "out"]])
    func theDataGateFailsTheRunButTheResultsAreThere(_ arguments: [String]) throws {
        let workplace = try workplace()
        var rows = TinyExtract.rows
        for row in 0..<10 { rows[row] = rows[row].replacing(",2026-03-", with: ",2026-13-") }
        try workplace.write("extract/setl_d.csv", TinyExtract.text(rows.enumerated().map { $0.offset < 10 ? $0.element.replacing(/,\d+\.\d\d,/, maxReplacements: 1) { _ in ",many," } : $0.element }))
        let run = try workplace.run([arguments[0], "extract"] + arguments.dropFirst())
        #expect(run.status == 1)
        #expect(run.errors.contains("xiezhi: the data gate failed: 3.62 % of the settlements were set aside, the limit is 1 %"), "\(run.errors)")
        #expect(workplace.exists("out"))
        if arguments.contains("--json") { #expect(try !JSON.object(run.output).isEmpty) }
    }

    /// Ten towns of the tiny extract: peers enough for a model to be fitted. Every fiftieth row cannot be used.
    private func damagedTowns() throws -> Workplace {
        let rows = (0..<10).flatMap { town in
            TinyExtract.rows.map { $0.replacing("S1", with: "S\(town)1").replacing("PERSON", with: "PERSON\(town)").replacing("P3399000000", with: "P339900\(town)000") }
        }
        return try workplace(TinyExtract.text(rows.enumerated().map { number, row in
            number % 50 == 0 ? row.replacing(/,\d+\.\d\d,/, maxReplacements: 1) { _ in ",many," } : row
        }))
    }

    @Test(arguments: [[], ["--quiet"], ["--quiet", "--json"]])
    func theDataGateFailsTheTrainingButTheModelIsThere(_ arguments: [String]) throws {
        let workplace = try damagedTowns()
        let run = try workplace.run(["train", "extract", "--out", "out"] + arguments)
        #expect(run.status == 1 && workplace.exists("out/model.json"), "\(run.errors)")
        #expect(run.errors.contains("xiezhi: the data gate failed: 2.03 % of the settlements were set aside"), "\(run.errors)")
        if !arguments.isEmpty { #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)") }
    }

    @Test func theDataGateFailsTheComparisonOfAModelButItIsThere() throws {
        let workplace = try damagedTowns()
        _ = try workplace.run("train", "extract", "--out", "model", "--quiet")
        for arguments in [[], ["--json"]] {
            let run = try workplace.run(["model", "diff", "model", "extract", "--quiet"] + arguments)
            #expect(run.status == 1 && run.output.contains(arguments.isEmpty ? "PSI" : "\"stable\""), "\(run.output)\(run.errors)")
            #expect(run.errors.hasPrefix("xiezhi: the data gate failed: 2.03 % of the settlements were set aside"), "\(run.errors)")
            #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        }
    }

    // MARK: check

    @Test func theSummaryFitsATerminal() throws {
        let workplace = try workplace(TinyExtract.text(row: 7, column: "medfee_sumamt", "many"))
        let run = try workplace.run("check", "extract")
        run.expectSuccess()
        for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        for words in ["setl_d", "Period", "2026-03-", "columns missing", "medfee_sumamt", "card-clustering", "can run", "Data gate"] {
            #expect(run.output.contains(words), "\(run.output)")
        }
    }

    // MARK: features

    @Test(arguments: [("facility", "fixmedins_code", 4), ("patient", "psn_no", 30)])
    func vectorsAsCSVAndParquetAreTheSame(subject: String, key: String, count: Int) throws {
        let workplace = try workplace()
        try workplace.run("features", "extract", "--subject", subject, "--out", "table.csv").expectSuccess()
        try workplace.run("features", "extract", "--subject", subject, "--out", "table.parquet").expectSuccess()
        let lines = try workplace.text("table.csv").split(separator: "\n")
        #expect(lines.count == count + 1)
        #expect(lines[0].hasPrefix(key + ","))
        let connection = try EmbeddedDuckDB.open(temporaryDirectory: workplace.path("tmp"))
        let parquet = "read_parquet(\(quotedLiteral(workplace.path("table.parquet"))))"
        let csv = "read_csv(\(quotedLiteral(workplace.path("table.csv"))), header = true)"
        let batch = try #require(try connection.query("""
            SELECT (SELECT count(*) FROM \(parquet)), (SELECT count(*) FROM (SELECT * FROM \(parquet) EXCEPT SELECT * FROM \(csv)))
            """).next())
        #expect(batch.column(0).integer(0) == Int64(count))
        #expect(batch.column(1).integer(0) == 0)
        #expect(try workplace.contents().filter { $0.contains("table") } == ["table.csv", "table.parquet"])
        #expect(try workplace.contents("tmp").isEmpty)
    }

    @Test func theDictionaryIsInBothLanguages() throws {
        let workplace = try Workplace()
        let english = try workplace.run("features", "--describe", "--lang", "en")
        let chinese = try workplace.run("features", "--describe")
        #expect(english.output.contains("| meaning |") && english.output.contains("| patient |") && english.output.contains("| facility |"))
        #expect(chinese.output.contains("| 含义 |"))
        #expect(english.output.split(separator: "\n").count == chinese.output.split(separator: "\n").count)
        let patient = try workplace.run("features", "--describe", "--subject", "patient")
        #expect(!patient.output.contains("| facility |"))
    }
}
