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
        /// Tables that are kept in the store beside settlements and registries, for scenarios that look at them:
        /// of `mdtrt_d`, `fee_list_d`, `drug_trac_d`, `drug_inv_d`, `items_gender`.
        public var tables: Set<String> = []
        /// Whether rows of `setl_d` that are no claims are kept by name, in `skippedSettlements`.
        public var recordsSkipped = false
        /// Called with what is being done, in English, as the work goes on.
        public var progress: @Sendable (String) -> Void = { _ in }

        public init(careClasses: CareClassTable, calendar: HolidayCalendar, thresholds: ThresholdTable) {
            self.careClasses = careClasses
            self.calendar = calendar
            self.thresholds = thresholds
        }
    }

    public let location: ExtractLocation
    /// After `read()`, with `recordsSkipped`: the rows of `setl_d` that are not in the store, and why.
    public private(set) var skippedSettlements = SkippedSettlements()
    private let options: Options
    private let connection: Connection
    private let temporaryFolder: String
    private let sources: [TableSource]
    /// Files among those of a table that are in no format that is read.
    private let notRead: [String]
    /// SQL of the usable rows of each table read, for the checks that DuckDB makes by itself.
    private var cleanSQL: [String: [String]] = [:]

    /// Finds the tables. - Throws: `ClaimsError` where there is nothing to read or no `setl_d`.
    public init(_ location: ExtractLocation, options: Options) throws(ClaimsError) {
        self.location = location
        self.options = options
        // The number of the process is in the name, so that whoever ends the process knows what is to be removed.
        temporaryFolder = NSTemporaryDirectory() + "xiezhi-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
        do {
            // Copies and spilled rows of persons lie there, which nobody else on the machine is to read.
            try FileManager.default.createDirectory(
                atPath: temporaryFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ClaimsError("the temporary folder cannot be made; set TMPDIR to a folder with room")
        }
        do throws(ClaimsError) {
            connection = try Self.openConnection(temporaryFolder: temporaryFolder, threads: options.threads)
            (sources, notRead) = switch location {
            case .folder(let folder): try ExtractLocator.locate(folder: folder, mapping: options.mapping)
            case .database(let database): (try DatabaseIntake(database, mapping: options.mapping, connection: connection).tables(), [])
            }
            guard sources.contains(where: { $0.table.name == "setl_d" }) else {
                throw ClaimsError("the extract has no settlements: expected setl_d.parquet, setl_d.csv, setl_d.csv.gz or a folder setl_d; found \(sources.isEmpty ? "none of the contract's tables" : sources.map(\.table.name).joined(separator: ", "))\(notRead.isEmpty ? "" : "; not read, for their ending: \(notRead.prefix(3).joined(separator: ", "))")")
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
        func asks(_ table: String) -> Bool { options.tables.contains(table) && sources.contains { $0.table.name == table } }
        let rows = SettlementRows(readsVisits: asks("mdtrt_d"), recordsSkipped: options.recordsSkipped)
        try readTable("setl_d", into: rows, &quality)
        let persons = PersonRegistry(rows)
        try readTable("psn_info_b", into: persons, &quality)
        let facilities = FacilityRegistry()
        try readTable("fixmedins_b", into: facilities, &quality)
        let chronic = ChronicRegistry(rows)
        try readTable("opsp_reg_d", into: chronic, &quality)
        let further = try readFurtherTables(rows, &quality)
        options.progress("cleaning")
        // The cleaning's copies must be gone before the store is assembled, or every column is held twice.
        let (account, kept, cleaningFindings) = try SettlementCleaning.settle(rows, thresholds: options.thresholds)
        skippedSettlements = rows.skipped ?? .init()
        quality.settlements = account
        // Some rows show only among all others that they cannot be used.
        quality.tables[0].rowsQuarantined = account.quarantined.rows
        let readsLines = options.checksAllTables || options.tables.contains("fee_list_d")
        let noClaims = readsLines && sources.contains { $0.table.name == "fee_list_d" } ? SettlementIndex(rows.id.omitting(kept)) : nil
        let assembly = StoreAssembly(
            rows: rows, kept: kept, persons: persons, facilities: facilities, chronic: chronic, further: further,
            careClasses: options.careClasses, calendar: options.calendar, columns: quality.table("setl_d")?.columnsFound ?? [:])
        var store = assembly.store
        if let period = store.period {
            quality.period = .init(start: CalendarDay.text(period.lowerBound), end: CalendarDay.text(period.upperBound))
        }
        quality.identities = try MoneyIdentities.tested(store, thresholds: options.thresholds)
        quality.findings = assembly.findings + cleaningFindings
        if !notRead.isEmpty {
            quality.findings.append(.init(
                kind: "file_not_read", count: notRead.count, of: notRead.count + inputPaths.count,
                messageChinese: "数据表文件的格式无法读取，已略过；请导出为 .csv、.csv.gz 或 .parquet",
                messageEnglish: "files of a table that are passed over for their ending; export them as .csv, .csv.gz or .parquet",
                examples: Array(notRead.prefix(3))))
        }
        if rows.undated > 0 {
            quality.findings.append(.init(
                kind: "undated_settlement", count: rows.undated, of: rows.read.rows,
                messageChinese: "结算记录没有任何可用日期，已隔离", messageEnglish: "settlements without any usable date, set aside"))
        }
        quality.findings += try StoreFindings(
            store: store, account: account, registeredFacilities: facilities.entries.isEmpty ? nil : Set(facilities.entries.keys),
            thresholds: options.thresholds).all()
        if let noClaims {
            let lines = FeeLineRows(
                settlementCount: store.settlements.count, index: assembly.index, noClaims: noClaims, keepsLines: asks("fee_list_d"))
            try readTable("fee_list_d", into: lines, &quality)
            if asks("fee_list_d") { store.feeLines = lines.finished() }
            quality.tables[quality.tables.count - 1].lines = lines.account
            quality.findings += try lines.findings(options.thresholds)
        }
        if options.checksAllTables, let lines = cleanSQL["fee_list_d"], let settlements = cleanSQL["setl_d"] {
            options.progress("checking fee lines")
            try FeeLineFindings(lines: lines, settlements: settlements, connection: connection, thresholds: options.thresholds).add(to: &quality)
        }
        store.filledColumns.formUnion(filledColumns(of: store, quality))
        quality.gate = quality.gate(limit: try options.thresholds.value("quarantined_share_limit"))
        guard quality.settlements.balances else {
            throw ClaimsError("the account of settlements does not balance; this is a fault of this program, please report it")
        }
        return (store, quality)
    }

    /// Tables that something asked for, and with `checksAllTables` a count of the others.
    private func readFurtherTables(_ rows: SettlementRows, _ quality: inout DataQuality) throws(ClaimsError) -> StoreAssembly.FurtherTables {
        var further = StoreAssembly.FurtherTables()
        // Fee lines come last: they need the kept settlements.
        for name in ["mdtrt_d", "drug_trac_d", "drug_inv_d", "items_gender"] {
            guard sources.contains(where: { $0.table.name == name }) else { continue }
            switch (name, options.tables.contains(name)) {
            case ("mdtrt_d", true):
                let visits = VisitRows(rows)
                try readTable(name, into: visits, &quality)
                further.visits = visits
            case ("drug_trac_d", true):
                let traces = TraceRows(rows)
                try readTable(name, into: traces, &quality)
                further.traces = traces
            case ("drug_inv_d", true):
                let inventory = InventoryRows(rows)
                try readTable(name, into: inventory, &quality)
                further.inventory = inventory
            case ("items_gender", true):
                let sexes = ItemSexRows()
                try readTable(name, into: sexes, &quality)
                further.itemSexes = sexes
            default: if options.checksAllTables { try readTable(name, into: CountingSink(), &quality) }
            }
        }
        return further
    }

    /// `table.column` of the tables beside `setl_d`: what was found in the files, less what turned out to be empty.
    private func filledColumns(of store: ClaimStore, _ quality: DataQuality) -> Set<String> {
        var filled: Set<String> = []
        for table in quality.tables where table.table != "setl_d" && table.rowsRead > 0 {
            if table.table == "mdtrt_d", store.visits != nil { continue }
            filled.formUnion(table.columnsFound.keys.map { "\(table.table).\($0)" })
        }
        func drop(_ name: String, unless isFilled: Bool) { if !isFilled { filled.remove(name) } }
        drop("psn_info_b.die_date", unless: store.persons.deathDay.contains { $0 != CalendarDay.missing })
        drop("psn_info_b.tel", unless: store.persons.telephone.contains { $0 >= 0 })
        drop("psn_info_b.addr", unless: store.persons.address.contains { $0 >= 0 })
        drop("fixmedins_b.aprv_bed_cnt", unless: store.facilities.beds.contains { $0 >= 0 })
        if let lines = store.feeLines {
            drop("fee_list_d.med_list_codg", unless: lines.item.contains { $0 >= 0 })
            drop("fee_list_d.medins_list_codg", unless: lines.localItem.contains { $0 >= 0 })
            drop("fee_list_d.bilg_dr_code", unless: lines.doctor.contains { $0 >= 0 })
            drop("fee_list_d.med_chrgitm_type", unless: lines.chargeType.contains { $0 > 0 })
            drop("fee_list_d.prd_days", unless: lines.supplyDays.contains { !$0.isNaN })
            drop("fee_list_d.cnt", unless: lines.quantity.contains { !$0.isNaN })
        }
        return filled
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
