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
    /// For each file the SQL of its usable rows under the contract's names, for checks that DuckDB makes by itself.
    private(set) var cleanSQL: [String] = []
    private var quarantine = QuarantineTally()
    private var dropped = QuarantineTally()
    /// The first row of the file at hand where an identifier or number holds a line break.
    private var lineBreakRow: Int?

    init(source: TableSource, connection: Connection, temporaryFolder: String) {
        self.source = source
        self.connection = connection
        self.temporaryFolder = temporaryFolder
        quality = TableQuality(table: source.table.name)
    }

    /// Reads all of the contract's columns into the sink. Copies made of files stay in the temporary folder.
    func read(into sink: some TableSink) throws(ClaimsError) {
        for block in source.blocks {
            for file in block.files {
                let archive = file.isCompressed ? ArchiveCheck(path: file.path) : nil
                let failure: ClaimsError?
                do throws(ClaimsError) {
                    try read(file, expressions: block.expressions, into: sink)
                    failure = nil
                } catch {
                    failure = error
                }
                if archive?.isDamaged == true {
                    throw ClaimsError("\(file.displayName): the gzip archive ends too early or is damaged; copy the file again")
                }
                if let failure { throw failure }
            }
        }
        quality.columnsMissing = source.table.columns.map(\.name).filter { quality.columnsFound[$0] == nil }
        quality.quarantined = quarantine.entries(of: source.table)
        quality.droppedValues = dropped.entries(of: source.table)
    }

    /// One file as it is, or a copy of it where DuckDB cannot read its bytes: GB18030, or lines that end in two ways.
    private func read(_ file: SourceFile, expressions: [String: String]?, into sink: some TableSink) throws(ClaimsError) {
        let encoding = file.format == .csv ? TextEncoding.detect(path: file.path) : .utf8
        if encoding == .utf8 {
            sink.mark()
            let checkpoint = (quality.rowsRead, quality.rowsQuarantined, quarantine, dropped)
            if try readBytes(file, expressions: expressions, sink: sink, encoding: .utf8) { return }
            sink.rollBack()
            (quality.rowsRead, quality.rowsQuarantined, quarantine, dropped) = checkpoint
        }
        let (copy, copiedFrom) = try TextEncoding.copied(file, from: encoding, into: temporaryFolder)
        sink.mark()
        guard try readBytes(copy, expressions: expressions, sink: sink, encoding: copiedFrom) else {
            throw ClaimsError("\(file.displayName): this is not a CSV file in UTF-8 or GB18030: its bytes or the ends of its lines fit neither; expected a header row and one row a line")
        }
    }

    /// False where DuckDB cannot read the bytes as text in lines.
    private func readBytes(
        _ file: SourceFile, expressions: [String: String]?, sink: some TableSink, encoding: TextEncoding
    ) throws(ClaimsError) -> Bool {
        var csv: CSVRelation?
        if file.format == .csv {
            csv = try CSVRelation.open(file, connection: connection)
            if csv == nil { return false }
        }
        let strict = csv?.relation(skippingFaultyLines: false) ?? plainRelation(file)
        let query = try prepared(file, relation: strict, csv: csv, expressions: expressions)
        lineBreakRow = nil
        var rows = 0
        do {
            rows = try stream(query, file: file, sink: sink)
            cleanSQL.append(query.cleanSQL)
        } catch {
            // What an expression says of a value that it fails on may hold the value.
            if expressions != nil, !CSVRelation.isAboutFile(error) {
                throw ClaimsError("\(file.displayName): an expression of the mapping fails on a value (\(error.message.prefix { $0 != ":" && !$0.isNewline })); use TRY_CAST, or text that later reading may refuse row by row")
            }
            guard let csv else {
                throw ClaimsError("\(file.displayName): the file cannot be read as Parquet: \(CSVRelation.redactedFirstSentence(of: error.message))")
            }
            if CSVRelation.isAboutBytes(error) { return false }
            guard CSVRelation.isAboutLines(error) else { throw CSVRelation.explained(error, file: file) }
            rows = try readAroundFaultyLines(csv, error, file: file, expressions: expressions, sink: sink)
        }
        if let row = lineBreakRow, csv != nil {
            throw ClaimsError("\(file.displayName), row \(row): a line break stands inside a field that is no text, so a quote was left open and the rows after it cannot be told apart; mend the line or export the file again")
        }
        quality.files.append(.init(name: file.displayName, rows: rows, encoding: encoding.rawValue))
        return true
    }

    /// The second, slower reading of a file in which some lines have too few or too many fields.
    private func readAroundFaultyLines(
        _ csv: CSVRelation, _ error: ADBCError, file: SourceFile, expressions: [String: String]?, sink: some TableSink
    ) throws(ClaimsError) -> Int {
        if let line = csv.firstOpenQuoteLine(connection: connection) {
            throw ClaimsError("\(file.displayName), line \(line): a quoted field is not closed, or spans lines in a file with damaged rows, so the rows after it cannot be told apart; mend the line or export the file again")
        }
        sink.rollBack()
        do {
            try connection.execute("DROP TABLE IF EXISTS reject_errors")
            try connection.execute("DROP TABLE IF EXISTS reject_scans")
            let query = try prepared(file, relation: csv.relation(skippingFaultyLines: true), csv: csv, expressions: expressions)
            let rows = try stream(query, file: file, sink: sink)
            let rejects = try connection.query("SELECT DISTINCT line FROM reject_errors ORDER BY line")
            var rejected = 0
            while let batch = try rejects.next() {
                for row in 0..<batch.rowCount {
                    guard let line = batch.column(0).integer(row) else { continue }
                    rejected += 1
                    quarantine.add(reason: "faulty line", column: "", found: "not \(csv.columns.count) fields", file: file.displayName, position: "line \(line)")
                }
            }
            // Every line is the header, a row or a reject; anything else is a row dropped in silence.
            guard try csv.filledLineCount(connection: connection) == rows + rejected + 1 else { throw CSVRelation.explained(error, file: file) }
            quality.rowsRead += rejected
            quality.rowsQuarantined += rejected
            cleanSQL.append(query.cleanSQL)
            return rows + rejected
        } catch let error as ADBCError {
            throw CSVRelation.explained(error, file: file)
        } catch let error as ClaimsError {
            throw error
        } catch {
            throw ClaimsError("\(file.displayName): the file cannot be read as CSV")
        }
    }

    private func plainRelation(_ file: SourceFile) -> String {
        file.format == .table ? quotedIdentifier(file.path) : "read_parquet(\(file.pathLiteral))"
    }

    private func prepared(
        _ file: SourceFile, relation: String, csv: CSVRelation?, expressions: [String: String]?
    ) throws(ClaimsError) -> TableQuery {
        let columns: [(name: String, type: String)]
        do {
            if let csv { columns = csv.columns.map { ($0, "VARCHAR") } } else { columns = try describe("SELECT * FROM \(relation)") }
        } catch {
            throw ClaimsError("\(file.displayName): the file cannot be read as Parquet: \(CSVRelation.firstSentence(of: error.message))")
        }
        let typed = try typedExpressions(expressions, relation: relation, file: file)
        let query = try TableQuery(table: source.table, relation: relation, columns: columns, expressions: typed)
        let missing = source.table.columns.filter { $0.isRequired && query.found[$0.name] == nil }
        guard missing.isEmpty else {
            let names = missing.map { ([$0.name] + $0.aliases).joined(separator: " or ") }.joined(separator: ", ")
            throw ClaimsError("\(file.displayName): the required column \(names) is missing; found \(columns.map { Self.label($0.name) }.joined(separator: ", ").prefix(400)); rename it or give a mapping with --mapping")
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

    /// A column's name where it looks like one. A file without a header shows its first row here, and a row is personal.
    private static func label(_ name: String) -> String {
        let isName = name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F }
        return isName && name.count { $0.isNumber } <= 2 && name.first?.isNumber == false ? name : "a name of \(name.count) characters"
    }

    private func typedExpressions(
        _ expressions: [String: String]?, relation: String, file: SourceFile
    ) throws(ClaimsError) -> [String: (sql: String, type: String)]? {
        guard let expressions else { return nil }
        var typed: [String: (sql: String, type: String)] = [:]
        for (column, sql) in expressions.sorted(by: { $0.key < $1.key }) {
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
    private func stream(_ query: TableQuery, file: SourceFile, sink: some TableSink) throws(ADBCError) -> Int {
        let stream = try connection.query(query.sql)
        var rows = 0
        var setAside = 0
        var tally = (quarantine, dropped)
        while let batch = try stream.next() {
            let problems = try batch.utf8(query.problemIndex)
            let drops = try batch.utf8(query.droppedIndex)
            var isUsable = [Bool](repeating: true, count: batch.rowCount)
            func note(_ notes: UTF8Column, _ body: (Int, String) -> Void) {
                for row in 0..<batch.rowCount where !notes.isNull(row) {
                    let text = notes.string(row) ?? ""
                    if text.hasSuffix(ConversionSQL.lineBreakShape), lineBreakRow == nil { lineBreakRow = rows + row + 1 }
                    body(row, text)
                }
            }
            note(problems) { row, problem in
                isUsable[row] = false
                setAside += 1
                tally.0.add(problem: problem, file: file.displayName, row: rows + row + 1)
            }
            note(drops) { row, drop in tally.1.add(problem: drop, file: file.displayName, row: rows + row + 1) }
            try sink.take(TableBatch(batch, outputs: query.outputs, isUsable: isUsable))
            rows += batch.rowCount
        }
        quality.rowsRead += rows
        quality.rowsQuarantined += setAside
        (quarantine, dropped) = tally
        return rows
    }
}
