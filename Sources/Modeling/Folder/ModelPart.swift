public import Detection
public import LinearAlgebra
public import Statistics

/// A fitted detector with all that is to be stored of it.
public struct ModelPart: Sendable {
    public internal(set) var card: PartCard
    public let detector: FittedDetector
    /// Scores of rows that were held back from the fit, for p-values.
    public let calibration: ConformalCalibration?

    public var name: String { card.name }
    public var identities: [FeatureIdentity] { card.features.map(\.identity) }

    init(card: PartCard, detector: FittedDetector, calibration: ConformalCalibration?) {
        self.card = card
        self.detector = detector
        self.calibration = calibration
    }

    /// Describes a detector that was just fitted.
    ///
    /// - Parameters:
    ///   - rows: what it was fitted on; a few order statistics of each column and a digest are kept, no row.
    ///   - calibration: scores of other rows.
    /// - Precondition: a feature for each column.
    public init(
        name: String, detector: FittedDetector, features: [FeatureIdentity], rows: Matrix, peers: [String: String]? = nil,
        metrics: [String: Double] = [:], calibration: ConformalCalibration? = nil
    ) {
        precondition(features.count == rows.columnCount && features.count == detector.columnCount, "a feature for each column")
        let cards = features.indices.map { FeatureCard(features[$0], distribution: Distribution(rows.column($0))) }
        let keeps = (try? DetectorCatalog.standard.entry(named: detector.name))?.card.keeps ?? .none
        card = PartCard(
            name: name, detector: detector.origin, keeps: keeps, features: cards, peers: peers,
            trainingSHA256: Digest.of(rows, names: features.map(\.name)), metrics: metrics,
            calibration: calibration.map { CalibrationCard(method: "split conformal", rows: $0.count) })
        self.detector = detector
        self.calibration = calibration
    }

    /// - Throws: `ModelingError` that names the features by which the sets differ.
    public func requireFeatures(_ found: [FeatureIdentity]) throws(ModelingError) {
        let difference = FeatureDifference(expected: identities, found: found)
        guard difference.isEmpty else {
            throw ModelingError("the model `\(name)` was fitted on other features than these (\(difference.sentence)); score with its features, or train anew")
        }
    }

    /// A conformal p-value for each score, for rows that were not fitted on; nil without a calibration.
    public func pValues(of scores: [Double]) -> [Double]? { calibration?.pValues(of: scores) }
}

extension ModelPart {
    private static let detectorName = "detector"
    private static let calibrationName = "calibration"

    /// The detector's own tensors and those of the calibration, under names of their own.
    var weights: Weights {
        var weights = Weights()
        for (name, tensor) in detector.weights.tensors { weights.set("\(Self.detectorName).\(name)", tensor) }
        if let calibration { weights.set(Self.calibrationName, nested: calibration) }
        return weights
    }

    /// - Throws: `ModelingError` for whatever does not fit: weights of another detector, tensors that none reads, another number of columns.
    init(card: PartCard, weights: Weights, catalog: DetectorCatalog) throws(ModelingError) {
        func failure(_ text: String) -> ModelingError { ModelingError("the part \(SafetensorsError.printable(card.name)): \(text)") }
        let detector: FittedDetector
        do {
            detector = try FittedDetector(origin: card.detector, weights: weights.nested(Self.detectorName), catalog: catalog)
        } catch {
            throw failure(error.description)
        }
        guard detector.columnCount == card.features.count else {
            throw failure("the detector has \(detector.columnCount) columns, the card lists \(card.features.count) features")
        }
        var calibration: ConformalCalibration?
        if card.calibration != nil {
            do { calibration = try weights.nested(Self.calibrationName, as: ConformalCalibration.self) } catch { throw failure(error.description) }
        }
        self.init(card: card, detector: detector, calibration: calibration)
        let known = self.weights.tensors
        for name in weights.names where known[name] == nil {
            throw failure(WeightError.unexpected(name: SafetensorsError.printable(name)).description)
        }
    }
}
