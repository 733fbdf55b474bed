/// Stable least-significant-digit radix sort of keys that carry a payload (Knuth, The Art of Computer Programming 3, 1998, §5.2.5).
/// Digits in which all keys agree are skipped.
///
/// - Complexity: O(d·n) for d digits of eleven bits that vary; one extra copy of both arrays.
func radixSort(_ keys: inout [UInt64], carrying payload: inout [UInt32]) {
    precondition(keys.count == payload.count)
    guard keys.count > 1 else { return }
    let bits: UInt64 = 11
    let mask: UInt64 = (1 << bits) - 1
    var union: UInt64 = 0
    var intersection: UInt64 = .max
    for key in keys {
        union |= key
        intersection &= key
    }
    let varying = union ^ intersection
    var spareKeys = [UInt64](repeating: 0, count: keys.count)
    var sparePayload = [UInt32](repeating: 0, count: keys.count)
    var shift: UInt64 = 0
    while shift < 64 {
        defer { shift += bits }
        guard (varying >> shift) & mask != 0 else { continue }
        var offsets = [Int](repeating: 0, count: Int(mask) + 1)
        for key in keys { offsets[Int((key >> shift) & mask)] += 1 }
        var sum = 0
        for digit in offsets.indices {
            let count = offsets[digit]
            offsets[digit] = sum
            sum += count
        }
        for position in keys.indices {
            let digit = Int((keys[position] >> shift) & mask)
            let target = offsets[digit]
            offsets[digit] = target + 1
            spareKeys[target] = keys[position]
            sparePayload[target] = payload[position]
        }
        swap(&keys, &spareKeys)
        swap(&payload, &sparePayload)
    }
}

/// Radix sort of keys alone.
///
/// - Complexity: O(d·n) for d digits of eleven bits that vary.
func radixSort(_ keys: inout [UInt64]) {
    guard keys.count > 1 else { return }
    let bits: UInt64 = 11
    let mask: UInt64 = (1 << bits) - 1
    var union: UInt64 = 0
    var intersection: UInt64 = .max
    for key in keys {
        union |= key
        intersection &= key
    }
    let varying = union ^ intersection
    var spare = [UInt64](repeating: 0, count: keys.count)
    var shift: UInt64 = 0
    while shift < 64 {
        defer { shift += bits }
        guard (varying >> shift) & mask != 0 else { continue }
        var offsets = [Int](repeating: 0, count: Int(mask) + 1)
        for key in keys { offsets[Int((key >> shift) & mask)] += 1 }
        var sum = 0
        for digit in offsets.indices {
            let count = offsets[digit]
            offsets[digit] = sum
            sum += count
        }
        for key in keys {
            let digit = Int((key >> shift) & mask)
            spare[offsets[digit]] = key
            offsets[digit] += 1
        }
        swap(&keys, &spare)
    }
}

/// The distinct values in ascending order, the rank of each value among them, and the positions of the values in stable ascending order.
///
/// - Complexity: O(n).
func denseRanks(_ values: [Int32]) -> (distinct: [Int32], ranks: [Int32], order: [UInt32]) {
    var keys = values.map { UInt64(UInt32(bitPattern: $0) ^ 0x8000_0000) }
    var order = values.indices.map { UInt32($0) }
    radixSort(&keys, carrying: &order)
    var distinct: [Int32] = []
    var ranks = [Int32](repeating: 0, count: values.count)
    for position in order {
        let value = values[Int(position)]
        if distinct.last != value { distinct.append(value) }
        ranks[Int(position)] = Int32(distinct.count - 1)
    }
    return (distinct, ranks, order)
}
