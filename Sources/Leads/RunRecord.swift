import Claims
import Features
import Foundation
import LinearAlgebra

/// `run.json`: what went in, with which versions, numbers and seeds, what came out, how long it took.
public struct RunRecord: Codable, Sendable {
    public struct ScenarioRecord: Codable, Sendable {
        public var scenario: String
        public var version: Int
        public var candidates: Int
        public var counts: [String: Int]
        public var suppressed: [Suppression]
        /// Exemptions that hold for the scenario, and how many settlements each keeps from it.
        public var exemptions: [ExemptionUse]
        /// Of the tail probabilities that its laws gave to all they were held against, the share below 0.01: one in a hundred where nothing is
        /// wrong and the laws are right (`LawTails`).
        public var shareBelowOnePercent: Double?
        /// The same law by law, with their number.
        public var laws: [LawRecord]
    }

    public struct LawRecord: Codable, Sendable {
        public var law: String
        public var tails: Int
        public var shareBelowOnePercent: Double
    }

    public struct Stage: Codable, Sendable {
        public var name: String
        public var seconds: Double
    }

    public static let engineVersion = "0.1.0"

    public var engineVersion = RunRecord.engineVersion
    public var startedAt: String
    public var seed: UInt64
    public var threads: Int
    public var language: String
    public var blasCore: String
    /// The folder that was read; nil for a database.
    public var extract: String?
    public var inputs: [InputDigest] = []
    public var models: [InputDigest]
    public var thresholds: [String: [String: Double]]
    public var scenarios: [ScenarioRecord] = []
    /// Exemptions that had ended by the last day of the extract, and were not applied.
    public var expiredExemptions: [ExpiredExemption] = []
    public var skipped: [ScenarioReadiness] = []
    public var settlements = SettlementReconciliation()
    public var balances = false
    public var leads = 0
    public var foldedLeads = 0
    public var beyondLimit = 0
    public var stages: [Stage] = []
    public var peakMemoryBytes = 0

    init(options: ScreeningRun.Options, library: ModelLibrary, specifications: [ScenarioSpecification]) {
        startedAt = Date().formatted(.iso8601)
        seed = options.seed
        threads = options.threads
        language = options.language.rawValue
        blasCore = BLASRuntime.coreName
        models = (try? InputDigest.digests(library.files + options.modelFiles)) ?? []
        thresholds = ["data-quality": library.dataQuality.values, "ranking": library.ranking.thresholds.values]
        for specification in specifications { thresholds[specification.slug] = specification.thresholds.values }
    }

    mutating func add(_ specification: ScenarioSpecification, _ outcome: ScenarioOutcome, exemptions: [ExemptionUse]) {
        scenarios.append(.init(
            scenario: specification.slug, version: specification.version, candidates: outcome.candidates.count,
            counts: outcome.counts, suppressed: outcome.suppressions, exemptions: exemptions,
            shareBelowOnePercent: outcome.tails.count(below: 0.01).map { Double($0.below) / Double($0.all) },
            laws: outcome.tails.byLaw.sorted { $0.key < $1.key }.compactMap { law, tails in
                tails.share(below: 0.01).map { LawRecord(law: law, tails: tails.probabilities.count, shareBelowOnePercent: $0) }
            }))
    }

    mutating func finish(quality: DataQuality, leads: Int, folded: Int, beyondLimit: Int, clock: StageClock) {
        skipped = quality.scenarios.filter { !$0.runs }
        settlements = quality.settlements
        balances = quality.settlements.balances
        self.leads = leads
        foldedLeads = folded
        self.beyondLimit = beyondLimit
        stages = clock.stages.map { Stage(name: $0.name, seconds: $0.seconds) }
        peakMemoryBytes = Self.peakMemory()
    }

    /// `VmHWM` of the process, in bytes; 0 where the system does not tell.
    private static func peakMemory() -> Int {
        guard let data = FileManager.default.contents(atPath: "/proc/self/status") else { return 0 }
        let status = String(decoding: data, as: UTF8.self)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else { return 0 }
        return (Int(line.filter(\.isNumber)) ?? 0) * 1024
    }
}
