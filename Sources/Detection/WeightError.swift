/// What can be wrong with the tensors of a model. Names, shapes and positions, never values.
public enum WeightError: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(name: String)
    case unexpected(name: String)
    case wrongKind(name: String, expected: String, found: String)
    case wrongShape(name: String, expected: String, found: [Int])
    case notFinite(name: String, index: Int)
    case outOfRange(name: String, index: Int, requirement: String)
    /// What holds between several elements or tensors does not hold.
    case invalid(name: String, requirement: String)

    public var description: String {
        switch self {
        case .missing(let name): "the tensor \(name) is missing"
        case .unexpected(let name): "the tensor \(name) belongs to no part of the model"
        case .wrongKind(let name, let expected, let found): "the tensor \(name) must hold \(expected), it holds \(found)"
        case .wrongShape(let name, let expected, let found): "the tensor \(name) must have the shape \(expected), it has \(found)"
        case .notFinite(let name, let index): "element \(index) of the tensor \(name) is missing or infinite"
        case .outOfRange(let name, let index, let requirement): "element \(index) of the tensor \(name) must be \(requirement)"
        case .invalid(let name, let requirement): "the tensor \(name) must be \(requirement)"
        }
    }

    /// The same, seen from the whole of which this is the part `part`.
    func within(_ part: String) -> WeightError {
        func full(_ name: String) -> String { "\(part).\(name)" }
        return switch self {
        case .missing(let name): .missing(name: full(name))
        case .unexpected(let name): .unexpected(name: full(name))
        case .wrongKind(let name, let expected, let found): .wrongKind(name: full(name), expected: expected, found: found)
        case .wrongShape(let name, let expected, let found): .wrongShape(name: full(name), expected: expected, found: found)
        case .notFinite(let name, let index): .notFinite(name: full(name), index: index)
        case .outOfRange(let name, let index, let requirement): .outOfRange(name: full(name), index: index, requirement: requirement)
        case .invalid(let name, let requirement): .invalid(name: full(name), requirement: requirement)
        }
    }
}
