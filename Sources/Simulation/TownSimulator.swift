import Foundation
import Statistics

/// What a simulation wrote.
public struct TownSummary: Sendable, Equatable, Codable {
    /// Rows by table, in the order written.
    public var rows: [TableRows]
    public var plantedCount: Int
    public var lookAlikeCount: Int
    public var firstDay: String
    public var lastDay: String

    public struct TableRows: Sendable, Equatable, Codable {
        public var table: String
        public var rowCount: Int
    }
}

/// Simulates a town's claims in the form of the extract contract, with planted cases and innocent look-alikes.
///
/// Persons live by an age pyramid, choose facilities by gravity, fall ill by season, refill by 28 and 30 days and settle by each
/// facility's hours. On top come the planted behaviours and the disorder of bookkeeping. All of it is made up: no distribution is
/// fitted to real claims, and no real person, facility or price is in it.
///
/// The same configuration gives the same bytes. Memory: about 300 bytes a settlement.
public struct TownSimulator: Sendable {
    public let configuration: TownConfiguration

    public init(configuration: TownConfiguration) { self.configuration = configuration }

    /// Writes the extract into `directory` and the truth into `directory` + `-truth`.
    ///
    /// Both are made under other names beside their places and renamed when they are whole, so an interrupted run leaves nothing
    /// that looks like an extract.
    ///
    /// - Parameters:
    ///   - directory: Must not exist or be empty; likewise the truth folder.
    ///   - progress: Called now and then with a stage and the share of it that is done, 0 to 1.
    /// - Throws: `SimulationError`; for Parquet also what the database says.
    /// - Complexity: O(n log n) in the number of settlements.
    public func write(
        to directory: String, format: ExtractFormat, progress: (_ stage: String, _ done: Double) -> Void = { _, _ in }
    ) throws -> TownSummary {
        try configuration.validate()
        var path = directory
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        let extract = OutputFolder(path)
        let truth = OutputFolder(path + "-truth")
        try extract.requireVacancy()
        try truth.requireVacancy()
        var rows: [TownSummary.TableRows] = []
        let scene: Scene
        do {
            // Before the work, so that a destination that cannot be written is told at once.
            try extract.open()
            try truth.open()
            scene = simulate(progress: progress)
            let writer = ExtractWriter(book: scene.book, folder: extract.workPath)
            rows.append(.init(table: "fixmedins_b", rowCount: try writer.writeFacilities()))
            rows.append(.init(table: "psn_info_b", rowCount: try writer.writePersons()))
            rows.append(.init(table: "opsp_reg_d", rowCount: try writer.writeRegistrations()))
            rows.append(.init(table: "mdtrt_d", rowCount: try writer.writeVisits()))
            let counts = try writer.writeSettlements { progress("writing", $0) }
            rows.append(.init(table: "setl_d", rowCount: counts.settlements))
            rows.append(.init(table: "fee_list_d", rowCount: counts.feeLines))
            rows.append(.init(table: "drug_trac_d", rowCount: try writer.writePacks()))
            rows.append(.init(table: "drug_inv_d", rowCount: try writer.writeInventory()))
            if format == .parquet {
                let conversion = try ParquetConversion()
                for (place, table) in rows.enumerated() {
                    progress("converting to Parquet", Double(place) / Double(rows.count))
                    try conversion.convert(table: table.table, in: extract.workPath)
                }
            }
            _ = try writer.writeItemSexes()
            try TruthWriter.write(labels: scene.labels.map(writer.resolved), decoys: scene.decoys.map(writer.resolved), to: truth.workPath)
            try truth.commit()
            try extract.commit()
        } catch {
            extract.discard()
            truth.discard()
            guard case SimulationError.cannotWrite(let file, let reason) = error else { throw error }
            // The work folder is gone by now: the message names the place that was asked for.
            let place = file.replacing(extract.workPath, with: extract.path).replacing(truth.workPath, with: truth.path)
            throw SimulationError.cannotWrite(place, reason: reason)
        }
        progress("done", 1)
        let days = scene.town.calendar.days
        return TownSummary(
            rows: rows, plantedCount: scene.labels.count, lookAlikeCount: scene.decoys.count,
            firstDay: CivilCalendar.shared.text(days.lowerBound), lastDay: CivilCalendar.shared.text(days.upperBound - 1)
        )
    }

    /// Ordinary life, then behaviours, then disorder; each in streams of its own.
    func simulate(progress: (_ stage: String, _ done: Double) -> Void) -> Scene {
        let seed = configuration.seed
        let town = Town(configuration: configuration)
        var scene = Scene(book: ClaimBook(town: town))
        for index in town.persons.indices {
            scene.life.live(index, into: &scene.book, seed: seed)
            if index % 8_192 == 0 { progress("living", Double(index) / Double(town.persons.count)) }
        }
        scene.book.queueAtDoctors()
        let behaviours = (configuration.plantsCases ? BehaviourCatalogue.cases : []) + BehaviourCatalogue.lookAlikes
        for behaviour in behaviours {
            var random = RandomStream(seed: seed, stream: "behaviour " + behaviour.name)
            behaviour.plant(in: &scene, random: &random)
        }
        scene.book.assignBeds(BedAssignment())
        var random = RandomStream(seed: seed, stream: "bookkeeping")
        BookkeepingNoise().disturb(&scene.book, random: &random)
        return scene
    }
}
