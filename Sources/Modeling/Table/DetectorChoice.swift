public import Detection
import LinearAlgebra

/// A detector by name, with its settings as a person writes them.
public struct DetectorChoice: Sendable {
    public let detector: ConfiguredDetector
    public let seed: UInt64

    /// What is taken where nothing is named: the first of these that there is.
    public static var defaultName: String {
        let names = DetectorCatalog.standard.names
        return ["ensemble", "extended-isolation-forest"].first(where: names.contains) ?? "isolation-forest"
    }

    /// - Parameters:
    ///   - name: in the catalogue, or an alias; the default detector when nil.
    ///   - settings: hyperparameters as `NAME=VALUE`; what is left out takes its default.
    /// - Throws: `ModelingError` that lists what there is.
    public init(name: String?, settings: [String] = [], seed: UInt64 = 1) throws(ModelingError) {
        var values: [String: Double] = [:]
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let value = Double(parts[1]) else {
                throw ModelingError("`\(SafetensorsError.printable(setting))` is not NAME=VALUE with a number for VALUE")
            }
            guard values.updateValue(value, forKey: String(parts[0])) == nil else { throw ModelingError("\(parts[0]) is set twice") }
        }
        do {
            detector = try DetectorCatalog.standard.detector(named: name ?? Self.defaultName, hyperparameters: values)
        } catch {
            throw ModelingError(error.description)
        }
        self.seed = seed
    }

    /// - Throws: `ModelingError` that names the table, where it gives no model.
    public func fit(_ table: NumericTable, threads: Int = 1) throws(ModelingError) -> FittedDetector {
        BLASRuntime.threadCount = threads
        do { return try detector.fit(table.values, seed: seed) } catch { throw ModelingError("\(table.name): \(error)") }
    }

    /// Fits on some of the rows and takes the scores of the others for p-values; see `CalibratedDetector`.
    ///
    /// - Parameter share: of the rows held back; above 0 and below 1.
    /// - Throws: `ModelingError` that names the table, where it gives no model.
    public func fit(_ table: NumericTable, holdingBack share: Double, threads: Int = 1) throws(ModelingError) -> CalibratedDetector {
        BLASRuntime.threadCount = threads
        do {
            return try CalibratedDetector(fitting: detector, table.values, calibrationShare: share, seed: seed, threads: threads)
        } catch {
            throw ModelingError("\(table.name): \(error)")
        }
    }
}
