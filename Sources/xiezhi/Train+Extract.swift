import ArgumentParser
import Claims
import Features
import Leads
import Modeling

extension Train {
    /// Fits the scenarios' models to an extract, and learns from labels where there are some.
    func trainOnExtract(_ stages: StageReport) throws -> StoredModel {
        let access = ExtractAccess(folder: source, mapping: mapping, config: config, threads: threading.count)
        let library = try access.library()
        var options = TrainingRun.Options()
        options.scenarios = scenario
        options.seed = detection.seed ?? 1
        options.threads = threading.count
        options.progress = { stages.begin($0) }
        if let labels { options.labels = try SubjectLabels(path: labels) }
        let outcome = try TrainingRun(library: library, options: options).run(try access.reader(library, stages: stages))
        let account = outcome.quality.settlements
        stages.count("settlements", ["read": account.read.rows, "used": account.kept.rows, "set_aside": account.quarantined.rows])
        for skipped in outcome.skipped {
            let reason = skipped.runs ? "too few subjects have peers and settlements enough" : "the extract has no \(skipped.missing.joined(separator: ", "))"
            Terminal.remark("\(skipped.scenario): nothing to fit; \(reason)")
        }
        for (kind, reason) in outcome.refusals.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            Terminal.remark("no ranking of \(kind.rawValue) subjects was learned: \(reason)")
        }
        return outcome.model
    }
}

extension StoredModel {
    /// A model read from its folder, whatever it was fitted on. - Throws: `ModelingError`; `ClaimsError` without the folder `Models`.
    init(folder: String) throws {
        self = try ModelFolder(folder).read(
            engineVersion: RunRecord.engineVersion, supplements: ScreeningModel.supplementTypes(try ModelLibrary()))
    }
}
