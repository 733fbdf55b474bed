import Foundation
import Testing

/// Where results go: whole or not at all.
@Suite struct OutputTests {
    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        return workplace
    }

    @Test(arguments: ["rank", "check", "features"]) func aFileInTheWay(command: String) throws {
        let workplace = try workplace()
        try workplace.write("file", "mine")
        for out in ["file/out.csv", command == "features" ? "extract.csv" : "file"] {
            if out == "extract.csv" { try workplace.write("extract.csv/inner", "") }
            try workplace.run(command, "extract", "--out", out).expectFailure(2, out, "give another path")
        }
        #expect(try workplace.text("file") == "mine")
        #expect(try workplace.contents("tmp").isEmpty)
    }

    /// `/proc` takes no files, not even root's.
    @Test(arguments: ["rank", "check", "features"]) func aFolderThatTakesNoFiles(command: String) throws {
        try workplace().run(command, "extract", "--out", "/proc/out.csv").expectFailure(2, "/proc/out.csv", "give a folder in which files can be created")
    }

    @Test func simulateIntoAFolderThatTakesNoFiles() throws {
        try Workplace().run("simulate", "/proc/town", "--persons", "400", "--facilities", "24", "--months", "1").expectFailure(2, "/proc/town")
    }

    @Test func missingFoldersAreCreated() throws {
        let workplace = try workplace()
        try workplace.run("rank", "extract", "--out", "deep/er/out").expectSuccess()
        try workplace.run("features", "extract", "--out", "deep/features/table.csv").expectSuccess()
        #expect(workplace.exists("deep/er/out/run.json") && workplace.exists("deep/features/table.csv"))
        #expect(try !workplace.contents().contains { $0.contains(".partial") })
    }

    /// A full disk, where a small file system can be mounted; else the test says that it could not be made.
    @Test(arguments: [
        "rank extract --out small/out", "rank extract --out small/out --format html", "features extract --subject patient --out small/out.csv",
        "features extract --subject patient --out small/out.parquet", "simulate small/out --persons 400 --facilities 24 --months 1",
    ])
    func aFullDisk(command: String) throws {
        let workplace = try workplace()
        try FileManager.default.createDirectory(atPath: workplace.path("small"), withIntermediateDirectories: false)
        let script = """
            mount -t tmpfs -o size=4k,mode=755 tmpfs small 2>/dev/null || exit 77
            "$0" \(command); status=$?
            ls -A small >&3
            exit $status
            """
        let run = try workplace.run([], shell: "unshare --mount bash -c '\(script)' \"$0\" 3>listing")
        guard run.status != 77, !run.errors.contains("unshare") else { return print("full disk test skipped: no file system can be mounted here") }
        run.expectFailure(2, "small/out")
        #expect(!run.errors.contains(".partial"))
        #expect(try workplace.text("listing").isEmpty)
    }

    @Test func standardOutputOnAFullDisk() throws {
        let run = try workplace().run([], shell: "\"$0\" check extract > /dev/full")
        run.expectFailure(2, "standard output")
    }

    @Test(arguments: ["| head -1", "| true"]) func aClosedPipeIsSuccess(reader: String) throws {
        let workplace = try workplace()
        for arguments in ["rank extract --out out", "check extract --json", "features --describe", "rank --help"] {
            let run = try workplace.run([], shell: "\"$0\" \(arguments) \(reader); exit ${PIPESTATUS[0]}")
            run.expectSuccess()
        }
        #expect(workplace.exists("out/run.json"), "the work is done all the same")
    }

    /// A signal in the middle of a run: the shell sees it, and nothing is left.
    @Test(arguments: [SIGINT, SIGTERM]) func aSignalLeavesNothing(number: Int32) throws {
        let workplace = try Workplace()
        let process = try workplace.start(
            ["simulate", "town", "--persons", "200000", "--facilities", "300", "--months", "12", "--verbose"],
            output: workplace.url.appending(component: "stdout"), errors: workplace.url.appending(component: "stderr"))
        let deadline = Date(timeIntervalSinceNow: 30)
        while try !workplace.contents().contains(where: { $0.contains(".partial") }), Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
        kill(process.processIdentifier, number)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == number)
        #expect(try workplace.contents() == ["stderr", "stdout", "tmp"])
    }
}
