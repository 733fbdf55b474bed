import Crypto
import Foundation
import LinearAlgebra

/// SHA-256, in hexadecimal digits.
enum Digest {
    static let length = 64

    static func of(_ data: Data) -> String { hexadecimal(SHA256.hash(data: data)) }

    static func of(_ text: String) -> String { of(Data(text.utf8)) }

    /// The digest of a training table: its columns' names, its size, and all values row after row as little-endian doubles, a missing
    /// one as the one quiet NaN.
    ///
    /// It depends on the order of the rows, because a fitted model may: the digest stands for an input that gives the same bits.
    /// - Complexity: O(n p).
    static func of(_ rows: Matrix, names: [String]) -> String {
        var hash = SHA256()
        // No name holds the separator, so that no two lists of names read the same.
        for name in names { hash.update(data: Data((name + "\u{0}").utf8)) }
        hash.update(data: Data("\(rows.rowCount)x\(rows.columnCount)".utf8))
        var block: [UInt64] = []
        for start in stride(from: 0, to: rows.rowCount, by: 256) {
            block.removeAll(keepingCapacity: true)
            for row in start..<Swift.min(start + 256, rows.rowCount) {
                for value in rows.rowSlice(row) { block.append((value.isNaN ? Double.nan : value).bitPattern.littleEndian) }
            }
            unsafe block.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
        }
        return hexadecimal(hash.finalize())
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
