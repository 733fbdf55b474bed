public import LinearAlgebra

/// The named tensors of a fitted model: all that it learned and nothing else, in a form that holds no code.
///
/// What is read is checked where it is read, for its kind, shape and range, so that a file from anywhere gives either a model
/// that works or an error that names the tensor. A nested part has its own name and a dot before each of its names.
public struct Weights: Sendable, Equatable {
    public private(set) var tensors: [String: Tensor]

    public init(_ tensors: [String: Tensor] = [:]) { self.tensors = tensors }

    /// In ascending order.
    public var names: [String] { tensors.keys.sorted() }

    // MARK: Writing

    public mutating func set(_ name: String, _ tensor: Tensor) { tensors[name] = tensor }

    public mutating func set(_ name: String, _ values: [Double]) { set(name, Tensor(values)) }

    public mutating func set(_ name: String, _ value: Double) { set(name, Tensor(shape: [], elements: .doubles([value]))) }

    public mutating func set(_ name: String, _ values: Matrix) {
        set(name, Tensor(shape: [values.rowCount, values.columnCount], elements: .doubles(values.elements)))
    }

    public mutating func set(_ name: String, _ values: [Float], shape: [Int]? = nil) {
        set(name, Tensor(shape: shape ?? [values.count], elements: .singles(values)))
    }

    public mutating func set(_ name: String, _ values: [Int32]) {
        set(name, Tensor(shape: [values.count], elements: .integers(values)))
    }

    public mutating func set(_ name: String, nested part: some WeightCoding) {
        var inner = Weights()
        part.write(to: &inner)
        for (key, tensor) in inner.tensors { set("\(name).\(key)", tensor) }
    }

    // MARK: Reading

    /// Which values a vector may hold beside finite ones.
    public enum Allowance: Sendable { case finite, infinite, missing }

    /// - Throws: `missing`, `wrongKind`, `wrongShape`, `notFinite`.
    public func vector(_ name: String, count: Int? = nil, allowing allowance: Allowance = .finite) throws(WeightError) -> [Double] {
        let tensor = try tensor(name, shape: [count])
        return try doubles(name, tensor, allowance)
    }

    /// - Throws: `missing`, `wrongKind`, `wrongShape`, `notFinite`.
    public func matrix(_ name: String, rows: Int? = nil, columns: Int? = nil) throws(WeightError) -> Matrix {
        let tensor = try tensor(name, shape: [rows, columns])
        return Matrix(rowCount: tensor.shape[0], columnCount: tensor.shape[1], elements: try doubles(name, tensor, .finite))
    }

    /// All elements, whatever the shape of as many.
    ///
    /// - Throws: `missing`, `wrongKind`, `wrongShape`, `notFinite`.
    public func singles(_ name: String, count: Int? = nil) throws(WeightError) -> [Float] {
        let tensor = try tensor(name)
        if let count, tensor.elements.count != count { throw .wrongShape(name: name, expected: "[\(count)]", found: tensor.shape) }
        guard case .singles(let values) = tensor.elements else {
            throw .wrongKind(name: name, expected: Tensor.Elements.singles([]).kind, found: tensor.elements.kind)
        }
        if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(name: name, index: index) }
        return values
    }

    /// - Throws: `missing`, `wrongKind`, `wrongShape`, `outOfRange`.
    public func integers(_ name: String, count: Int? = nil, in range: ClosedRange<Int>) throws(WeightError) -> [Int32] {
        let tensor = try tensor(name, shape: [count])
        guard case .integers(let values) = tensor.elements else {
            throw .wrongKind(name: name, expected: Tensor.Elements.integers([]).kind, found: tensor.elements.kind)
        }
        if let index = values.firstIndex(where: { !range.contains(Int($0)) }) {
            throw .outOfRange(name: name, index: index, requirement: "from \(range.lowerBound) to \(range.upperBound)")
        }
        return values
    }

    /// - Throws: `missing`, `wrongKind`, `wrongShape`, `notFinite`, `outOfRange`.
    public func scalar(
        _ name: String, in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    ) throws(WeightError) -> Double {
        let value = try doubles(name, tensor(name, shape: []), .finite)[0]
        guard range.contains(value) else {
            throw .outOfRange(name: name, index: 0, requirement: "from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A whole number, held as a floating-point one.
    ///
    /// - Throws: as `scalar(_:in:)`.
    public func integer(_ name: String, in range: ClosedRange<Int>) throws(WeightError) -> Int {
        let value = try scalar(name)
        guard let whole = Int(exactly: value), range.contains(whole) else {
            throw .outOfRange(name: name, index: 0, requirement: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return whole
    }

    /// The part whose names begin with `name` and a dot.
    public func nested(_ name: String) -> Weights {
        let prefix = name + "."
        var inner: [String: Tensor] = [:]
        for (key, tensor) in tensors where key.hasPrefix(prefix) { inner[String(key.dropFirst(prefix.count))] = tensor }
        return Weights(inner)
    }

    /// - Throws: what the part finds wrong, its names with their prefix.
    public func nested<Part: WeightCoding>(_ name: String, as part: Part.Type) throws(WeightError) -> Part {
        do { return try Part(from: nested(name)) } catch { throw error.within(name) }
    }

    /// - Throws: `missing`, `wrongShape`. A length of nil allows any.
    public func tensor(_ name: String, shape: [Int?]? = nil) throws(WeightError) -> Tensor {
        guard let tensor = tensors[name] else { throw .missing(name: name) }
        guard let shape else { return tensor }
        guard tensor.shape.count == shape.count, zip(tensor.shape, shape).allSatisfy({ $1 == nil || $0 == $1 }) else {
            let expected = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
            throw .wrongShape(name: name, expected: "[\(expected)]", found: tensor.shape)
        }
        return tensor
    }

    private func doubles(_ name: String, _ tensor: Tensor, _ allowance: Allowance) throws(WeightError) -> [Double] {
        guard case .doubles(let values) = tensor.elements else {
            throw .wrongKind(name: name, expected: Tensor.Elements.doubles([]).kind, found: tensor.elements.kind)
        }
        let bad: Int? =
            switch allowance {
            case .finite: values.firstIndex { !$0.isFinite }
            case .infinite: values.firstIndex { $0.isNaN }
            case .missing: values.firstIndex { $0.isInfinite }
            }
        if let bad { throw .notFinite(name: name, index: bad) }
        return values
    }
}

/// Something that can be kept as named tensors and made again from them.
public protocol WeightCoding: Sendable {
    func write(to weights: inout Weights)

    /// Checks all that later use relies on, so that any tensors give either a working value or an error: never a crash, nor
    /// a loop without end.
    init(from weights: Weights) throws(WeightError)
}
