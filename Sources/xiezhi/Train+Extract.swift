import ArgumentParser
import Claims
import Features
import Leads
import Modeling

extension Train {
    /// Fits the scenarios' models to an extract, and learns from labels where there are some.
    func trainOnExtract(_ stages: StageReport) throws -> TrainingRun.Outcome {
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
        return outcome
    }

    /// What was not fitted and not learned, and why.
    func remarks(_ outcome: TrainingRun.Outcome) -> [String] {
        outcome.skipped.map { skipped in
            let reason = skipped.runs ? "too few subjects have peers and settlements enough" : "the extract has no \(skipped.missing.joined(separator: ", "))"
            return "\(skipped.scenario): nothing to fit; \(reason)"
        } + outcome.refusals.sorted { $0.key.rawValue < $1.key.rawValue }.map { "no ranking of \($0.key.rawValue) subjects was learned: \($0.value)" }
    }
}

extension StoredModel {
    /// A model read from its folder, whatever it was fitted on. - Throws: `ModelingError`; `ClaimsError` without the folder `Models`.
    init(folder: String) throws {
        self = try ModelFolder(folder).read(
            engineVersion: RunRecord.engineVersion, supplements: ScreeningModel.supplementTypes(try ModelLibrary()))
    }
}
