/// What can be wrong with a request. Names and sizes only, never values of the data.
public enum DetectionError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooFewRows(required: Int, found: Int)
    /// Every column is constant or missing throughout.
    case noVaryingColumns
    case columnCountMismatch(expected: Int, found: Int)
    case rowCountMismatch(expected: Int, found: Int)
    case unknownDetector(name: String, known: [String])
    case unknownHyperparameter(name: String, detector: String, known: [String])
    case invalidHyperparameter(name: String, detector: String, requirement: String)

    public var description: String {
        switch self {
        case .tooFewRows(let required, let found):
            "at least \(required) rows are needed, \(found) were given"
        case .noVaryingColumns:
            "no column varies, so nothing tells the rows apart"
        case .columnCountMismatch(let expected, let found):
            "rows of \(expected) columns are needed, these have \(found)"
        case .rowCountMismatch(let expected, let found):
            "\(expected) values are needed, one a row, \(found) were given"
        case .unknownDetector(let name, let known):
            "no detector is named \"\(name)\"; known are \(known.joined(separator: ", "))"
        case .unknownHyperparameter(let name, let detector, let known):
            "\(detector) has no hyperparameter \"\(name)\"; it has \(known.joined(separator: ", "))"
        case .invalidHyperparameter(let name, let detector, let requirement):
            "\(name) of \(detector) must be \(requirement)"
        }
    }
}
