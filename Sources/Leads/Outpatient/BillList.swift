import Claims

/// What is on a bill: its items and their quantities, whatever they cost.
enum BillList {
    /// The items of a settlement with their quantities, each pair as one number, ascending. What was taken back is none of them.
    static func gather(_ row: Int, _ lines: FeeLineColumns, into items: inout [UInt64]) {
        items.removeAll(keepingCapacity: true)
        for line in lines.lines(ofSettlement: row) where lines.item[line] >= 0 && !(lines.quantity[line] < 0) {
            items.append(UInt64(UInt32(bitPattern: lines.item[line])) << 32 | UInt64(lines.quantity[line].bitPattern))
        }
        items.sort()
    }

    /// 64 bits of a list, above 1: words are mixed much as FNV-1a does bytes, and finished as in SplitMix64.
    static func digest(_ items: [UInt64]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for item in items { hash = (hash ^ item) &* 0x0000_0100_0000_01b3 &+ (hash >> 29) }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return (hash ^ (hash >> 31)) | 2
    }
}
