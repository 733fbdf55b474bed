/// Numbers of one kind with a shape, row-major: what a model file is made of.
public struct Tensor: Sendable, Equatable {
    public enum Elements: Sendable, Equatable {
        case doubles([Double])
        case singles([Float])
        case integers([Int32])
        case bytes([UInt8])

        public var count: Int {
            switch self {
            case .doubles(let values): values.count
            case .singles(let values): values.count
            case .integers(let values): values.count
            case .bytes(let values): values.count
            }
        }

        /// The kind in words, for an error.
        var kind: String {
            switch self {
            case .doubles: "64-bit floating-point numbers"
            case .singles: "32-bit floating-point numbers"
            case .integers: "32-bit integers"
            case .bytes: "bytes"
            }
        }
    }

    /// The length of each dimension; none for a scalar.
    public let shape: [Int]
    public let elements: Elements

    /// - Precondition: the product of the shape is the number of elements.
    public init(shape: [Int], elements: Elements) {
        precondition(shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == elements.count, "as many elements as the shape holds")
        self.shape = shape
        self.elements = elements
    }

    public init(_ values: [Double]) { self.init(shape: [values.count], elements: .doubles(values)) }
}
