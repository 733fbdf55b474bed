import Detection
import Features
package import Modeling

/// What fitting a profile scenario leaves behind: the frozen peers, the detectors, and how rare which score is among peers.
/// No subject is in it.
public struct ProfileModel: Sendable {
    public let scenario: String
    package let frame: ProfileFrame
    /// One for each detector of the scenario; all have the scenario's features as columns.
    package let parts: [ModelPart]

    package var detectors: [FittedDetector] { parts.map(\.detector) }
    package var identities: [FeatureIdentity] { parts.first?.identities ?? [] }

    package init(scenario: String, frame: ProfileFrame, parts: [ModelPart]) {
        self.scenario = scenario
        self.frame = frame
        self.parts = parts
    }

    /// The part of a stored model that is one detector of a scenario.
    static func partName(_ scenario: String, _ detector: String) -> String { "\(scenario)-\(detector)" }

    static func frameName(_ scenario: String) -> String { "\(scenario)-peers" }
}

extension FeatureIdentity {
    /// All that decides the value of a feature and what it is compared by, so that a change of either is another feature.
    init(_ definition: FeatureDefinition, cap: Double) {
        self.init(
            name: definition.name,
            definition: [
                definition.meaning.en, "unit \(definition.unit.rawValue)", "unusual side \(definition.direction.rawValue)",
                definition.isRate ? "rate, shrunken" : "value", "compared as \(definition.transform.rawValue)",
                "minimum \(definition.minimumRows) rows",
                "robust z among peers towards the unusual side, logarithmic beyond \(cap)",
            ].joined(separator: "; "))
    }
}

/// Peers and calibration of a profile model, as tensors.
package struct ProfileFrame: WeightCoding, Equatable {
    package let peers: PeerModel
    package let calibration: FusionCalibration

    package init(peers: PeerModel, calibration: FusionCalibration) {
        self.peers = peers
        self.calibration = calibration
    }

    package func write(to weights: inout Weights) {
        weights.set("traits", texts: peers.traits)
        weights.set("features", texts: peers.features)
        weights.set("groups.zh", texts: peers.groups.map(\.key.zh))
        weights.set("groups.en", texts: peers.groups.map(\.key.en))
        weights.set("groups.backOff", peers.groups.map { Int32($0.backOff) })
        weights.set("groups.count", peers.groups.map { Double($0.count) })
        weights.set("statistics", peers.statistics)
        weights.set("calibration", nested: calibration)
    }

    package init(from weights: Weights) throws(WeightError) {
        let zh = try weights.texts("groups.zh")
        let en = try weights.texts("groups.en")
        let backOff = try weights.integers("groups.backOff", count: zh.count, in: 0...64)
        let counts = try weights.vector("groups.count", count: zh.count)
        guard en.count == zh.count else { throw .invalid(name: "groups.en", requirement: "as long as the tensor groups.zh") }
        guard counts.allSatisfy({ $0 == $0.rounded() && (0...1e12).contains($0) }) else {
            throw .invalid(name: "groups.count", requirement: "whole numbers")
        }
        let groups = zh.indices.map {
            PeerModel.Group(key: LocalizedText(zh: zh[$0], en: en[$0]), backOff: Int(backOff[$0]), count: Int(counts[$0]))
        }
        let model = PeerModel(
            traits: try weights.texts("traits"), groups: groups, features: try weights.texts("features"),
            statistics: try weights.matrix("statistics"))
        guard let model else { throw .invalid(name: "statistics", requirement: "a row for each group and feature, counts and scales not negative") }
        peers = model
        calibration = try weights.nested("calibration", as: FusionCalibration.self)
        guard calibration.groupCount == groups.count else {
            throw .invalid(name: "calibration.isCompared", requirement: "one for each of the \(groups.count) groups")
        }
    }
}

extension Weights {
    /// Texts as lines of UTF-8: names of features, traits and peer groups, which hold no line break.
    mutating func set(_ name: String, texts: [String]) {
        let bytes = Array(texts.map { $0.replacing("\n", with: " ") + "\n" }.joined().utf8)
        set(name, Tensor(shape: [bytes.count], elements: .bytes(bytes)))
    }

    func texts(_ name: String) throws(WeightError) -> [String] {
        let tensor = try tensor(name, shape: [nil])
        guard case .bytes(let bytes) = tensor.elements, let text = String(validating: bytes, as: UTF8.self), text.isEmpty || text.hasSuffix("\n")
        else { throw .invalid(name: name, requirement: "lines of UTF-8 as bytes") }
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
