public import Detection
public import Foundation

/// The safetensors format (Hugging Face, 2022): the length of a JSON header as eight little-endian bytes, the header, then the data of
/// all tensors without gaps. It holds numbers and names and no code, and Python's `safetensors` reads it as it is.
///
/// Bytes are a function of the weights alone: tensors come by type, the widest first so that all lie aligned, and then by name; the
/// header is filled up with spaces to a multiple of eight bytes. This is the order of the format's reference, whose files are the same
/// to the byte as long as there is at most one entry of metadata (it writes several in no fixed order; here they come by name).
///
/// Of the format's types those are read that `Weights` has: F64, F32, I32 and U8.
public enum Safetensors {
    /// The reference's own limit.
    static let longestHeader = 100_000_000

    public static func data(_ weights: Weights, metadata: [String: String] = [:]) -> Data {
        let tensors = weights.tensors.map { SafetensorsHeader.Entry(name: $0.key, tensor: $0.value) }.sorted()
        var header = SafetensorsHeader(metadata: metadata, entries: [])
        var end = 0
        for var entry in tensors {
            entry.place = end..<(end + entry.byteCount)
            end = entry.place.upperBound
            header.entries.append(entry)
        }
        let text = header.bytes
        var data = Data(capacity: 8 + text.count + end)
        for shift in stride(from: 0, to: 64, by: 8) { data.append(UInt8(truncatingIfNeeded: UInt64(text.count) >> UInt64(shift))) }
        data.append(contentsOf: text)
        for entry in header.entries { weights.tensors[entry.name].map { $0.elements.append(to: &data) } }
        return data
    }

    /// - Throws: `SafetensorsError`; whatever is returned is as the format wants it in every respect.
    /// - Complexity: O(bytes).
    public static func read(_ data: Data) throws(SafetensorsError) -> (weights: Weights, metadata: [String: String]) {
        guard data.count >= 8 else { throw .noHeader(bytes: data.count) }
        let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(longestHeader) else { throw .headerBeyondLimit(bytes: length, limit: longestHeader) }
        guard length <= UInt64(data.count - 8) else { throw .headerTooLong(bytes: length, available: data.count - 8) }
        let start = data.startIndex + 8
        let header = try SafetensorsHeader(Array(data[start..<(start + Int(length))]))
        let content = data[(start + Int(length))...]
        var tensors: [String: Tensor] = [:]
        var end = 0
        for entry in header.entries.sorted(by: SafetensorsHeader.Entry.liesBefore) {
            let name = SafetensorsError.printable(entry.name)
            guard entry.place.lowerBound == end else { throw .notContiguous(name: name, expected: end, found: entry.place.lowerBound) }
            let count = try entry.checkedByteCount()
            guard entry.place.count == count else { throw .sizeMismatch(name: name, expected: count, found: entry.place.count) }
            end = entry.place.upperBound
            guard end <= content.count else { throw .dataLength(expected: end, found: content.count) }
            let place = (content.startIndex + entry.place.lowerBound)..<(content.startIndex + end)
            tensors[entry.name] = Tensor(shape: entry.shape, elements: entry.type.elements(of: content[place]))
        }
        guard end == content.count else { throw .dataLength(expected: end, found: content.count) }
        return (Weights(tensors), header.metadata)
    }
}
