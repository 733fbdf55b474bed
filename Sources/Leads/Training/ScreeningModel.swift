import Claims
import Detection
import Features
public import Modeling

/// All that was fitted to an extract: the profile scenarios' models, and the supervised rankings where there were labels.
public struct ScreeningModel: Sendable {
    public let profiles: [ProfileModel]
    package let rankers: [SubjectKind: SubjectRanker]

    package init(profiles: [ProfileModel], rankers: [SubjectKind: SubjectRanker]) {
        self.profiles = profiles
        self.rankers = rankers
    }

    package func profile(of scenario: String) -> ProfileModel? { profiles.first { $0.scenario == scenario } }

    /// A model read from its folder.
    ///
    /// - Throws: `ModelingError` for a model that is not one of scenarios, or lacks part of one.
    public init(_ stored: StoredModel) throws(ModelingError) {
        guard stored.card.kind == .scenarios else {
            throw ModelingError("the model was fitted on a table, not on an extract; use it with `xiezhi detect --model`")
        }
        var profiles: [ProfileModel] = []
        var used = 0
        for name in stored.supplements.keys.sorted() {
            guard let frame = stored.supplements[name] as? ProfileFrame else { continue }
            let scenario = String(name.dropLast("-peers".count))
            let parts = stored.parts.filter { $0.name == ProfileModel.partName(scenario, $0.detector.name) }
            guard !parts.isEmpty, parts.allSatisfy({ $0.identities.map(\.name) == frame.peers.features }),
                parts.count == frame.calibration.detectorCount
            else { throw ModelingError("the model's peers of \(scenario) do not fit its detectors; train it anew") }
            profiles.append(ProfileModel(scenario: scenario, frame: frame, parts: parts))
            used += parts.count
        }
        guard used == stored.parts.count else { throw ModelingError("the model has a detector of no scenario; train it anew") }
        self.profiles = profiles
        var rankers: [SubjectKind: SubjectRanker] = [:]
        for kind in SubjectKind.allCases { rankers[kind] = stored.supplements[SubjectRanker.name(of: kind)] as? SubjectRanker }
        self.rankers = rankers
    }

    /// What may lie beside the detectors in a model of the library's scenarios.
    public static func supplementTypes(_ library: ModelLibrary) -> [String: any WeightCoding.Type] {
        var types: [String: any WeightCoding.Type] = [:]
        for scenario in library.scenarios where scenario.method == ProfileScenario.method {
            types[ProfileModel.frameName(scenario.slug)] = ProfileFrame.self
        }
        for kind in SubjectKind.allCases { types[SubjectRanker.name(of: kind)] = SubjectRanker.self }
        return types
    }
}
