import Detection
import Foundation

#if _endian(big)
    #error("the elements of a file are little-endian, and are copied as they lie in memory")
#endif

/// The types of elements, the widest first.
enum TensorType: String, CaseIterable {
    case double = "F64"
    case single = "F32"
    case integer = "I32"
    case byte = "U8"

    init(_ elements: Tensor.Elements) {
        self =
            switch elements {
            case .doubles: .double
            case .singles: .single
            case .integers: .integer
            case .bytes: .byte
            }
    }

    var width: Int {
        switch self {
        case .double: 8
        case .single, .integer: 4
        case .byte: 1
        }
    }

    /// The elements in some bytes, a multiple of `width`.
    func elements(of data: Data) -> Tensor.Elements {
        switch self {
        case .double: .doubles(copied(data))
        case .single: .singles(copied(data))
        case .integer: .integers(copied(data))
        case .byte: .bytes([UInt8](data))
        }
    }

    /// The bytes may lie at any address.
    private func copied<Element: BitwiseCopyable>(_ data: Data) -> [Element] {
        let count = data.count / width
        return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            _ = unsafe data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
            initialized = count
        }
    }
}

extension Tensor.Elements {
    func append(to data: inout Data) {
        switch self {
        case .doubles(let values): Self.append(values, to: &data)
        case .singles(let values): Self.append(values, to: &data)
        case .integers(let values): Self.append(values, to: &data)
        case .bytes(let values): data.append(contentsOf: values)
        }
    }

    private static func append<Element: BitwiseCopyable>(_ values: [Element], to data: inout Data) {
        unsafe values.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    }
}
