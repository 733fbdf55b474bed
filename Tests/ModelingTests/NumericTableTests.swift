import Foundation
import LinearAlgebra
import Modeling
import Testing

@Suite struct NumericTableTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ text: String, id: String? = nil, label: String? = nil, ignore: [String] = [], name: String = "table.csv") throws -> NumericTable {
        try folder.write(name, text)
        return try NumericTable(TableRequest(path: folder.path(name), identifier: id, label: label, ignored: ignore))
    }

    private func failure(_ text: String, id: String? = nil, label: String? = nil, ignore: [String] = [], name: String = "table.csv") -> String {
        do { _ = try read(text, id: id, label: label, ignore: ignore, name: name); return "" } catch { return "\(error)" }
    }

    private func bits(_ matrix: Matrix) -> [UInt64] { matrix.elements.map { ($0.isNaN ? Double.nan : $0).bitPattern } }

    @Test func numbersTruthValuesAndWhatIsMissing() throws {
        let table = try read("a,b,c\n1,2.5,true\n-3e2,,False\n NA ,nan,\n0.1,-0.0,TRUE\n")
        #expect(table.columns == ["a", "b", "c"] && table.identifiers == nil && table.labels == nil && table.name == "table.csv")
        let expected = Matrix(rows: [[1, 2.5, 1], [-300, .nan, 0], [.nan, .nan, .nan], [0.1, -0.0, 1]])
        #expect(bits(table.values) == bits(expected))
    }

    /// The quick way (all doubles) and the careful one (text) give the same bits.
    @Test func bothWaysOfReadingAgree() throws {
        let numbers = ["1", "0.1", "1e-300", "123456789.123456789", "", "NA", "-7", " 5 ", "+3", "1E5", "inf", "-Infinity", "NULL"]
        let quick = try read("a,b\n" + numbers.map { "\($0),1\n" }.joined())
        let careful = try read("a,b\n" + numbers.map { "\($0),true\n" }.joined())
        #expect(bits(quick.values) == bits(careful.values))
        #expect(quick.values[1, 0] == 0.1 && quick.values[3, 0] == 123456789.123456789 && quick.values[10, 0] == .infinity)
    }

    @Test func columnsThatAreNoFeature() throws {
        let text = "name,a,truth,note,b\nx 1,1,0,hello,2\n\"y, 2\",3,TRUE,,4\n,5,1,?,6\n"
        let table = try read(text, id: "name", label: "truth", ignore: ["note"])
        #expect(table.columns == ["a", "b"])
        #expect(table.identifiers == ["x 1", "y, 2", ""])
        #expect(table.labels == [false, true, true])
        #expect(table.values == Matrix(rows: [[1, 2], [3, 4], [5, 6]]))
    }

    @Test(arguments: [";", "\t", "|"]) func otherDelimiters(_ delimiter: String) throws {
        let text = ["a", "b\"", "c"].joined(separator: delimiter).replacing("b\"", with: "\"b, x\"") + "\n" + ["1", "2", "3"].joined(separator: delimiter) + "\n"
        let table = try read(text)
        #expect(table.columns == ["a", "b, x", "c"] && table.values == Matrix(rows: [[1, 2, 3]]))
    }

    @Test func lineEndsAndAByteOrderMark() throws {
        let table = try read("\u{FEFF}a,b\r\n1,2\r\n3,4\r\n")
        #expect(table.columns == ["a", "b"] && table.values == Matrix(rows: [[1, 2], [3, 4]]))
    }

    /// Batches of the reader are shorter than this.
    @Test func manyRowsKeepTheirOrder() throws {
        let count = 10_000
        let text = "id,a,b\n" + (0..<count).map { "r\($0),\($0),\(Double($0) / 8)\n" }.joined()
        let table = try NumericTable(TableRequest(path: { try folder.write("t.csv", text); return folder.path("t.csv") }(), identifier: "id", threads: 2))
        #expect(table.rowCount == count)
        #expect((0..<count).allSatisfy { table.values[$0, 0] == Double($0) && table.values[$0, 1] == Double($0) / 8 })
        #expect(table.identifiers?[count - 1] == "r9999")
    }

    @Test func namesThatSQLWouldStumbleOver() throws {
        let table = try read("\"a'b\",select,\"c\"\"d\",A,a\n1,2,3,4,5\n")
        #expect(table.columns == ["a'b", "select", "cd", "A", "a"] && table.values == Matrix(rows: [[1, 2, 3, 4, 5]]))
    }

    // MARK: What is wrong is said

    @Test func aFieldThatIsNoNumber() {
        let message = failure("a,b\n1,2\n3,secret-7\n4,worse\n")
        #expect(message.contains("table.csv, row 2, column b: found a text of 8 characters, expected a number"))
        #expect(message.contains("--ignore b") && message.contains("--id") && !message.contains("secret"))
        #expect(failure("a,b\n1,2\n3,\"1,5\"\n").contains("row 2, column b"))
    }

    @Test func labelsAndRoles() {
        #expect(failure("a,y\n1,0\n2,2\n", label: "y").contains("row 2, column y: found another value, expected a label of 0, 1, true or false"))
        #expect(failure("a,y\n1,0\n2,\n", label: "y").contains("row 2, column y: found nothing"))
        #expect(failure("a,y\n1,0\n", label: "z").contains("no column z for --label; the columns are a, y"))
        #expect(failure("a,y\n1,0\n", id: "z").contains("--id"))
        #expect(failure("a,y\n1,0\n", ignore: ["z"]).contains("--ignore"))
        #expect(failure("a,y\n1,0\n", id: "y", label: "y").contains("both --id and --label"))
        #expect(failure("a,y\n1,0\n", id: "y", ignore: ["a"]).contains("no column is left"))
    }

    @Test func headersThatDoNotServe() {
        #expect(failure("").contains("empty"))
        #expect(failure("a,b\n").contains("no row"))
        #expect(failure("a,a\n1,2\n").contains("columns 1 and 2 are both named a"))
        #expect(failure(",a\n0,2\n").contains("column 1 has no name"))
        #expect(failure("1,2\n3,4\n").contains("first line holds numbers"))
        #expect(failure("\u{1}\u{2}PK\n3,4\n").contains("not a CSV file"))
    }

    @Test func linesThatDoNotServe() throws {
        #expect(failure("a,b\n1,2\n3\n").contains("table.csv, line 3: the line has not 2 fields"))
        #expect(failure("a,b\n1,2\n3,4,5\n").contains("line 3"))
        #expect(failure("a,b\n1,\"2\n3,4\n").contains("quoted field is not closed"))
        try Data([0x61, 0x2C, 0x62, 0x0A, 0xFF, 0xFE, 0x2C, 0x31, 0x0A]).write(to: folder.url.appending(path: "latin.csv"))
        let message = "\(#expect(throws: ModelingError.self) { try NumericTable(TableRequest(path: folder.path("latin.csv"))) }?.description ?? "")"
        #expect(message.contains("UTF-8"))
    }

    @Test func filesThatDoNotServe() throws {
        #expect(failure("a\n1\n", name: "table.txt").contains("unknown kind"))
        #expect(failure("a\n1\n", name: "table.parquet").contains("cannot be read as Parquet"))
        #expect(failure("a\n1\n", name: "table.csv.gz").contains("gzip"))
        let path = folder.path("none.csv")
        #expect(throws: ModelingError("none.csv does not exist; give a table: a file that ends in .csv, .csv.gz or .parquet")) {
            try NumericTable(TableRequest(path: path))
        }
        try FileManager.default.createDirectory(atPath: folder.path("d.csv"), withIntermediateDirectories: false)
        #expect(throws: ModelingError.self) { try NumericTable(TableRequest(path: folder.path("d.csv"))) }
    }

    @Test func compressedTextAndArchivesCutShort() throws {
        try folder.write("t.csv", "a,b\n" + (0..<3000).map { "\($0),\($0 * 7 % 13)\n" }.joined())
        let process = try Process.run(URL(filePath: "/usr/bin/env"), arguments: ["gzip", folder.path("t.csv")])
        process.waitUntilExit()
        let request = TableRequest(path: folder.path("t.csv.gz"))
        #expect(try NumericTable(request).rowCount == 3000)
        let data = try Data(contentsOf: folder.url.appending(path: "t.csv.gz"))
        try data.prefix(data.count / 2).write(to: folder.url.appending(path: "t.csv.gz"))
        #expect(throws: ModelingError("t.csv.gz: the gzip archive ends too early or is damaged; copy the file again")) { try NumericTable(request) }
    }
}
