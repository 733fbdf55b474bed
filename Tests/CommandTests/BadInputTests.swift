import Foundation
import Testing

/// Extracts that cannot be read: one message with the place, status 2, nothing written and nothing left behind.
@Suite struct BadInputTests {
    private func expectRankFails(_ workplace: Workplace, arguments: [String] = ["extract"], _ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
        let run = try workplace.run(["rank"] + arguments + ["--out", "out"])
        run.expectFailure(2, sourceLocation: sourceLocation)
        for word in words { #expect(run.errors.contains(word), "\(run.errors)", sourceLocation: sourceLocation) }
        #expect(!run.errors.contains("PERSON1"), "no value of a person is told", sourceLocation: sourceLocation)
        #expect(!workplace.exists("out"), sourceLocation: sourceLocation)
        #expect(try workplace.contents("tmp").isEmpty, sourceLocation: sourceLocation)
        #expect(try !workplace.contents().contains { $0.contains(".partial") }, sourceLocation: sourceLocation)
    }

    @Test func anEmptyFolder() throws {
        let workplace = try Workplace()
        try FileManager.default.createDirectory(atPath: workplace.path("extract"), withIntermediateDirectories: false)
        try expectRankFails(workplace, "no settlements", "setl_d.csv")
    }

    @Test func aFolderThatDoesNotExist() throws {
        let workplace = try Workplace()
        try expectRankFails(workplace, "extract does not exist", "give the folder")
        try workplace.write("extract", TinyExtract.text)
        try expectRankFails(workplace, "extract is a file", "give the folder")
    }

    @Test func aMissingRequiredColumn() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text(TinyExtract.rows, header: TinyExtract.header.replacing("psn_no", with: "person")))
        try expectRankFails(workplace, "setl_d.csv", "required column psn_no is missing", "--mapping")
    }

    @Test func aTruncatedArchive() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        try workplace.run([], shell: "gzip extract/setl_d.csv && truncate -s 2000 extract/setl_d.csv.gz").expectSuccess()
        try expectRankFails(workplace, "setl_d.csv.gz", "gzip", "copy the file again")
    }

    @Test func aBrokenQuoteInTheMiddle() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text(row: 100, column: "dise_no", "\"I10"))
        try expectRankFails(workplace, "setl_d.csv, line 101", "quote", "mend the line")
    }

    @Test(arguments: [[], [0x50, 0x4B, 3, 4], [0x7F, 0x45, 0x4C, 0x46], Array("PAR1".utf8)] as [[UInt8]])
    func bytesThatAreNoText(start: [UInt8]) throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", bytes: start + (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 / 253) })
        try expectRankFails(workplace, "setl_d.csv", "UTF-8", "GB18030")
    }

    @Test func aParquetFileThatIsNone() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.parquet", TinyExtract.text)
        try expectRankFails(workplace, "setl_d.parquet", "cannot be read as Parquet")
    }

    @Test func nothingButAHeader() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text([]))
        try expectRankFails(workplace, "no usable settlement")
    }

    @Test func anEmptyFile() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", "")
        try expectRankFails(workplace, "setl_d.csv", "empty", "header")
    }

    @Test func everyRowSetAside() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text(TinyExtract.rows.map { $0.replacing(/,\d+\.\d\d,/, maxReplacements: 1) { _ in ",many," } }))
        try expectRankFails(workplace, "no usable settlement", "xiezhi check")
        let check = try workplace.run("check", "extract", "--quiet")
        #expect(check.status == 1)
        #expect(check.output.contains("medfee_sumamt"))
    }

    @Test(arguments: [
        ("tables: [", "mapping.yaml"),
        ("format: 1\n", "tables"),
        ("format: 9\ntables: {}\n", "format 9"),
        ("format: 1\ntables: {claims: []}\n", "no contract table `claims`"),
        ("format: 1\ntables: {setl_d: [{files: '*.csv', columns: {name: x}}]}\n", "no contract column `name`"),
        ("format: 1\ntables: {setl_d: [{columns: {setl_id: x}}]}\n", "files"),
        ("format: 1\ntables: {setl_d: [{file: a.csv, columns: {setl_id: x}}]}\n", "no such key; the keys are columns, files, table"),
        ("format: 1\ntables: {setl_d: [{files: 'other*.csv', columns: {setl_id: x}}]}\n", "no file matches"),
        ("format: 1\ntables: {setl_d: [{files: '*.csv', columns: {setl_id: nowhere}}]}\n", "setl_id"),
    ]) func aBadMapping(_ yaml: String, says word: String) throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        try workplace.write("mapping.yaml", yaml)
        try expectRankFails(workplace, arguments: ["extract", "--mapping", "mapping.yaml"], word)
    }

    @Test(arguments: [
        ("ranking: [", "config.yaml"),
        ("ranking: {nothing: 3}\n", "no threshold `nothing`"),
        ("scenarios: {nothing: {a: 3}}\n", "no scenario `nothing`"),
        ("rankings: {amount_high_yuan: 3}\n", "no such group"),
        ("ranking: {amount_high_yuan: high}\n", "amount_high_yuan"),
        ("ranking: {amount_high_yuan: .nan}\n", "finite"),
    ]) func aBadConfiguration(_ yaml: String, says word: String) throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        try workplace.write("config.yaml", yaml)
        try expectRankFails(workplace, arguments: ["extract", "--config", "config.yaml"], word)
    }

    @Test func filesThatAreNotThere() throws {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        try expectRankFails(workplace, arguments: ["extract", "--mapping", "none.yaml"], "mapping none.yaml cannot be read")
        try expectRankFails(workplace, arguments: ["extract", "--config", "none.yaml"], "configuration none.yaml cannot be read")
    }

    @Test func aDriverThatDoesNotExist() throws {
        try expectRankFails(Workplace(), arguments: ["--source", "driver=none.so,uri=postgresql://somebody:secret@127.0.0.1/x"], "database", "none.so", "check the driver")
    }

    @Test func aPasswordIsNotTold() throws {
        let run = try Workplace().run("check", "--source", "driver=none.so,uri=postgresql://somebody:secret@127.0.0.1/x,password=hidden")
        #expect(!run.errors.contains("secret"))
        #expect(!run.errors.contains("hidden"))
    }
}
