import ADBC
import Foundation

/// Reads an extract: finds its tables, takes them in through DuckDB, cleans the settlements and gives the store and
/// the account of its quality.
public final class ExtractReader {
    public struct Options: Sendable {
        public var mapping: ColumnMapping?
        public var threads: Int?
        public var careClasses: CareClassTable
        public var calendar: HolidayCalendar
        public var thresholds: ThresholdTable
        /// Whether tables that no model needs are read through as well, to count and check them.
        public var checksAllTables = false
        /// Whether fee lines are kept in the store, for scenarios that look at items.
        public var readsFeeLines = false
        /// Called with what is being done, in English, as the work goes on.
        public var progress: @Sendable (String) -> Void = { _ in }

        public init(careClasses: CareClassTable, calendar: HolidayCalendar, thresholds: ThresholdTable) {
            self.careClasses = careClasses
            self.calendar = calendar
            self.thresholds = thresholds
        }
    }

    public let location: ExtractLocation
    private let options: Options
    private let connection: Connection
    private let temporaryFolder: String
    private let sources: [TableSource]
    /// SQL of the usable rows of each table read, for the checks that DuckDB makes by itself.
    private var cleanSQL: [String: [String]] = [:]

    /// Finds the tables. - Throws: `ClaimsError` where there is nothing to read or no `setl_d`.
    public init(_ location: ExtractLocation, options: Options) throws(ClaimsError) {
        self.location = location
        self.options = options
        // The number of the process is in the name, so that whoever ends the process knows what is to be removed.
        temporaryFolder = NSTemporaryDirectory() + "xiezhi-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(atPath: temporaryFolder, withIntermediateDirectories: true)
        } catch {
            throw ClaimsError("the temporary folder cannot be made; set TMPDIR to a folder with room")
        }
        do throws(ClaimsError) {
            connection = try Self.openConnection(temporaryFolder: temporaryFolder, threads: options.threads)
            sources = switch location {
            case .folder(let folder): try ExtractLocator.locate(folder: folder, mapping: options.mapping)
            case .database(let database): try DatabaseIntake(database, mapping: options.mapping, connection: connection).tables()
            }
            guard sources.contains(where: { $0.table.name == "setl_d" }) else {
                throw ClaimsError("the extract has no settlements: expected setl_d.parquet, setl_d.csv, setl_d.csv.gz or a folder setl_d; found \(sources.isEmpty ? "none of the contract's tables" : sources.map(\.table.name).joined(separator: ", "))")
            }
        } catch {
            // A deinit does not run for what was never made.
            try? FileManager.default.removeItem(atPath: temporaryFolder)
            throw error
        }
    }

    private static func openConnection(temporaryFolder: String, threads: Int?) throws(ClaimsError) -> Connection {
        do {
            let connection = try EmbeddedDuckDB.open(temporaryDirectory: temporaryFolder, threads: threads)
            // A new key each run: equal telephones get equal hashes within a run, and nothing links two runs.
            try connection.execute("SET VARIABLE hash_key = \(quotedLiteral(UUID().uuidString + UUID().uuidString))")
            // Instants with a zone are shown on the clock of the country whose extracts these are, wherever this machine stands.
            try connection.execute("SET TimeZone = 'Asia/Shanghai'")
            // With the default of a megabyte DuckDB's threads spend their time handing over full buffers.
            try connection.execute("SET streaming_buffer_size = '128MB'")
            return connection
        } catch {
            throw ClaimsError(error.description)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: temporaryFolder) }

    /// The files that were found, below the extract's folder, for digests.
    public var inputPaths: [(name: String, path: String)] {
        sources.flatMap(\.blocks).flatMap(\.files).filter { $0.format != .table }.map { ($0.displayName, $0.path) }
    }

    /// Reads and cleans everything. - Throws: `ClaimsError` for anything that stops the run.
    public func read() throws(ClaimsError) -> (store: ClaimStore, quality: DataQuality) {
        var quality = DataQuality()
        let rows = SettlementRows()
        try readTable("setl_d", into: rows, &quality)
        let persons = PersonRegistry(rows)
        try readTable("psn_info_b", into: persons, &quality)
        let facilities = FacilityRegistry()
        try readTable("fixmedins_b", into: facilities, &quality)
        let chronic = ChronicRegistry(rows)
        try readTable("opsp_reg_d", into: chronic, &quality)
        if options.checksAllTables {
            for table in ["mdtrt_d", "fee_list_d", "drug_trac_d", "drug_inv_d"] where table != "fee_list_d" || !options.readsFeeLines { try readTable(table, into: CountingSink(), &quality) }
        }
        options.progress("cleaning")
        // The cleaning's copies must be gone before the store is assembled, or every column is held twice.
        let (account, kept) = SettlementCleaning.settle(rows)
        quality.settlements = account
        let assembly = StoreAssembly(
            rows: rows, kept: kept, persons: persons, facilities: facilities, chronic: chronic,
            careClasses: options.careClasses, calendar: options.calendar, columns: quality.table("setl_d")?.columnsFound ?? [:])
        var store = assembly.store
        if let period = store.period {
            quality.period = .init(start: CalendarDay.text(period.lowerBound), end: CalendarDay.text(period.upperBound))
        }
        quality.identities = try MoneyIdentities.tested(store, thresholds: options.thresholds)
        quality.findings = assembly.findings
        if rows.undated > 0 {
            quality.findings.append(.init(
                kind: "undated_settlement", count: rows.undated, of: rows.read.rows,
                messageChinese: "结算记录没有任何可用日期，已隔离", messageEnglish: "settlements without any usable date, set aside"))
        }
        quality.findings += try StoreFindings(
            store: store, account: account, registeredFacilities: facilities.entries.isEmpty ? nil : Set(facilities.entries.keys),
            thresholds: options.thresholds).all()
        if options.checksAllTables, let lines = cleanSQL["fee_list_d"], let settlements = cleanSQL["setl_d"] {
            options.progress("checking fee lines")
            try FeeLineFindings(lines: lines, settlements: settlements, connection: connection, thresholds: options.thresholds).add(to: &quality)
        }
        if options.readsFeeLines, sources.contains(where: { $0.table.name == "fee_list_d" }) {
            let lines = FeeLineRows(settlements: store.settlements)
            try readTable("fee_list_d", into: lines, &quality)
            store.feeLines = lines.finished()
        }
        let quarantined = quality.settlements.quarantined.rows
        let share = rows.read.rows == 0 ? 0 : Double(quarantined) / Double(rows.read.rows)
        quality.gate = .init(quarantinedShare: share, limit: try options.thresholds.value("quarantined_share_limit"))
        guard quality.settlements.balances else {
            throw ClaimsError("the account of settlements does not balance; this is a fault of this program, please report it")
        }
        return (store, quality)
    }

    private func readTable(_ name: String, into sink: some TableSink, _ quality: inout DataQuality) throws(ClaimsError) {
        guard let source = sources.first(where: { $0.table.name == name }) else { return }
        options.progress("reading \(name)")
        let reader = TableReader(source: source, connection: connection, temporaryFolder: temporaryFolder)
        try reader.read(into: sink)
        cleanSQL[name] = reader.cleanSQL
        var table = reader.quality
        if let rows = sink as? SettlementRows {
            rows.noteFaultyLines(table.rowsRead - rows.read.rows)
            table.rowsQuarantined += rows.undated
        }
        quality.tables.append(table)
    }
}
