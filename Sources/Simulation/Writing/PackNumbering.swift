/// Traceability codes of 20 digits: seven that name the drug, thirteen that name the pack.
///
/// A pack's number follows from the fee line that hands it out, so a code is known without keeping it.
enum PackNumbering {
    private static let serials = 10_000_000_000_000
    /// Packs of one line that may have codes of their own.
    private static let packsPerLine = 64

    static func code(item: Int, line: Int, pack: Int = 0) -> String {
        let drug = 8_100_000 + item * 977 % 900_000
        // One to one: the multiplier shares no factor with a power of ten.
        let serial = ((line * packsPerLine + pack % packsPerLine) * 618_033_989 + 2_718_281_828) % serials
        let digits = String(serial)
        return String(drug) + String(repeating: "0", count: 13 - digits.count) + digits
    }

    /// What is keyed in where nothing is scanned.
    static let typedCodes = ["00000000000000000000", "11111111111111111111", "12345678901234567890", "8", "无码"]

    /// A number that follows from a place alone, 0 ..< bound.
    static func draw(_ place: Int, _ salt: Int, below bound: Int) -> Int {
        var value = UInt64(bitPattern: Int64(place)) &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(bitPattern: Int64(salt)) &* 0xd1b5_4a32_d192_ed03
        value ^= value >> 31
        value = value &* 0xbf58_476d_1ce4_e5b9
        value ^= value >> 29
        return Int(value % UInt64(bound))
    }
}
