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
    /// The tables found in a folder, in the contract's order.
    static func locate(folder: String, mapping: ColumnMapping?) throws(ClaimsError) -> [TableSource] {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            let fault = FileManager.default.fileExists(atPath: folder) ? "is a file, not a folder" : "does not exist"
            throw ClaimsError("the extract \(lastComponent(folder)) \(fault); give the folder that holds setl_d.csv or setl_d.parquet")
        }
        if let mapping { return try locate(folder: folder, mapping: mapping) }
        var sources: [TableSource] = []
        for table in ContractSchema.tables {
            let files = try files(of: table.name, in: folder)
            if !files.isEmpty { sources.append(TableSource(table: table, blocks: [.init(files: files, expressions: nil)])) }
        }
        return sources
    }

    private static func locate(folder: String, mapping: ColumnMapping) throws(ClaimsError) -> [TableSource] {
        var sources: [TableSource] = []
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
                let files = matches.compactMap { name in
                    format(of: name).map { SourceFile(displayName: name, path: folder + "/" + name, format: $0) }
                }
                found.append(.init(files: files, expressions: block.columns))
            }
            sources.append(TableSource(table: table, blocks: found))
        }
        return sources
    }

    /// `setl_d.csv`, `setl_d.csv.gz`, `setl_d.parquet`, or the files of those endings in the folder `setl_d/`.
    private static func files(of table: String, in folder: String) throws(ClaimsError) -> [SourceFile] {
        var found: [SourceFile] = []
        for name in listing(folder) where stem(of: name) == table {
            if let format = format(of: name) {
                found.append(SourceFile(displayName: name, path: folder + "/" + name, format: format))
            }
        }
        let inner = folder + "/" + table
        for name in listing(inner) {
            if let format = format(of: name) {
                found.append(SourceFile(displayName: table + "/" + name, path: inner + "/" + name, format: format))
            }
        }
        return found
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
