import Detection

extension ModelPart {
    /// The one part of a table's model.
    public static let tableName = "table"

    /// Fits a detector on a table, and measures it on the same rows where they have labels.
    ///
    /// - Parameter share: of the rows held back from the fit for p-values; nil holds none back. The card's distributions and digest are
    ///   of the whole table.
    /// - Throws: `ModelingError` that names the table, where it gives no model.
    public init(
        fitting choice: DetectorChoice, on table: NumericTable, holdingBack share: Double? = nil, threads: Int = 1
    ) throws(ModelingError) {
        let calibrated: CalibratedDetector?
        let detector: FittedDetector
        if let share {
            let fitted = try choice.fit(table, holdingBack: share, threads: threads)
            (calibrated, detector) = (fitted, fitted.detector)
        } else {
            (calibrated, detector) = (nil, try choice.fit(table, threads: threads))
        }
        var metrics: [String: Double] = [:]
        if table.labels != nil { metrics = try TableScores(table, by: detector, threads: threads).quality(seed: choice.seed)?.trainingMetrics ?? [:] }
        self.init(
            name: Self.tableName, detector: detector, features: table.identities, rows: table.values, metrics: metrics,
            calibration: calibrated?.calibration)
    }
}
