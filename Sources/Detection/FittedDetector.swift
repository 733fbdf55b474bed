import Dispatch
public import LinearAlgebra
import Synchronization

/// A fitted model of any kind, with what is needed to say how it was made and to store it.
public struct FittedDetector: Sendable {
    /// How it was made: what stands in a model's card, beside its weights.
    public struct Origin: Sendable, Equatable, Codable {
        /// The detector's name in the catalogue.
        public var name: String
        /// Given or default, every one.
        public var hyperparameters: [String: Double]
        public var seed: UInt64
        public var fittedRowCount: Int

        public init(name: String, hyperparameters: [String: Double], seed: UInt64, fittedRowCount: Int) {
            self.name = name
            self.hyperparameters = hyperparameters
            self.seed = seed
            self.fittedRowCount = fittedRowCount
        }
    }

    public let origin: Origin
    public let model: any DetectorModel

    init(origin: Origin, model: any DetectorModel) {
        self.origin = origin
        self.model = model
    }

    public var name: String { origin.name }
    public var columnCount: Int { model.columnCount }
    public var scale: ScoreScale { model.scale }

    /// The rows given to a model at once: temporaries of a block stay in the cache.
    public static let blockSize = 4096

    /// See `DetectorModel.scores(_:)`. The rows are scored in blocks, by several threads; as no score depends on another row,
    /// neither changes a bit of them.
    ///
    /// - Throws: `columnCountMismatch`.
    public func scores(_ rows: Matrix, threads: Int = 1) throws(DetectionError) -> [Double] {
        if rows.columnCount != columnCount { throw .columnCountMismatch(expected: columnCount, found: rows.columnCount) }
        let blockCount = (rows.rowCount + Self.blockSize - 1) / Self.blockSize
        guard blockCount > 1 else { return try model.scores(rows) }
        let blocks = Mutex<[Result<[Double], DetectionError>]>(Array(repeating: .success([]), count: blockCount))
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: Swift.max(1, threads)) { _ in
            while case let block = next.wrappingAdd(1, ordering: .relaxed).oldValue, block < blockCount {
                let start = block * Self.blockSize
                let part = rows.selectingRows(start..<Swift.min(start + Self.blockSize, rows.rowCount))
                let scored = Result { () throws(DetectionError) in try model.scores(part) }
                blocks.withLock { $0[block] = scored }
            }
        }
        var result: [Double] = []
        result.reserveCapacity(rows.rowCount)
        for block in blocks.withLock({ $0 }) { result += try block.get() }
        return result
    }

    /// See `DetectorModel.contributions(_:)`.
    public func contributions(_ row: [Double]) throws(DetectionError) -> [Double] {
        try model.contributions(row)
    }

    /// All that the model learned.
    public var weights: Weights {
        var weights = Weights()
        model.write(to: &weights)
        return weights
    }

    /// The model of a stored origin and its weights.
    ///
    /// - Throws: `StoredModelError` for a detector that the catalogue does not know, and for whatever is wrong with the weights.
    public init(origin: Origin, weights: Weights, catalog: DetectorCatalog = .standard) throws(StoredModelError) {
        let entry: DetectorCatalog.Entry
        do { entry = try catalog.entry(named: origin.name) } catch { throw .detector(error) }
        do { model = try entry.decode(weights) } catch { throw .weights(error) }
        self.origin = origin
        // What no part of the model reads was not written by it.
        let known = self.weights.tensors
        for name in weights.names where known[name] == nil { throw .weights(.unexpected(name: name)) }
    }
}

/// Why a stored model is not one of this engine.
public enum StoredModelError: Error, Equatable, Sendable, CustomStringConvertible {
    case detector(DetectionError)
    case weights(WeightError)

    public var description: String {
        switch self {
        case .detector(let error): error.description
        case .weights(let error): error.description
        }
    }
}
