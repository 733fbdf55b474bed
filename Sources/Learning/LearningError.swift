/// What can be wrong with a request to learn. Names and sizes only, never values of the data.
public enum LearningError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Too few rows of one label, or of both, to tell a good ranking from a lucky one.
    case tooFewLabels(positives: Int, negatives: Int, required: Int)
    /// Every row has the same label.
    case oneLabelOnly
    /// Groups cannot be held out whole and leave rows of both labels to learn from.
    case tooFewGroups(withPositives: Int, withNegatives: Int)
    case rowCountMismatch(what: String, expected: Int, found: Int)
    case columnCountMismatch(expected: Int, found: Int)
    /// Newton's iteration did not reach its tolerance.
    case notConverged(iterations: Int)
    /// LightGBM's library cannot be used; in a sentence.
    case libraryUnavailable(reason: String)
    /// LightGBM refused, in its own words.
    case trainingFailed(reason: String)
    /// LightGBM's model is not one that this code understands.
    case unreadableTrees(reason: String)

    public var description: String {
        switch self {
        case .tooFewLabels(let positives, let negatives, let required):
            """
            at least \(required) rows labelled true and \(required) labelled false are needed, these are \(positives) and \
            \(negatives): with fewer, chance decides which ranking looks best. Rank without labels, collect more verdicts from \
            the top of that list and from random rows below it, and try again
            """
        case .oneLabelOnly:
            "every row has the same label; both labels are needed"
        case .tooFewGroups(let positives, let negatives):
            """
            a group is held out whole, and what is left must have both labels: rows labelled true come from \(positives) groups \
            and rows labelled false from \(negatives), which does not allow it. Add rows of more groups
            """
        case .rowCountMismatch(let what, let expected, let found):
            "\(expected) \(what) are needed, one a row, \(found) were given"
        case .columnCountMismatch(let expected, let found):
            "rows of \(expected) columns are needed, these have \(found)"
        case .notConverged(let iterations):
            "the logistic regression did not converge in \(iterations) iterations; a larger ridge helps"
        case .libraryUnavailable(let reason):
            "boosted trees cannot be trained here: \(reason)"
        case .trainingFailed(let reason):
            "LightGBM refused to train: \(reason)"
        case .unreadableTrees(let reason):
            "LightGBM's model cannot be read: \(reason)"
        }
    }
}
