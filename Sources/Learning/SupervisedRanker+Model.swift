public import Detection
public import LinearAlgebra

extension SupervisedRanker {
    /// A learned ranking with calibrated probabilities.
    public struct Model: LabeledModel, Equatable {
        enum Learned: Sendable, Equatable {
            case logistic(RidgeLogisticRegression.Model)
            case boosted(BoostedTrees.Model)

            var any: any LabeledModel {
                switch self {
                case .logistic(let model): model
                case .boosted(let model): model
                }
            }
        }

        let learned: Learned
        public let calibration: ProbabilityCalibration

        init(learned: Learned, calibration: ProbabilityCalibration) {
            self.learned = learned
            self.calibration = calibration
        }

        /// The name of the method, as in the report.
        public var name: String {
            switch learned {
            case .logistic: Method.logisticName
            case .boosted: Method.boostedName
            }
        }

        public var columnCount: Int { learned.any.columnCount }
        public var baseline: Double { learned.any.baseline }

        /// What to rank by: it has no ties that calibration makes.
        public func logOdds(_ rows: Matrix) throws(LearningError) -> [Double] { try learned.any.logOdds(rows) }

        /// What to show: calibrated, and in the same order but for ties.
        public func probabilities(_ rows: Matrix) throws(LearningError) -> [Double] {
            try logOdds(rows).map(calibration.probability)
        }

        public func contributions(_ row: [Double]) throws(LearningError) -> [Double] { try learned.any.contributions(row) }

        /// All that the model learned.
        public var weights: Weights {
            var weights = Weights()
            write(to: &weights)
            return weights
        }
    }
}

extension SupervisedRanker.Model {
    public func write(to weights: inout Weights) {
        switch learned {
        case .logistic(let model): weights.set("logistic", nested: model)
        case .boosted(let model): weights.set("boosted", nested: model)
        }
        weights.set("calibration", nested: calibration)
    }

    /// - Throws: what is wrong with a tensor; `unexpected` for one that belongs to no part.
    public init(from weights: Weights) throws(WeightError) {
        if weights.names.contains(where: { $0.hasPrefix("boosted.") }) {
            learned = .boosted(try weights.nested("boosted", as: BoostedTrees.Model.self))
        } else {
            learned = .logistic(try weights.nested("logistic", as: RidgeLogisticRegression.Model.self))
        }
        calibration = try weights.nested("calibration", as: ProbabilityCalibration.self)
        let known = self.weights.tensors
        for name in weights.names where known[name] == nil { throw .unexpected(name: name) }
    }
}
