/// A named, seeded stream of pseudo-random numbers: the same seed and label give the same numbers on every machine.
///
/// The generator is xoshiro256** (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators",
/// ACM TOMS 47(4), 2021), its 256 bits of state filled by SplitMix64, as its authors advise. The standard library's own
/// `random(in:using:)` may change its algorithm between releases, so everything that must be reproducible is drawn here.
///
/// The stream is a value: a copy continues on its own. It serves simulation and subsampling, never secrets.
public struct RandomStream: RandomNumberGenerator, Sendable, Equatable, Codable {
    private var word0: UInt64
    private var word1: UInt64
    private var word2: UInt64
    private var word3: UInt64
    /// The polar method makes normal deviates in pairs; the second waits here.
    var spareNormal: Double?

    public init(seed: UInt64) {
        var mixer = SplitMix64(state: seed)
        word0 = mixer.next()
        word1 = mixer.next()
        word2 = mixer.next()
        word3 = mixer.next()
        spareNormal = nil
    }

    /// A stream of its own for every label, so that drawing more numbers in one place moves none in another.
    ///
    /// The label is hashed by 64-bit FNV-1a over its UTF-8 bytes and mixed with the seed through SplitMix64.
    public init(seed: UInt64, stream label: String) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in label.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        var mixer = SplitMix64(state: seed)
        self.init(seed: mixer.next() ^ hash)
    }

    public mutating func next() -> UInt64 {
        let result = Self.rotate(word1 &* 5, left: 7) &* 9
        let shifted = word1 << 17
        word2 ^= word0
        word3 ^= word1
        word1 ^= word2
        word0 ^= word3
        word2 ^= shifted
        word3 = Self.rotate(word3, left: 45)
        return result
    }

    private static func rotate(_ word: UInt64, left count: UInt64) -> UInt64 {
        (word << count) | (word >> (64 - count))
    }
}

/// The seeding generator of G. Steele, D. Lea and C. Flood ("Fast splittable pseudorandom number generators", OOPSLA 2014).
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
