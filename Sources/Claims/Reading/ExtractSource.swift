import ADBC
import Foundation

/// Where an extract is: a folder of files in the contract's form, or a database behind an ADBC driver.
public enum ExtractLocation: Sendable {
    case folder(String)
    case database(DatabaseLocation)
}

/// `driver=…,uri=…[,entrypoint=…][,key=value…]`, as given to `--source`.
public struct DatabaseLocation: Sendable {
    public var driver: String
    public var entryPoint: String
    public var options: [(String, String)]

    public init(parsing text: String) throws(ClaimsError) {
        var driver: String?
        var entryPoint = "AdbcDriverInit"
        var options: [(String, String)] = []
        for (index, part) in text.split(separator: ",").enumerated() {
            guard let equals = part.firstIndex(of: "=") else {
                // It may be the rest of a password that holds a comma, so it is not shown.
                throw ClaimsError("--source: part \(index + 1) of those between commas is not key=value; expected driver=…,uri=…, a comma inside a uri written as %2C")
            }
            let value = String(part[part.index(after: equals)...])
            switch part[..<equals] {
            case "driver": driver = value
            case "entrypoint": entryPoint = value
            case let key: options.append((String(key), value))
            }
        }
        guard let driver else { throw ClaimsError("--source needs driver=PATH-OR-NAME, the ADBC driver's shared library") }
        self.driver = driver
        self.entryPoint = entryPoint
        self.options = options
    }
}

/// One file of a table, or one table of a database that has been taken over into DuckDB.
struct SourceFile: Sendable {
    enum Format: Sendable { case csv, parquet, table }

    /// What messages call it: the path below the extract, never the machine's folders above.
    let displayName: String
    let path: String
    let format: Format

    var isCompressed: Bool { format == .csv && path.lowercased().hasSuffix(".gz") }

    /// The path as an SQL literal that DuckDB does not take for a pattern.
    var pathLiteral: String {
        quotedLiteral(path.reduce(into: "") { $0 += "[*?".contains($1) ? "[\($1)]" : String($1) })
    }
}

/// All that one contract table is read from. `expressions` is nil where columns go by the contract's names and aliases.
struct TableSource: Sendable {
    struct Block: Sendable {
        let files: [SourceFile]
        let expressions: [String: String]?
    }

    let table: ContractSchema.Table
    let blocks: [Block]
}

enum ExtractLocator {
    /// The tables found in a folder, in the contract's order, and the names of files that stand where a table's files do
    /// but are in no format that is read.
    static func locate(folder: String, mapping: ColumnMapping?) throws(ClaimsError) -> (sources: [TableSource], notRead: [String]) {
        guard isFolder(folder) else {
            let fault = FileManager.default.fileExists(atPath: folder) ? "is a file, not a folder" : "does not exist"
            throw ClaimsError("the extract \(lastComponent(folder)) \(fault); give the folder that holds setl_d.csv or setl_d.parquet")
        }
        if let mapping { return try locate(folder: folder, mapping: mapping) }
        var sources: [TableSource] = []
        var notRead: [String] = []
        for table in ContractSchema.tables {
            let files = files(of: table.name, in: folder, &notRead)
            if !files.isEmpty { sources.append(TableSource(table: table, blocks: [.init(files: files, expressions: nil)])) }
        }
        return (sources, notRead)
    }

    private static func locate(folder: String, mapping: ColumnMapping) throws(ClaimsError) -> (sources: [TableSource], notRead: [String]) {
        var sources: [TableSource] = []
        var notRead: [String] = []
        let names = listing(folder)
        for table in ContractSchema.tables {
            guard let blocks = mapping.tables[table.name] else { continue }
            var found: [TableSource.Block] = []
            for block in blocks {
                guard let pattern = block.files else {
                    throw ClaimsError("mapping of \(table.name): `table` goes with --source; for a folder give `files`")
                }
                let matches = names.filter { Wildcard.matches($0, pattern: pattern) }
                guard !matches.isEmpty else {
                    throw ClaimsError("mapping of \(table.name): no file matches `\(pattern)` in the extract's folder")
                }
                found.append(.init(files: matches.compactMap { file($0, in: folder, &notRead) }, expressions: block.columns))
            }
            sources.append(TableSource(table: table, blocks: found))
        }
        return (sources, notRead)
    }

    /// `setl_d.csv`, `setl_d.csv.gz`, `setl_d.parquet`, or the files of those endings in the folder `setl_d/`.
    private static func files(of table: String, in folder: String, _ notRead: inout [String]) -> [SourceFile] {
        let names = listing(folder).filter { stem(of: $0) == table }
        var found: [SourceFile] = []
        for name in names where name.lowercased() != table || !isFolder(folder + "/" + name) {
            if let file = file(name, in: folder, &notRead) { found.append(file) }
        }
        for inner in names where inner.lowercased() == table && isFolder(folder + "/" + inner) {
            for name in listing(folder + "/" + inner) {
                if let file = file(inner + "/" + name, in: folder, &notRead) { found.append(file) }
            }
        }
        return found
    }

    /// The file of that name below the extract, or nil and a note where its ending says nothing of how to read it.
    private static func file(_ name: String, in folder: String, _ notRead: inout [String]) -> SourceFile? {
        guard let format = format(of: name) else {
            notRead.append(name)
            return nil
        }
        return SourceFile(displayName: name, path: folder + "/" + name, format: format)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func listing(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    private static func format(of name: String) -> SourceFile.Format? {
        let lowercase = name.lowercased()
        if lowercase.hasSuffix(".csv") || lowercase.hasSuffix(".csv.gz") { return .csv }
        return lowercase.hasSuffix(".parquet") ? .parquet : nil
    }

    private static func stem(of name: String) -> String {
        String(name.prefix { $0 != "." }).lowercased()
    }

    static func lastComponent(_ path: String) -> String { (path as NSString).lastPathComponent }
}

/// File-name patterns with `*` for any run of characters.
enum Wildcard {
    static func matches(_ name: String, pattern: String) -> Bool {
        let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard pieces.count > 1 else { return name == pattern }
        guard name.hasPrefix(pieces[0]) else { return false }
        var rest = name.dropFirst(pieces[0].count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(pieces[pieces.count - 1])
    }
}
