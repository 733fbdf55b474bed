/// A drug's trace code: twenty digits, one for each pack (药品追溯码).
enum TraceCode {
    static let length = 20

    /// A bar code has thirteen digits: what pads it to twenty, in front or behind, is no serial number.
    private static let padding = length - 13

    /// Whether a code could be that of one pack: twenty digits that are no placeholder somebody typed and no bar code, which is that of all
    /// packs. A placeholder is a run of zeros in front or behind, a short pattern over and over, or digits that only count up or down.
    static func isPlausible(_ code: String) -> Bool {
        let digits = Array(code.utf8)
        guard digits.count == length, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        if digits.prefix(padding).allSatisfy({ $0 == 0x30 }) || digits.suffix(padding).allSatisfy({ $0 == 0x30 }) { return false }
        for period in 1...5 where (period..<length).allSatisfy({ digits[$0] == digits[$0 - period] }) { return false }
        for step in [1, 9] where (1..<length).allSatisfy({ (digits[$0] &- 0x30) == (digits[$0 - 1] - 0x30 + UInt8(step)) % 10 }) { return false }
        return true
    }
}
