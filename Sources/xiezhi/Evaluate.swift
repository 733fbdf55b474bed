import ArgumentParser
import Claims
import Foundation
import Leads
import Simulation

/// A lead list against the truth of a simulated extract.
struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare a lead list with the truth of a simulated extract.",
        discussion: """
            Precision at 10, 20, 50 and 100, average precision and recall by scenario, the look-alikes that got in,
            and the same for ranking the extract's subjects by money and by volume.

            EXAMPLE
              xiezhi evaluate leads --truth town-truth
            """)

    @Argument(help: "The folder that `xiezhi rank` wrote.", completion: .directory)
    var directory: String

    @Option(help: ArgumentHelp("The truth that `xiezhi simulate` wrote.", valueName: "DIR-truth"), completion: .directory)
    var truth: String

    @Option(help: "The extract that was ranked, for the comparisons; DIR beside DIR-truth by default.", completion: .directory)
    var extract: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "No progress and no remarks.")
    var quiet = false

    func run() throws {
        try orFail {
            let progress = ProgressBar(isQuiet: quiet || json, stageCount: 7)
            defer { progress.finish() }
            let rankings = try baselines(progress)
            let report = try LeadEvaluation.evaluate(leadFolder: directory, truthFolder: truth, rankings: rankings)
            progress.finish()
            print(json ? String(decoding: try report.json(), as: UTF8.self) : report.text)
        }
    }

    /// Subjects of the extract with their money and volume. Groups are left out: nobody can rank unknown groups by size.
    private func baselines(_ progress: ProgressBar) throws -> [Baseline] {
        guard let folder = extract ?? extractBesideTruth else {
            if !quiet { Terminal.note("no extract beside the truth: ranking by money and by volume is left out; give --extract") }
            return []
        }
        let library = try ModelLibrary()
        var options = ExtractReader.Options(careClasses: library.careClasses, calendar: library.calendar, thresholds: library.dataQuality)
        options.progress = { progress.advance($0) }
        let store = try ExtractReader(.folder(folder), options: options).read().store
        return [Baseline(name: "", rows: SubjectTotals.facilities(of: store) + SubjectTotals.persons(of: store))]
    }

    private var extractBesideTruth: String? {
        var path = truth
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard path.hasSuffix("-truth") else { return nil }
        let folder = String(path.dropLast(6))
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }
}

/// What every facility and person cost the fund, and how many settlements they have.
enum SubjectTotals {
    static func facilities(of store: ClaimStore) -> [Baseline.Row] {
        totals(store.byFacility, store.facilities.id, "facility", store)
    }

    static func persons(of store: ClaimStore) -> [Baseline.Row] {
        totals(store.byPerson, store.persons.id, "patient", store)
    }

    private static func totals(_ slices: SubjectSlices, _ identifiers: IdentifierTable, _ kind: String, _ store: ClaimStore) -> [Baseline.Row] {
        (0..<slices.subjectCount).compactMap { subject in
            let rows = slices[subject]
            guard !rows.isEmpty else { return nil }
            let fund = rows.reduce(0) { $0 + Int(Fen.orZero(store.settlements.fundPaid(Int($1)))) }
            return .init(subjectKind: kind, subjectID: identifiers[Int32(subject)], amount: fund, volume: rows.count)
        }
    }
}
