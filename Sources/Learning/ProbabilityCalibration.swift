public import Detection

/// What turns log-odds into a probability that means what it says: among rows given 0.3, three in ten are of the sought.
///
/// Fitted on scores of rows that were held out, because a model is too sure of those it learned from. Isotonic regression has no
/// shape of its own and overfits below about a thousand rows (A. Niculescu-Mizil and R. Caruana, "Predicting good
/// probabilities with supervised learning", ICML 2005, section 5); they counted rows of labels in balance, and where one label is
/// rare it is the rare one that says how well a share is known. So it is taken from a thousand rows of the rarer label on, and
/// Platt's logistic function below.
///
/// Never does a higher score get a lower probability: where Platt's slope would be negative, because the scores rank worse than
/// chance, every score gets the share of positives.
///
/// A probability only goes with the rows labelled: where those were picked, from the top of a list say, it holds among rows
/// picked in the same way.
public enum ProbabilityCalibration: Sendable, Equatable {
    case platt(PlattScaling)
    case isotonic(IsotonicRegression)

    /// The rows of the rarer label from which on isotonic regression is used.
    public static let isotonicMinimum = 1000

    /// - Precondition: one label for each score; scores are finite; both labels occur.
    public init(scores: [Double], labels: [Bool]) {
        let positives = labels.filter { $0 }.count
        if Swift.min(positives, labels.count - positives) >= Self.isotonicMinimum {
            self = .isotonic(IsotonicRegression(scores: scores, labels: labels))
        } else {
            let scaling = PlattScaling(scores: scores, labels: labels)
            self = .platt(scaling.slope >= 0 ? scaling : PlattScaling(constantFor: labels))
        }
    }

    public var name: String {
        switch self {
        case .platt: "platt"
        case .isotonic: "isotonic"
        }
    }

    public func probability(_ score: Double) -> Double {
        switch self {
        case .platt(let scaling): scaling.probability(score)
        case .isotonic(let regression): regression.probability(score)
        }
    }
}

extension ProbabilityCalibration: WeightCoding {
    public func write(to weights: inout Weights) {
        switch self {
        case .platt(let scaling): weights.set("platt", nested: scaling)
        case .isotonic(let regression): weights.set("isotonic", nested: regression)
        }
    }

    public init(from weights: Weights) throws(WeightError) {
        if weights.names.contains(where: { $0.hasPrefix("isotonic.") }) {
            self = .isotonic(try weights.nested("isotonic", as: IsotonicRegression.self))
        } else {
            let scaling = try weights.nested("platt", as: PlattScaling.self)
            guard scaling.slope >= 0 else { throw .invalid(name: "platt.slope", requirement: "not negative") }
            self = .platt(scaling)
        }
    }
}
