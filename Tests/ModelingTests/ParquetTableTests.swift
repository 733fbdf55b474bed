import ADBC
import Foundation
import LinearAlgebra
import Modeling
import Testing

@Suite struct ParquetTableTests {
    private func table(_ sql: String, _ change: (inout TableRequest) -> Void = { _ in }) throws -> NumericTable {
        let folder = try TemporaryFolder()
        let path = folder.path("it's [one].parquet")
        try EmbeddedDuckDB.open(threads: 1).execute("COPY (\(sql)) TO \(quotedLiteral(path)) (FORMAT parquet)")
        var request = TableRequest(path: path)
        change(&request)
        return try NumericTable(request)
    }

    @Test func everyTypeOfNumber() throws {
        let table = try table("""
            SELECT 1::TINYINT a, -2::SMALLINT b, 3::INTEGER c, 4::BIGINT d, 5::UTINYINT e, 6::UBIGINT f, 0.5::FLOAT g, 0.1::DOUBLE h, \
            12.34::DECIMAL(10, 2) i, true j, NULL::INTEGER k, 7::HUGEINT l
            """)
        #expect(table.columns == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"])
        var row = table.values.row(0)
        #expect(row[10].isNaN)
        row[10] = 0
        let expected: [Double] = [1, -2, 3, 4, 5, 6, 0.5, 0.1, 12.34, 1, 0, 7]
        #expect(row == expected)
    }

    @Test func namesAndLabelsOfAnyType() throws {
        let sql = "SELECT 10 + i AS \"the id\", i AS x, i % 2 = 0 AS y FROM range(3) t(i)"
        let table = try table(sql) { ($0.identifier, $0.label) = ("the id", "y") }
        #expect(table.identifiers == ["10", "11", "12"] && table.labels == [true, false, true] && table.columns == ["x"])
        #expect(try self.table("SELECT 1 AS x, 1.0::DOUBLE AS y") { $0.label = "y" }.labels == [true])
    }

    @Test(arguments: ["'a'", "DATE '2026-01-01'", "TIMESTAMP '2026-01-01 00:00:00'", "[1, 2]"]) func columnsThatAreNoNumbers(_ value: String) throws {
        let error = #expect(throws: ModelingError.self) { try table("SELECT 1 AS x, \(value) AS y") }
        #expect(error?.description.contains("column y: found the type") == true && error?.description.contains("--ignore y") == true)
        #expect(try table("SELECT 1 AS x, \(value) AS y") { $0.ignored = ["y"] }.columns == ["x"])
    }

    @Test func noRows() throws {
        #expect(throws: ModelingError.self) { try table("SELECT 1 AS x WHERE false") }
    }
}
