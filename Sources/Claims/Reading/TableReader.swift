import ADBC
import Foundation

/// One batch of a table: the outputs by contract column, and which rows are unusable.
struct TableBatch {
    let rowCount: Int
    private let batch: RecordBatch
    private let outputs: [String: [Int]]
    /// Rows whose `problem` is NULL.
    let isUsable: [Bool]

    init(_ batch: RecordBatch, outputs: [String: [Int]], isUsable: [Bool]) {
        self.batch = batch
        self.outputs = outputs
        self.isUsable = isUsable
        rowCount = batch.rowCount
    }

    /// The texts of a column, or nil where the extract has no such column.
    func texts(_ column: String) throws(ADBCError) -> UTF8Column? {
        guard let position = outputs[column]?.first else { return nil }
        return try batch.utf8(position)
    }

    /// Fen of an amount column.
    func amounts(_ column: String) throws(ADBCError) -> Int64Column? {
        guard let position = outputs[column]?.first else { return nil }
        return try batch.int64(position)
    }

    /// Day numbers of a date or timestamp column.
    func days(_ column: String) throws(ADBCError) -> Int32Column? {
        guard let position = outputs[column]?.first else { return nil }
        return try batch.int32(position)
    }

    /// Seconds of day of a timestamp column.
    func seconds(_ column: String) throws(ADBCError) -> Int32Column? {
        guard let position = outputs[column]?.last else { return nil }
        return try batch.int32(position)
    }

    func numbers(_ column: String) throws(ADBCError) -> DoubleColumn? {
        guard let position = outputs[column]?.first else { return nil }
        return try batch.double(position)
    }
}

/// Takes in the rows of a table; rolls back to a file's start when the file has to be read again.
protocol TableSink: AnyObject {
    func mark()
    func rollBack()
    func take(_ batch: TableBatch) throws(ADBCError)
}

/// Reads one table of an extract file by file, in the order of names and rows, and keeps the account of what was set aside.
final class TableReader {
    private let connection: Connection
    private let temporaryFolder: String
    private let source: TableSource
    private(set) var quality: TableQuality
    private var quarantine = QuarantineTally()
    private var dropped = QuarantineTally()
    private let isHashing: Bool

    init(source: TableSource, connection: Connection, temporaryFolder: String) {
        self.source = source
        self.connection = connection
        self.temporaryFolder = temporaryFolder
        quality = TableQuality(table: source.table.name)
        isHashing = source.table.columns.contains { $0.kind == .hashed }
    }

    /// Reads the wanted columns (all of the contract's when nil) into the sink.
    func read(wanted: Set<String>? = nil, into sink: some TableSink) throws(ClaimsError) {
        let wanted = wanted ?? Set(source.table.columns.map(\.name))
        for block in source.blocks {
            for (number, file) in block.files.enumerated() {
                var readable = file
                var encoding = file.format == .csv ? TextEncoding.detect(path: file.path) : .utf8
                if encoding == .gb18030 {
                    readable = try transcoded(file, number: number)
                }
                sink.mark()
                let checkpoint = (quality.rowsRead, quality.rowsQuarantined, quarantine, dropped)
                do {
                    try read(readable, expressions: block.expressions, wanted: wanted, sink: sink, encoding: encoding)
                } catch where encoding == .utf8 && file.format == .csv && error.description.contains("not text") {
                    // Bytes beyond UTF-8 that lie past the sample.
                    sink.rollBack()
                    (quality.rowsRead, quality.rowsQuarantined, quarantine, dropped) = checkpoint
                    encoding = .gb18030
                    try read(try transcoded(file, number: number), expressions: block.expressions, wanted: wanted, sink: sink, encoding: encoding)
                }
                if readable.path != file.path { try? FileManager.default.removeItem(atPath: readable.path) }
            }
        }
        quality.columnsMissing = source.table.columns.map(\.name).filter { quality.columnsFound[$0] == nil }
        quality.quarantined = quarantine.entries(of: source.table)
        quality.droppedValues = dropped.entries(of: source.table)
    }

    private func transcoded(_ file: SourceFile, number: Int) throws(ClaimsError) -> SourceFile {
        let path = try TextEncoding.copyAsUTF8(file, into: temporaryFolder, number: number)
        return SourceFile(displayName: file.displayName, path: path, format: .csv)
    }

    private func read(
        _ file: SourceFile, expressions: [String: String]?, wanted: Set<String>, sink: some TableSink, encoding: TextEncoding
    ) throws(ClaimsError) {
        let csv = file.format == .csv ? try CSVRelation(file: file, connection: connection) : nil
        let strict = csv?.relation(skippingFaultyLines: false) ?? plainRelation(file)
        let query = try prepared(file, relation: strict, csv: csv, expressions: expressions, wanted: wanted)
        var rows = 0
        do {
            rows = try stream(query.sql, query: query, file: file, sink: sink)
        } catch {
            guard let csv, error.message.contains("CSV Error") || error.message.contains("Maximum line size") else {
                throw csv == nil
                    ? ClaimsError("\(file.displayName): the file cannot be read as Parquet: \(CSVRelation.firstSentence(of: error.message))")
                    : CSVRelation.explained(error, file: file)
            }
            rows = try readAroundFaultyLines(csv, error, file: file, expressions: expressions, wanted: wanted, sink: sink)
        }
        quality.files.append(.init(name: file.displayName, rows: rows, encoding: encoding.rawValue))
    }

