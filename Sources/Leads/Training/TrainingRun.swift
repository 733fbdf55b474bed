import Claims
import Detection
import Features
import Foundation
public import Learning
import LinearAlgebra
public import Modeling

/// Fits what can be fitted to an extract: the profile scenarios' peers and detectors, and, where there are labels, a
/// supervised ranking of patients and of facilities.
public struct TrainingRun {
    public struct Options: Sendable {
        /// Slugs to fit; all that fit something when empty.
        public var scenarios: [String] = []
        public var labels: SubjectLabels?
        public var seed: UInt64 = 1
        public var threads = 1
        public var progress: @Sendable (String) -> Void = { _ in }

        public init() {}
    }

    public struct Outcome: Sendable {
        public var model: StoredModel
        public var quality: DataQuality
        /// What was learned from the labels, by kind of subject.
        public var reports: [SubjectKind: SupervisedReport] = [:]
        /// Why nothing was learned for a kind that has labels.
        public var refusals: [SubjectKind: String] = [:]
        /// Scenarios that were asked for and cannot be fitted here, and why.
        public var skipped: [ScenarioReadiness] = []
    }

    private let library: ModelLibrary
    private let options: Options

    public init(library: ModelLibrary, options: Options) {
        self.library = library
        self.options = options
    }

    /// - Throws: `ClaimsError` for whatever stops the run; what the detectors and the learning throw.
    public func run(_ reader: ExtractReader) throws -> Outcome {
        let specifications = try chosenSpecifications()
        BLASRuntime.threadCount = options.threads
        options.progress("reading")
        let (store, quality) = try reader.read()
        guard store.settlements.count > 0 else { throw ClaimsError("the extract has no usable settlement to train on; `xiezhi check` says why") }
        let context = ScreeningContext(store: store, features: library.features, seed: options.seed, threads: options.threads, knowledge: library.knowledge)
        var skipped: [ScenarioReadiness] = []
        var profiles: [ProfileModel] = []
        for specification in specifications {
            let readiness = ScenarioReadiness(scenario: specification.slug, missing: specification.missingColumns(in: store))
            options.progress("fitting \(specification.slug)")
            guard readiness.runs, let scoring = try context.profileScoring(specification) else {
                skipped.append(readiness)
                continue
            }
            profiles.append(try scoring.model(specification))
        }
        guard !profiles.isEmpty else {
            throw ClaimsError("nothing could be fitted: no scenario has subjects with enough settlements and peers in this extract")
        }
        var rankers: [SubjectKind: SubjectRanker] = [:]
        var outcome = Outcome(model: Self.stored(profiles, [:], [:], store), quality: quality, skipped: skipped)
        if let labels = options.labels {
            options.progress("learning from labels")
            let candidates = try self.candidates(in: context)
            for kind in SubjectKind.allCases where labels.verdicts[kind] != nil {
                do {
                    guard let learned = try learn(kind, labels, candidates, context) else { continue }
                    rankers[kind] = learned.ranker
                    outcome.reports[kind] = learned.report
                } catch let error as LearningError {
                    outcome.refusals[kind] = error.description
                }
            }
        }
        outcome.model = Self.stored(profiles, rankers, outcome.reports, store)
        return outcome
    }

    /// - Throws: `ClaimsError` for a slug that there is not, or that fits nothing.
    private func chosenSpecifications() throws(ClaimsError) -> [ScenarioSpecification] {
        let fitted = library.scenarios.filter { $0.method == ProfileScenario.method }
        guard !options.scenarios.isEmpty else { return fitted }
        for slug in options.scenarios {
            let specification = try library.scenario(slug)
            guard specification.method == ProfileScenario.method else {
                throw ClaimsError("scenario \(slug) fits nothing: it compares an extract with itself; the scenarios with a model are \(fitted.map(\.slug).joined(separator: ", "))")
            }
        }
        return fitted.filter { options.scenarios.contains($0.slug) }
    }

    /// What all scenarios that can run say of the extract.
    private func candidates(in context: ScreeningContext) throws -> [Candidate] {
        var candidates: [Candidate] = []
        for var specification in library.scenarios where specification.missingColumns(in: context.store).isEmpty {
            _ = specification.dropExpiredExemptions(on: context.store.period?.upperBound ?? .min)
            candidates += try ScenarioCatalog.scenario(specification).candidates(in: context).candidates
        }
        return candidates
    }

    private func learn(
        _ kind: SubjectKind, _ labels: SubjectLabels, _ candidates: [Candidate], _ context: ScreeningContext
    ) throws -> (ranker: SubjectRanker, report: SupervisedReport)? {
        guard let columns = try SubjectColumns.all(kind, library: library, candidates: candidates, in: context),
            let table = try context.profileScoring(ofKind: kind, in: library)?.table
        else { return nil }
        let (rows, isSought) = labels.rows(of: table, identifiers: kind.identifiers(of: context.store))
        let labelled = try LabeledTable(
            rows: columns.values.selectingRows(rows), columnNames: columns.names, labels: isSought, groups: rows.map { columns.groups[$0] },
            unsupervisedScores: rows.map { columns.listScores[$0] }, money: rows.map { columns.money[$0] })
        let (model, report) = try SupervisedRanker().fit(labelled, seed: options.seed)
        return (SubjectRanker(columns: columns.names, model: model), report)
    }

    private static func stored(
        _ profiles: [ProfileModel], _ rankers: [SubjectKind: SubjectRanker], _ reports: [SubjectKind: SupervisedReport], _ store: ClaimStore
    ) -> StoredModel {
        var supplements: [String: any WeightCoding] = [:]
        var words: [String: [String: String]] = [:]
        for profile in profiles {
            let name = ProfileModel.frameName(profile.scenario)
            supplements[name] = profile.frame
            words[name] = [
                "what": "peer groups, and how rare which score is in each",
                "groups": String(profile.frame.peers.groups.count), "traits": profile.frame.peers.traits.joined(separator: ", "),
                "calibration": "tail probability among the training subjects of the peer group, Cauchy combination of the detectors",
            ]
        }
        for (kind, ranker) in rankers {
            supplements[SubjectRanker.name(of: kind)] = ranker
            words[SubjectRanker.name(of: kind)] = reports[kind].map(words(of:)) ?? [:]
        }
        let counts = [
            "settlements": store.settlements.count, "persons": store.persons.id.count, "facilities": store.facilities.id.count,
        ]
        let period = store.period.map { ModelCard.Period(first: CalendarDay.text($0.lowerBound), last: CalendarDay.text($0.upperBound)) }
        return StoredModel(
            card: ModelCard(
                engineVersion: RunRecord.engineVersion, kind: .scenarios, createdAt: Date().formatted(.iso8601), period: period,
                counts: counts, parts: [], supplements: words),
            parts: profiles.flatMap(\.parts), supplements: supplements)
    }

    private static func words(of report: SupervisedReport) -> [String: String] {
        func text(_ ranking: SupervisedReport.Ranking) -> String {
            String(format: "P@50 %.3f, AP %.3f, AUROC %.3f", ranking.precisionAt50, ranking.averagePrecision, ranking.areaUnderCurve)
        }
        return [
            "what": "supervised ranking learned from labels", "method": report.chosen, "calibration": report.calibration,
            "labelled": "\(report.rowCount), of them \(report.positiveCount) sought; \(report.foldCount) folds of \(report.groupCount) groups",
            "held_out": text(report.heldOut), "unsupervised_list": text(report.unsupervised), "money_alone": text(report.money),
        ]
    }
}
