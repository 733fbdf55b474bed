import Claims
import Features

/// A way from the store to candidates. Most scenarios are data; a new *kind* is one file and one line in the catalogue.
public protocol Scenario: Sendable {
    /// The `method` of the specifications that it runs.
    static var method: String { get }
    init(_ specification: ScenarioSpecification)
    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome
}

public struct ScenarioOutcome: Sendable {
    public var candidates: [Candidate] = []
    public var suppressions: [Suppression] = []
    /// Subjects that were scored, and other counts for the run's record.
    public var counts: [String: Int] = [:]
    /// Empty for a scenario without laws of chance.
    public var tails = LawTails()
    /// Faults of the data that it came upon: for whoever made the extract, never leads.
    public var findings: [DataFinding] = []

    public init() {}
}

public enum ScenarioCatalog {
    private static let methods: [any Scenario.Type] = [
        AbnormalPurchaseScenario.self,
        BedDaysScenario.self,
        CardClusteringScenario.self,
        CheckupAdmissionScenario.self,
        ChronicPopulationScenario.self,
        FrequentVisitsScenario.self,
        GenderConflictScenario.self,
        GrowthSpikeScenario.self,
        ImpossibleDoctorScenario.self,
        InpatientAnomalyScenario.self,
        InventoryMismatchScenario.self,
        LowStandardAdmissionScenario.self,
        OutpatientAnomalyScenario.self,
        PaperAdmissionScenario.self,
        PostDeathScenario.self,
        ProfileScenario.self,
        RuleHitsScenario.self,
        SplitAdmissionScenario.self,
        TraceDuplicateScenario.self,
    ]

    /// - Throws: `ClaimsError` for a specification whose method there is not.
    static func scenario(_ specification: ScenarioSpecification) throws(ClaimsError) -> any Scenario {
        guard let type = methods.first(where: { $0.method == specification.method }) else {
            throw ClaimsError("scenario \(specification.slug): there is no method `\(specification.method)`; the methods are \(methods.map { $0.method }.joined(separator: ", "))")
        }
        return type.init(specification)
    }
}

/// What all scenarios of a run share: the store, the feature context, and the vectors, which are computed once.
public final class ScreeningContext {
    public let store: ClaimStore
    public let seed: UInt64
    public let threads: Int
    public let features: FeatureContext
    /// Tables of what is known beforehand, and rule packs.
    public let knowledge: KnowledgeTables
    /// What was fitted before; nil where everything is fitted to this extract.
    let model: ScreeningModel?
    private var tables: [SubjectKind: FeatureTable] = [:]
    private var scorings: [String: ProfileScoring?] = [:]

    package init(
        store: ClaimStore, features: FeatureParameters, seed: UInt64, threads: Int, model: ScreeningModel? = nil,
        knowledge: KnowledgeTables
    ) {
        self.store = store
        self.knowledge = knowledge
        self.model = model
        self.seed = seed
        self.threads = threads
        self.features = FeatureContext(store, parameters: features)
    }

    /// The vectors of all subjects of a kind.
    public func table(of kind: SubjectKind) -> FeatureTable {
        if let table = tables[kind] { return table }
        let table = FeatureTable(kind, of: features, threads: threads)
        tables[kind] = table
        return table
    }

    /// The numbers of a profile scenario, by the run's model where it has one of the scenario; nil where there is nothing to score.
    func profileScoring(_ specification: ScenarioSpecification) throws -> ProfileScoring? {
        if let scoring = scorings[specification.slug] { return scoring }
        let scoring = if let fitted = model?.profile(of: specification.slug) {
            try ProfileScoring.scored(by: fitted, specification, in: self)
        } else {
            try ProfileScoring.fitted(specification, in: self)
        }
        scorings[specification.slug] = .some(scoring)
        return scoring
    }

    /// The numbers of the library's profile scenario of a kind of subject.
    func profileScoring(ofKind kind: SubjectKind, in library: ModelLibrary) throws -> ProfileScoring? {
        let subject: Lead.SubjectKind = kind == .facility ? .facility : .patient
        let specification = library.scenarios.first { $0.method == ProfileScenario.method && $0.subject == subject }
        guard let specification, specification.missingColumns(in: store).isEmpty else { return nil }
        return try profileScoring(specification)
    }
}
