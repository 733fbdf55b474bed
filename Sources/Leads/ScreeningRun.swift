import Claims
import Features
import Foundation
import LinearAlgebra

/// The main job, its stages in order: read, clean, vectors, scenarios, ranking, record.
public struct ScreeningRun {
    public struct Options: Sendable {
        /// Slugs to run; all of the library when empty.
        public var scenarios: [String] = []
        public var limit = 50
        public var asked = AskedSubjects()
        /// What somebody decided is not to be listed, beside the exemptions of the models.
        public var exemptions: [SubjectExemption] = []
        public var seed: UInt64 = 1
        public var threads = 1
        public var language = Language.zh
        /// What was fitted before; nil fits to the extract itself.
        public var model: ScreeningModel?
        /// The files of that model, by name, for the digests of the run's record.
        public var modelFiles: [(name: String, path: String)] = []
        public var progress: @Sendable (String) -> Void = { _ in }

        public init() {}
    }

    public struct Outcome: Sendable {
        public var leads: [Lead]
        public var quality: DataQuality
        public var record: RunRecord
        /// Where every candidate ended, in the order of the ranking.
        public var places: [CandidatePlace]
        /// Settlements that some candidate counts as at risk.
        public var flagged: FlaggedSettlements
        /// Against an earlier run, where that was asked for.
        public var comparison: LeadComparison?

        public init(
            leads: [Lead], quality: DataQuality, record: RunRecord, places: [CandidatePlace] = [], flagged: FlaggedSettlements = .init()
        ) {
            self.leads = leads
            self.quality = quality
            self.record = record
            self.places = places
            self.flagged = flagged
        }
    }

    private let library: ModelLibrary
    private let options: Options

    public init(library: ModelLibrary, options: Options) {
        self.library = library
        self.options = options
    }

    /// An extract that was read: what several runs with different thresholds need but once.
    public struct ReadExtract: Sendable {
        let store: ClaimStore
        let quality: DataQuality
        let inputs: [InputDigest]
        let folder: String?

        public init(_ reader: ExtractReader) throws {
            var clock = StageClock()
            try self.init(reader, &clock)
        }

        init(_ reader: ExtractReader, _ clock: inout StageClock) throws {
            (store, quality) = try reader.read()
            clock.finish("read")
            inputs = try InputDigest.digests(reader.inputPaths)
            folder = reader.location.absoluteFolder
            clock.finish("digest")
        }
    }

    /// - Throws: `ClaimsError` for whatever stops the run; nothing has been written by then.
    public func run(_ reader: ExtractReader) throws -> Outcome {
        _ = try chosenSpecifications()
        var clock = StageClock()
        options.progress("reading")
        return try run(ReadExtract(reader, &clock), clock)
    }

    public func run(_ extract: ReadExtract) throws -> Outcome { try run(extract, StageClock()) }

    private func run(_ extract: ReadExtract, _ started: StageClock) throws -> Outcome {
        var specifications = try chosenSpecifications()
        var clock = started
        BLASRuntime.threadCount = options.threads
        var quality = extract.quality
        let store = extract.store
        guard store.settlements.count > 0 else {
            throw ClaimsError("the extract has no usable settlement: \(quality.settlements.read.rows) rows read, \(quality.settlements.quarantined.rows) set aside, \(quality.settlements.notValid.rows) not valid; `xiezhi check` says why")
        }
        var record = RunRecord(options: options, library: library, specifications: specifications)
        record.inputs = extract.inputs
        record.extract = extract.folder
        let lastDay = store.period?.upperBound ?? .min
        for index in specifications.indices { record.expiredExemptions += specifications[index].dropExpiredExemptions(on: lastDay) }
        record.expiredExemptions += options.exemptions.filter { !$0.holds(on: lastDay) }.map(\.expired)
        let exemptions = ExemptionFilter(options.exemptions.filter { $0.holds(on: lastDay) }, store: store)

        let context = ScreeningContext(
            store: store, features: library.features, seed: options.seed, threads: options.threads, model: options.model,
            knowledge: library.knowledge)
        var candidates: [Candidate] = []
        for specification in specifications {
            let readiness = ScenarioReadiness(scenario: specification.slug, missing: specification.missingColumns(in: store))
            quality.scenarios.append(readiness)
            guard readiness.runs else { continue }
            options.progress("scenario \(specification.slug)")
            var outcome = try ScenarioCatalog.scenario(specification).candidates(in: context)
            let filtered = exemptions.filtered(outcome.candidates)
            outcome.suppressions = specification.owned(outcome.suppressions) + filtered.suppressions
            candidates += filtered.kept
            quality.findings += outcome.findings
            record.add(specification, outcome, exemptions: try specification.exemptionUses(store))
            clock.finish("scenario \(specification.slug)")
        }
        if let model = options.model, !model.rankers.isEmpty {
            options.progress("ranking by verdicts")
            candidates = try VerdictRanking(model, library: library).ranked(candidates, in: context)
            clock.finish("verdicts")
        }
        options.progress("ranking")
        let ranked = try Ranking(library: library, store: store, language: options.language).leads(
            candidates, limit: options.limit, asked: options.asked)
        clock.finish("rank")
        record.finish(quality: quality, leads: ranked.leads.count, folded: ranked.folded, beyondLimit: ranked.beyondLimit, clock: clock)
        return Outcome(
            leads: ranked.leads, quality: quality, record: record, places: ranked.places, flagged: FlaggedSettlements(candidates, in: store))
    }

    private func chosenSpecifications() throws(ClaimsError) -> [ScenarioSpecification] {
        guard !options.scenarios.isEmpty else { return library.scenarios }
        var chosen: [ScenarioSpecification] = []
        for slug in options.scenarios {
            let specification = try library.scenario(slug)
            if !chosen.contains(where: { $0.slug == slug }) { chosen.append(specification) }
        }
        return chosen
    }

    /// Which scenarios of the library can run on a store, and what the others lack.
    public static func readiness(of library: ModelLibrary, on store: ClaimStore) -> [ScenarioReadiness] {
        library.scenarios.map { ScenarioReadiness(scenario: $0.slug, missing: $0.missingColumns(in: store)) }
    }
}

/// Wall time of the stages of a run.
struct StageClock {
    private let clock = ContinuousClock()
    private var last: ContinuousClock.Instant
    private(set) var stages: [(name: String, seconds: Double)] = []

    init() { last = clock.now }

    mutating func finish(_ name: String) {
        let now = clock.now
        let elapsed = last.duration(to: now)
        stages.append((name, Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18))
        last = now
    }
}
