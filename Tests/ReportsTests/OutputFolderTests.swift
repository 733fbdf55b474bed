import Features
import Foundation
import Leads
import Output
import Reports
import Testing

@Suite struct OutputFolderTests {
    private struct FailingWriter: LeadWriter {
        static let fileName = "failing.txt"
        static let format = "failing"
        struct Failure: Error {}

        func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws {
            try Data("half".utf8).write(to: URL(filePath: path))
            throw Failure()
        }
    }

    private static let files = ["candidates.csv", "data-quality.json", "flagged.csv", "leads.csv", "leads.jsonl", "run.json", "suppressed.csv"]

    private func outcome() throws -> ScreeningRun.Outcome { try SampleOutcome.outcome([SampleOutcome.lead()]) }

    @Test func aNewFolderHoldsTheFilesAndNothingElse() throws {
        let folder = try TemporaryFolder()
        #expect(try OutputFolder(folder.path("out/")).write(outcome(), language: .zh) == Self.files)
        #expect(try folder.contents() == ["out"] + Self.files.map { "out/\($0)" })
    }

    @Test func anExistingFolderKeepsWhatIsNotOurs() throws {
        let folder = try TemporaryFolder()
        try Data("mine".utf8).write(to: URL(filePath: folder.path("notes.txt")))
        try Data("old".utf8).write(to: URL(filePath: folder.path("leads.csv")))
        try OutputFolder(folder.url.path).write(outcome(), language: .zh)
        #expect(try folder.contents() == (Self.files + ["notes.txt"]).sorted())
        #expect(try folder.text("notes.txt") == "mine")
        #expect(try folder.text("leads.csv").hasPrefix("rank,"))
    }

    @Test(arguments: [true, false]) func aWriterThatFailsLeavesTheDestinationAsItWas(exists: Bool) throws {
        let folder = try TemporaryFolder()
        if exists {
            try FileManager.default.createDirectory(atPath: folder.path("out"), withIntermediateDirectories: false)
            try Data("old".utf8).write(to: URL(filePath: folder.path("out/leads.csv")))
        }
        let before = try folder.contents()
        #expect(throws: OutputError.self) {
            try OutputFolder(folder.path("out")).write(outcome(), with: [CSVLeadWriter(), FailingWriter()], language: .zh)
        }
        #expect(try folder.contents() == before)
        if exists { #expect(try folder.text("out/leads.csv") == "old") }
    }

    @Test func equalOutcomesGiveEqualBytes() throws {
        let folder = try TemporaryFolder()
        let formats = LeadWriterCatalog.requestableFormats
        let names = try OutputFolder(folder.path("first")).write(outcome(), formats: formats, language: .zh)
        try OutputFolder(folder.path("second")).write(outcome(), formats: formats, language: .zh)
        #expect(names.count == Self.files.count + formats.count)
        for name in names {
            #expect(FileManager.default.contents(atPath: folder.path("first/\(name)")) == FileManager.default.contents(atPath: folder.path("second/\(name)")))
        }
    }

    @Test func whatCannotBeWrittenIsSaidBeforeAnyWork() throws {
        let folder = try TemporaryFolder()
        try Data().write(to: URL(filePath: folder.path("file")))
        func message(_ path: String) throws -> String {
            try #require(#expect(throws: OutputError.self) { try OutputFolder.check(path) }).description
        }
        #expect(try message(folder.path("file")).contains("is a file"))
        #expect(try message(folder.path("file/out")).contains("not"))
        #expect(try message("").contains("no name"))
        #expect(try message("/proc/out").contains("cannot be written to"))
        try OutputFolder.check(folder.path("out"))
        try OutputFolder.check(folder.path("missing/deeper/out"))
        try OutputFolder.check(folder.url.path)
        #expect(try folder.contents() == ["file"])
    }

    @Test func missingFoldersAboveAreCreatedWithTheOutput() throws {
        let folder = try TemporaryFolder()
        try OutputFolder(folder.path("missing/deeper/out")).write(outcome(), language: .zh)
        #expect(try folder.contents() == ["missing", "missing/deeper", "missing/deeper/out"] + Self.files.map { "missing/deeper/out/\($0)" })
        #expect(throws: OutputError.self) {
            try OutputFolder(folder.path("other/deeper/out")).write(outcome(), with: [FailingWriter()], language: .zh)
        }
        #expect(try !folder.contents().contains("other"))
    }

    @Test func anUnknownFormatIsNamed() throws {
        let error = #expect(throws: OutputError.self) { try LeadWriterCatalog.writers(requested: ["pdf"]) }
        #expect(error?.description.contains("`pdf`") == true)
        let names = try LeadWriterCatalog.writers(requested: ["csv"]).map { type(of: $0).fileName }
        #expect(names.sorted() == Self.files && names.last == "run.json")
    }
}
