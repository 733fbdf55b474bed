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
            Precision at 20, 50 and 100, average precision, recall and look-alikes by
            scenario; recall by the strength of what was planted; the lift over
            ranking the extract's subjects by money, and by volume the same
            measures. A facility into which a scenario's cases were gathered is right
            when one planted there is of that scenario.

            EXAMPLE
              xiezhi simulate town && xiezhi rank town --out leads
              xiezhi evaluate leads --truth town-truth
            """)

    @Argument(help: "The folder that `xiezhi rank` wrote.", completion: .directory)
    var directory: String

    @Option(help: ArgumentHelp("The truth that `xiezhi simulate` wrote.", valueName: "DIR-truth"), completion: .directory)
    var truth: String

    @Option(help: ArgumentHelp("The extract that was ranked, for the comparisons; DIR beside DIR-truth by default.", valueName: "DIR"), completion: .directory)
    var extract: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var reporting: ReportingOptions

    func run() throws {
        Interruption.cleansUp(after: [])
        let report = try orFail {
            try requireFolders()
            let stages = StageReport(reporting, isMachineRead: json, stageCount: 7)
            defer { stages.finish() }
            return try LeadEvaluation.evaluate(leadFolder: directory, truthFolder: truth, rankings: baselines(stages))
        }
        try orFail { try Terminal.result(json ? String(decoding: try report.json(), as: UTF8.self) : report.text) }
        if extractFolder == nil, !json, !reporting.quiet {
            Terminal.remark("left out: ranking by money and by volume, there is no extract beside the truth; give --extract")
        }
    }

    /// Folders that are easily confused with what is wanted, told before anything is read.
    private func requireFolders() throws {
        let files = FileManager.default
        func holds(_ folder: String, _ prefix: String) -> Bool {
            ((try? files.contentsOfDirectory(atPath: folder)) ?? []).contains { $0.hasPrefix(prefix) }
        }
        guard files.fileExists(atPath: directory + "/leads.jsonl") else {
            if holds(directory, "setl_d") {
                throw CommandFailure(description: "\(directory) is an extract and holds no leads; run `xiezhi rank \(directory) --out leads` first, then evaluate `leads`")
            }
            if holds(directory, "labels.csv") {
                throw CommandFailure(description: "\(directory) is a truth, not a list of leads; give it to --truth, and the folder that `xiezhi rank` wrote first")
            }
            throw CommandFailure(description: "\(directory) has no leads.jsonl; give the folder that `xiezhi rank` wrote")
        }
        guard files.fileExists(atPath: truth + "/labels.csv") else {
            throw CommandFailure(description: "\(truth) has no labels.csv; --truth takes the folder that `xiezhi simulate` wrote beside the extract, DIR-truth")
        }
        if let extract, !holds(extract, "setl_d") {
            throw CommandFailure(description: "\(extract) has no setl_d; --extract takes the extract that was ranked")
        }
    }

    /// Subjects of the extract with their money and volume. Groups are left out: nobody can rank unknown groups by size.
    private func baselines(_ stages: StageReport) throws -> [Baseline] {
        guard let extractFolder else { return [] }
        let reader = try ExtractReader(.folder(extractFolder), options: try ModelLibrary().readingOptions(stages))
        let store = try reader.read().store
        return [Baseline(name: "subjects", rows: SubjectTotals.facilities(of: store) + SubjectTotals.persons(of: store))]
    }

    private var extractFolder: String? {
        if let extract { return extract }
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
