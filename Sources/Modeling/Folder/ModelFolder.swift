public import Detection
import Foundation
public import Output

/// A fitted model: its card, its detectors, and what else learned beside them.
public struct StoredModel: Sendable {
    public internal(set) var card: ModelCard
    public let parts: [ModelPart]
    /// By name; for example what ranks again with labels.
    public let supplements: [String: any WeightCoding]

    public init(card: ModelCard, parts: [ModelPart], supplements: [String: any WeightCoding] = [:]) {
        self.card = card
        self.card.parts = parts.map(\.card)
        self.parts = parts
        self.supplements = supplements
    }

    public func part(named name: String) -> ModelPart? { parts.first { $0.name == name } }

    /// All tensors; each name begins with that of its part.
    var weights: Weights {
        var weights = Weights()
        for part in parts { for (name, tensor) in part.weights.tensors { weights.set("\(part.name).\(name)", tensor) } }
        for (name, supplement) in supplements { weights.set(name, nested: supplement) }
        return weights
    }
}

/// Where a fitted model lies: a folder with `model.json` and `weights.safetensors`. No code is in it, no row of the training data and no
/// identifier; what single values it holds of the data stands at `Distribution` and in the card's `keeps`.
///
/// What is read is what was written, to the bit, or is refused: both files are held against SHA-256 digests (the card's own is over its
/// text with the digest's digits as zeros), and behind the digests the format, every tensor and the models themselves check whatever they
/// rely on, so that a file made by anyone gives either a model that works or a clear error.
public struct ModelFolder: Sendable {
    public static let cardName = "model.json"
    public static let weightsName = "weights.safetensors"
    /// A card is a few kilobytes a feature; what is longer is none.
    static let longestCard = 64 << 20

    public let path: String

    public init(_ path: String) { self.path = path }

    // MARK: Writing

    /// Whether a model could be written here, to be asked before any work is done.
    public func check() throws(OutputError) { try WholeFolder(path).check() }

    /// Writes both files, whole or not at all.
    ///
    /// - Throws: `ModelingError` for a model that keeps rows of its training data, or a part whose name does not serve; `OutputError`.
    public func write(_ model: StoredModel) throws {
        let files = try Self.files(model)
        try WholeFolder(path).write([
            // The card comes last: where it lies, the weights beside it are whole.
            (Self.weightsName, { path in try files.weights.write(to: URL(filePath: path)) }),
            (Self.cardName, { path in try files.card.write(to: URL(filePath: path)) }),
        ])
    }

    /// What would be written. - Throws: as `write(_:)` before it writes.
    package static func files(_ model: StoredModel) throws(ModelingError) -> (card: Data, weights: Data) {
        let names = model.parts.map(\.name) + model.supplements.keys.sorted()
        for (place, name) in names.enumerated() where !ModelFiles.isName(name) || names[..<place].contains(name) {
            throw ModelingError("a part of a model cannot be named \(SafetensorsError.printable(name)): expected small letters, digits and hyphens, no name twice")
        }
        for part in model.parts where part.detector.model.keepsTrainingRows {
            throw ModelingError("""
                \(part.name): a fitted \(part.detector.name) keeps rows of its training data, and a stored model must not; give it \
                prototypes in their place where it has the setting (--set prototypeCount=256), or choose a detector that keeps none
                """)
        }
        return try ModelFiles.encode(model.card, model.weights)
    }

    // MARK: Reading

    /// - Parameters:
    ///   - supplements: the types of what may lie beside the detectors, by name.
    ///   - engineVersion: of this program, for the message about a newer one's model.
    /// - Throws: `ModelingError`.
    public func read(
        engineVersion: String, catalog: DetectorCatalog = .standard, supplements: [String: any WeightCoding.Type] = [:]
    ) throws(ModelingError) -> StoredModel {
        let card = try content(Self.cardName, limit: Self.longestCard)
        // The card decides first: a newer format may name its weights otherwise.
        do { _ = try ModelFiles.card(card, engineVersion: engineVersion) } catch { throw within(error) }
        let weights = try content(Self.weightsName, limit: Int.max)
        do {
            return try ModelFiles.model(card: card, weights: weights, engineVersion: engineVersion, catalog: catalog, supplements: supplements)
        } catch {
            throw within(error)
        }
    }

    private func within(_ error: ModelingError) -> ModelingError { ModelingError("the model \(path): \(error.description)") }

    private func content(_ name: String, limit: Int) throws(ModelingError) -> Data {
        var isFolder: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard exists, isFolder.boolValue else {
            throw ModelingError("the model \(path) \(exists ? "is a file" : "does not exist"); give the folder that `xiezhi train` wrote")
        }
        let file = path + "/" + name
        guard FileManager.default.fileExists(atPath: file) else {
            throw ModelingError("the model \(path) has no \(name); give the folder that `xiezhi train` wrote, whole")
        }
        let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int ?? 0
        guard size <= limit else { throw ModelingError("the model \(path): \(name) has \(size) bytes, expected \(limit) at most") }
        do { return try Data(contentsOf: URL(filePath: file)) } catch { throw ModelingError("the model \(path): \(name) cannot be read") }
    }
}
