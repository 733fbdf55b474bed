import Foundation
import Testing

@Suite struct HelpTests {
    static let commands = [
        "check", "features", "rank", "review-sample", "expand", "rules", "simulate", "evaluate", "detect", "train", "model", "catalog",
    ]

    @Test(arguments: [[]] + commands.map { [$0] }) func helpHasAnExample(of command: [String]) throws {
        let run = try Workplace().run(command + ["--help"])
        run.expectSuccess()
        #expect(run.errors.isEmpty)
        #expect(run.output.contains("EXAMPLE"))
        #expect(run.output.contains("xiezhi \(command.first ?? "rank")"))
        #expect(run.output.contains("USAGE"))
        // An example that is wrapped cannot be copied.
        let examples = run.output.split(separator: "EXAMPLE\n")[1].split(separator: "\n").prefix { $0.hasPrefix("  ") }
        #expect(examples.allSatisfy { $0.hasPrefix("  xiezhi ") } && !examples.isEmpty)
    }

    @Test func helpNamesTheExitStatus() throws {
        let output = try Workplace().run("--help").output
        for line in ["0   complete", "1   complete, but", "2   could not run", "64  wrong usage"] { #expect(output.contains(line)) }
    }

    @Test func versionIsOneLine() throws {
        let run = try Workplace().run("--version")
        run.expectSuccess()
        #expect(run.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    /// A shell accepts the script and, for bash, completes with it.
    @Test(arguments: ["bash", "zsh", "fish"]) func completionScriptsNameTheCommands(shell: String) throws {
        let run = try Workplace().run("--generate-completion-script", shell)
        run.expectSuccess()
        for command in Self.commands { #expect(run.output.contains(command)) }
        if shell == "bash" {
            let workplace = try Workplace()
            try workplace.write("completion.bash", run.output)
            try workplace.run([], shell: "bash -n completion.bash").expectSuccess()
        }
    }

    @Test(arguments: [
        (["rank"], "--out"),
        (["rank", "--out", "o"], "--source"),
        (["rank", "x", "--source", "driver=a", "--out", "o"], "not both"),
        (["rank", "x", "--out", "o", "--source", "a:b"], "key=value"),
        (["rank", "--source", "uri=x", "--out", "o"], "driver="),
        (["rank", "x", "--out", "o", "--top", "0"], "at least 1, not 0"),
        (["rank", "x", "--out", "o", "--top", "many"], "many"),
        (["rank", "x", "--out", "o", "--threads", "0"], "between 1 and 1024, not 0"),
        (["rank", "x", "--out", "o", "--format", "pdf"], "no format `pdf`; the further formats are xlsx, html"),
        (["rank", "x", "--out", "o", "--scenario", "nothing"], "no scenario `nothing`; the scenarios are "),
        (["rank", "x", "--out", "o", "--lang", "fr"], "fr"),
        (["rank", "x", "--out", "o", "--outt", "p"], "outt"),
        (["rank", "x", "--out", "o", "--seed", "-1"], "seed"),
        (["rank", "x", "--out", "o", "--quiet", "--verbose"], "exclude each other"),
        (["rank", "x", "--out", "o", "--set", "minimum_visits=3"], "SCENARIO.PARAMETER=VALUE"),
        (["rank", "x", "--out", "o", "--set", "frequent-visits.minimum_visits=many"], "SCENARIO.PARAMETER=VALUE"),
        (["rank", "x", "--out", "o", "--subject", "clinic"], "clinic"),
        (["rank", "x", "--out", "o", "--facility-type", "unknown"], "unknown"),
        (["review-sample", "leads"], "--seed"),
        (["review-sample", "leads", "--seed", "1", "--rate", "0"], "at least 0.05"),
        (["review-sample", "leads", "--seed", "1", "--rate", "0.04"], "at least 0.05"),
        (["review-sample", "leads", "--seed", "1", "--batch", "a:b"], "without a colon"),
        (["expand", "x"], "--seed"),
        (["expand", "--seed", "s.csv"], "--source"),
        (["check"], "--source"),
        (["features", "x"], "--out"),
        (["features", "x", "--out", "o.txt"], ".csv or .parquet"),
        (["features", "x", "--out", "o.csv", "--subject", "doctor"], "doctor"),
        (["simulate"], "directory"),
        (["simulate", "t", "--persons", "5"], "persons must lie between 400 and"),
        (["simulate", "t", "--facilities", "1"], "facilities must lie between 24 and"),
        (["simulate", "t", "--months", "0"], "months must lie between 1 and 36"),
        (["simulate", "t", "--format", "xml"], "xml"),
        (["evaluate", "x"], "--truth"),
        (["detect"], "table"),
        (["detect", "t.csv", "--detector", "nothing"], "no detector is named \"nothing\"; known are"),
        (["detect", "t.csv", "--detector", "isolation-forest", "--set", "trees=3"], "it has treeCount"),
        (["detect", "t.csv", "--set", "trees"], "NAME=VALUE"),
        (["detect", "t.csv", "--top", "0"], "at least 1, not 0"),
        (["detect", "t.csv", "--explain", "-1"], "explain"),
        (["detect", "t.csv", "--out", "o.txt"], ".csv or .parquet"),
        (["detect", "t.csv", "--model", "m", "--seed", "2"], "--model brings its detector"),
        (["detect", "t.csv", "--threads", "0"], "between 1 and 1024, not 0"),
        (["train", "t.csv"], "--out"),
        (["train", "t.csv", "--out", "o", "--calibrate", "1"], "between 0 and 1"),
        (["train", "t.csv", "--out", "o", "--detector", "nothing"], "no detector is named"),
        (["model", "show"], "model"),
        (["model", "diff", "a"], "other"),
        (["catalog", "everything"], "everything"),
        (["nothing"], "nothing"),
    ] as [([String], String)]) func wrongUsage(_ arguments: [String], says word: String) throws {
        let workplace = try Workplace()
        let run = try workplace.run(arguments)
        run.expectFailure(64, word)
        #expect(run.errors.contains("--help"), "it says where to read on")
        #expect(try workplace.contents() == ["tmp"], "nothing is written")
    }
}
