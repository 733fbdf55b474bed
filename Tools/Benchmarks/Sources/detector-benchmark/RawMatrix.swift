import Foundation
import LinearAlgebra

/// Doubles as the machine holds them (little-endian wherever this runs), row after row, without a header.
enum RawMatrix {
    struct WrongSize: Error, CustomStringConvertible {
        let description: String
    }

    /// Read once into the place where the matrix keeps them, so that reading does not show in the peak of memory.
    static func read(path: String, columns: Int) throws -> Matrix {
        guard let file = unsafe fopen(path, "rb") else { throw WrongSize(description: "\(path) cannot be read") }
        defer { unsafe fclose(file) }
        unsafe fseek(file, 0, SEEK_END)
        let byteCount = unsafe ftell(file)
        unsafe rewind(file)
        let width = columns * MemoryLayout<Double>.size
        guard byteCount > 0, width > 0, byteCount % width == 0 else {
            throw WrongSize(description: "\(path) holds \(byteCount) bytes, not whole rows of \(columns) doubles")
        }
        let count = byteCount / MemoryLayout<Double>.size
        let elements = unsafe [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = unsafe fread(buffer.baseAddress, MemoryLayout<Double>.size, count, file)
        }
        guard elements.count == count else { throw WrongSize(description: "\(path) ended early") }
        return Matrix(rowCount: count / columns, columnCount: columns, elements: elements)
    }

    static func write(_ values: [Double], path: String) throws {
        let data = unsafe values.withUnsafeBytes { bytes in unsafe Data(bytes) }
        try data.write(to: URL(fileURLWithPath: path))
    }
}
