import Glibc

/// libc's `iconv` towards UTF-8, fed in chunks; a character cut between two chunks is kept for the next.
@safe struct CharacterConverter: ~Copyable {
    private let descriptor: iconv_t
    private var rest: [UInt8] = []

    init?(from encoding: String) {
        guard let opened = unsafe iconv_open("UTF-8", encoding), Int(bitPattern: opened) != -1 else { return nil }
        unsafe descriptor = opened
    }

    deinit { unsafe _ = iconv_close(descriptor) }

    /// Whether no character is left half-read.
    var isComplete: Bool { rest.isEmpty }

    /// The converted text, or nil where the bytes are not of the encoding.
    mutating func convert(_ chunk: [UInt8]) -> [UInt8]? {
        var input = rest + chunk
        // GB18030 takes at most four bytes a character; UTF-8 takes at most twice as many bytes as GB18030 here.
        var output = [UInt8](repeating: 0, count: input.count * 2 + 16)
        var inputLeft = input.count
        var outputLeft = output.count
        let inputCount = input.count
        let outputCount = output.count
        let isBroken = unsafe input.withUnsafeMutableBytes { inputBuffer in
            unsafe output.withUnsafeMutableBytes { outputBuffer in
                var from = unsafe inputBuffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                var into = unsafe outputBuffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                let result = unsafe iconv(descriptor, &from, &inputLeft, &into, &outputLeft)
                // EINVAL is a character cut by the end of the chunk; anything else is a byte that cannot be.
                return result == -1 && errno != EINVAL
            }
        }
        guard !isBroken, inputLeft < 4 else { return nil }
        rest = Array(input[(inputCount - inputLeft)...])
        return Array(output[..<(outputCount - outputLeft)])
    }
}