    /// The second, slower reading of a file in which some lines have too few or too many fields.
    private func readAroundFaultyLines(
        _ csv: CSVRelation, _ error: ADBCError, file: SourceFile, expressions: [String: String]?, wanted: Set<String>, sink: some TableSink
    ) throws(ClaimsError) -> Int {
        let explained = CSVRelation.explained(error, file: file)
        if explained.description.contains("not text") { throw explained }
        if let line = csv.firstOpenQuoteLine(connection: connection) {
            throw ClaimsError("\(file.displayName), line \(line): a quoted field is not closed, or spans lines in a file with damaged rows, so the rows after it cannot be told apart; mend the line or export the file again")
        }
        sink.rollBack()
        try? connection.execute("DROP TABLE IF EXISTS reject_errors")
        try? connection.execute("DROP TABLE IF EXISTS reject_scans")
        let query = try prepared(file, relation: csv.relation(skippingFaultyLines: true), csv: csv, expressions: expressions, wanted: wanted)
        do {
            let rows = try stream(query.sql, query: query, file: file, sink: sink)
            let rejects = try connection.query("SELECT DISTINCT line, error_type FROM reject_errors ORDER BY line")
            var rejected: Set<Int64> = []
            while let batch = try rejects.next() {
                for row in 0..<batch.rowCount {
                    guard let line = batch.column(0).integer(row), rejected.insert(line).inserted else { continue }
                    quarantine.add(reason: "faulty line", column: "", found: csv.columns.count.description + " fields expected", file: file.displayName, position: "line \(line)")
                }
            }
            quality.rowsRead += rejected.count
            quality.rowsQuarantined += rejected.count
            return rows + rejected.count
        } catch {
            throw CSVRelation.explained(error, file: file)
        }
    }

    private func plainRelation(_ file: SourceFile) -> String {
        file.format == .table ? quotedIdentifier(file.path) : "read_parquet(\(quotedLiteral(file.path)))"
    }

    private func prepared(
        _ file: SourceFile, relation: String, csv: CSVRelation?, expressions: [String: String]?, wanted: Set<String>
    ) throws(ClaimsError) -> TableQuery {
        let columns: [(name: String, type: String)]
        do {
            if let csv { columns = csv.columns.map { ($0, "VARCHAR") } } else { columns = try describe("SELECT * FROM \(relation)") }
        } catch {
            throw ClaimsError("\(file.displayName): the file cannot be read as Parquet: \(CSVRelation.firstSentence(of: error.message))")
        }
        let typed = try typedExpressions(expressions, relation: relation, file: file, wanted: wanted)
        let query = try TableQuery(table: source.table, relation: relation, columns: columns, expressions: typed, wanted: wanted)
        let missing = source.table.columns.filter { $0.isRequired && query.found[$0.name] == nil }
        guard missing.isEmpty else {
            let names = missing.map { ([$0.name] + $0.aliases).joined(separator: " or ") }.joined(separator: ", ")
            throw ClaimsError("\(file.displayName): the required column \(names) is missing; found \(columns.map(\.name).joined(separator: ", ").prefix(400)); rename it or give a mapping with --mapping")
        }
        quality.columnsFound.merge(query.found) { first, _ in first }
        if expressions == nil {
            let known = Set(source.table.columns.flatMap { [$0.name] + $0.aliases })
            for column in columns.map({ $0.name.lowercased() }) where !known.contains(column) {
                if ContractSchema.identityColumns.contains(column) {
                    if !quality.identityColumnsNotRead.contains(column) { quality.identityColumnsNotRead.append(column) }
                } else if !quality.columnsUnknown.contains(column) {
                    quality.columnsUnknown.append(column)
                }
            }
        }
        return query
    }

    private func typedExpressions(
        _ expressions: [String: String]?, relation: String, file: SourceFile, wanted: Set<String>
    ) throws(ClaimsError) -> [String: (sql: String, type: String)]? {
        guard let expressions else { return nil }
        var typed: [String: (sql: String, type: String)] = [:]
        for (column, sql) in expressions.sorted(by: { $0.key < $1.key }) where wanted.contains(column) {
            do {
                typed[column] = (sql, try describe("SELECT \(sql) AS value FROM \(relation)").first?.type ?? "VARCHAR")
            } catch {
                throw ClaimsError("\(file.displayName): the mapping's expression for \(column) does not work: \(CSVRelation.firstSentence(of: error.message))")
            }
        }
        return typed
    }

    private func describe(_ sql: String) throws(ADBCError) -> [(name: String, type: String)] {
        var columns: [(name: String, type: String)] = []
        let stream = try connection.query("DESCRIBE \(sql)")
        while let batch = try stream.next() {
            for row in 0..<batch.rowCount {
                columns.append((batch.column(0).string(row) ?? "", batch.column(1).string(row) ?? "VARCHAR"))
            }
        }
        return columns
    }

    /// Hands batches to the sink and returns the number of rows.
    private func stream(_ sql: String, query: TableQuery, file: SourceFile, sink: some TableSink) throws(ADBCError) -> Int {
        let stream = try connection.query(sql)
        var rows = 0
        var setAside = 0
        var tally = (quarantine, dropped)
        while let batch = try stream.next() {
            let problems = try batch.utf8(query.problemIndex)
            let drops = try batch.utf8(query.droppedIndex)
            var isUsable = [Bool](repeating: true, count: batch.rowCount)
            for row in 0..<batch.rowCount {
                if let problem = problems.string(row) {
                    isUsable[row] = false
                    setAside += 1
                    tally.0.add(problem: problem, file: file.displayName, row: rows + row + 1)
                }
                if let drop = drops.string(row) { tally.1.add(problem: drop, file: file.displayName, row: rows + row + 1) }
            }
            try sink.take(TableBatch(batch, outputs: query.outputs, isUsable: isUsable))
            rows += batch.rowCount
        }
        quality.rowsRead += rows
        quality.rowsQuarantined += setAside
        (quarantine, dropped) = tally
        return rows
    }
}
