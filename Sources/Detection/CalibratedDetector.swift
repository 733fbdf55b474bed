public import LinearAlgebra
public import Statistics

/// A detector fitted on one part of the rows, with the scores of the other part to tell how rare a score is.
///
/// A model scores the rows it was fitted on lower than others like them, so their scores are no measure for new rows; those of
/// rows held back are. See `ConformalCalibration` for what the p-values promise, and for whom.
public struct CalibratedDetector: Sendable {
    public let detector: FittedDetector
    public let calibration: ConformalCalibration

    public init(detector: FittedDetector, calibration: ConformalCalibration) {
        self.detector = detector
        self.calibration = calibration
    }

    /// Fits on some rows and calibrates on the rest.
    ///
    /// - Parameters:
    ///   - calibrationShare: the share of rows held back for calibration. Of n rows held back the smallest p-value is
    ///     `1 / (n + 1)`.
    ///   - groups: rows of one group are all fitted on or all held back, as rows that are not independent must be; whole groups
    ///     are drawn until the share is reached. Nil lets each row be its own.
    /// - Throws: what the detector throws on the rows that are left to it; `tooFewRows` when either part has none;
    ///   `rowCountMismatch` for groups of another length.
    public init(
        fitting configuration: ConfiguredDetector, _ rows: Matrix, calibrationShare: Double = 0.5, groups: [Int]? = nil,
        seed: UInt64, threads: Int = 1
    ) throws(DetectionError) {
        precondition(calibrationShare > 0 && calibrationShare < 1, "a share above 0 and below 1")
        if let groups, groups.count != rows.rowCount {
            throw .rowCountMismatch(expected: rows.rowCount, found: groups.count)
        }
        let isHeldBack = Self.heldBack(
            groups ?? Array(0..<rows.rowCount), count: Int((Double(rows.rowCount) * calibrationShare).rounded(.up)), seed: seed)
        let fitted = isHeldBack.indices.filter { !isHeldBack[$0] }
        let reference = isHeldBack.indices.filter { isHeldBack[$0] }
        guard fitted.count >= 2, !reference.isEmpty else { throw .tooFewRows(required: 3, found: rows.rowCount) }
        detector = try configuration.fit(rows.selectingRows(fitted), seed: seed)
        calibration = ConformalCalibration(try detector.scores(rows.selectingRows(reference), threads: threads))
    }

    /// One p-value a row, for rows that had no part in the fit. A row's p-value depends on no other row.
    ///
    /// - Throws: `columnCountMismatch`.
    public func pValues(_ rows: Matrix, threads: Int = 1) throws(DetectionError) -> [Double] {
        calibration.pValues(of: try detector.scores(rows, threads: threads))
    }

    private static func heldBack(_ groups: [Int], count: Int, seed: UInt64) -> [Bool] {
        var order = Array(Set(groups)).sorted()
        var stream = RandomStream(seed: seed, stream: "calibration split")
        stream.shuffle(&order)
        var sizes: [Int: Int] = [:]
        for group in groups { sizes[group, default: 0] += 1 }
        var chosen = Set<Int>()
        var reached = 0
        for group in order where reached < count {
            chosen.insert(group)
            reached += sizes[group] ?? 0
        }
        return groups.map(chosen.contains)
    }
}

extension CalibratedDetector {
    /// The model's tensors under `detector.` and the calibration's under `calibration.`.
    public var weights: Weights {
        var weights = Weights()
        for (name, tensor) in detector.weights.tensors { weights.set("detector.\(name)", tensor) }
        weights.set("calibration", nested: calibration)
        return weights
    }

    /// - Throws: `StoredModelError`, as for a `FittedDetector`.
    public init(
        origin: FittedDetector.Origin, weights: Weights, catalog: DetectorCatalog = .standard
    ) throws(StoredModelError) {
        do { calibration = try weights.nested("calibration", as: ConformalCalibration.self) } catch { throw .weights(error) }
        do {
            detector = try FittedDetector(origin: origin, weights: weights.nested("detector"), catalog: catalog)
        } catch {
            if case .weights(let found) = error { throw .weights(found.within("detector")) }
            throw error
        }
        let known = self.weights.tensors
        for name in weights.names where known[name] == nil { throw .weights(.unexpected(name: name)) }
    }
}

extension ConfiguredDetector {
    /// The score of every row by a model fitted on the rows of the other folds, for `CrossConformal`.
    ///
    /// - Parameter folds: the fold of each row, from 0 (`CrossConformal.folds`).
    /// - Throws: `rowCountMismatch`, and what the detector throws on the rows of all folds but one.
    /// - Complexity: one fit a fold.
    public func outOfFoldScores(
        _ rows: Matrix, folds: [Int], seed: UInt64, threads: Int = 1
    ) throws(DetectionError) -> [Double] {
        guard folds.count == rows.rowCount else { throw .rowCountMismatch(expected: rows.rowCount, found: folds.count) }
        var result = [Double](repeating: .nan, count: rows.rowCount)
        for fold in Set(folds).sorted() {
            let members = folds.indices.filter { folds[$0] == fold }
            let model = try fit(rows.selectingRows(folds.indices.filter { folds[$0] != fold }), seed: seed)
            for (row, score) in zip(members, try model.scores(rows.selectingRows(members), threads: threads)) {
                result[row] = score
            }
        }
        return result
    }
}
