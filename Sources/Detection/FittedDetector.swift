public import LinearAlgebra

/// A fitted model of any kind, with what is needed to say how it was made and to store it.
public struct FittedDetector: Sendable {
    public let name: String
    public let hyperparameters: [String: Double]
    public let seed: UInt64
    public let fittedRowCount: Int
    public let model: any DetectorModel

    public var columnCount: Int { model.columnCount }
    public var scale: ScoreScale { model.scale }

    /// See `DetectorModel.scores(_:)`.
    public func scores(_ rows: Matrix) throws(DetectionError) -> [Double] {
        try model.scores(rows)
    }

    /// See `DetectorModel.contributions(_:)`.
    public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
        try model.contributions(row)
    }
}

extension FittedDetector: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, hyperparameters, seed, fittedRowCount, model
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(hyperparameters, forKey: .hyperparameters)
        try container.encode(seed, forKey: .seed)
        try container.encode(fittedRowCount, forKey: .fittedRowCount)
        try model.encode(to: container.superEncoder(forKey: .model))
    }

    /// The name decides which model is read, by the standard catalogue.
    ///
    /// - Throws: `DecodingError.dataCorrupted` for a name the catalogue does not know.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        hyperparameters = try container.decode([String: Double].self, forKey: .hyperparameters)
        seed = try container.decode(UInt64.self, forKey: .seed)
        fittedRowCount = try container.decode(Int.self, forKey: .fittedRowCount)
        let entry: DetectorCatalog.Entry
        do {
            entry = try DetectorCatalog.standard.entry(named: name)
        } catch {
            throw DecodingError.dataCorruptedError(
                forKey: .name, in: container, debugDescription: error.description)
        }
        model = try entry.decode(container.superDecoder(forKey: .model))
    }
}
