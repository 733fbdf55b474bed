import Claims
import Crypto
import Foundation

/// What was read, so that a lead can be reproduced months later: name, size and SHA-256 of every file.
public struct InputDigest: Codable, Sendable {
    public var name: String
    public var bytes: Int
    public var sha256: String

    package static func digests(_ files: [(name: String, path: String)]) throws(ClaimsError) -> [InputDigest] {
        var digests: [InputDigest] = []
        for file in files { digests.append(try digest(name: file.name, path: file.path)) }
        return digests
    }

    private static func digest(name: String, path: String) throws(ClaimsError) -> InputDigest {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw ClaimsError("\(name): the file cannot be opened") }
        defer { try? handle.close() }
        var hash = SHA256()
        var bytes = 0
        do {
            while let chunk = try handle.read(upToCount: 4 << 20), !chunk.isEmpty {
                hash.update(data: chunk)
                bytes += chunk.count
            }
        } catch {
            throw ClaimsError("\(name): the file cannot be read to its end")
        }
        return InputDigest(name: name, bytes: bytes, sha256: LeadIdentity.hexadecimal(hash.finalize()))
    }
}
