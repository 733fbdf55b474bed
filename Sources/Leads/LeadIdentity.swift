import Crypto

/// Names that stay the same over runs: the same scenario, subject and period give the same id.
package enum LeadIdentity {
    package static func leadID(scenario: String, subjectKind: Lead.SubjectKind, subjectID: String, periodStart: String, periodEnd: String) -> String {
        "L" + digest([scenario, subjectKind.rawValue, subjectID, periodStart, periodEnd], length: 16)
    }

    /// A group's id is made of its members alone, so a group met again is the same group.
    package static func groupID(members: [String]) -> String { "G" + digest(members, length: 16) }

    private static func digest(_ parts: [String], length: Int) -> String {
        var hash = SHA256()
        for part in parts {
            hash.update(data: Array(part.utf8))
            // A separator no identifier holds keeps ("a", "bc") and ("ab", "c") apart.
            hash.update(data: [0x1F])
        }
        return String(hexadecimal(hash.finalize()).prefix(length))
    }

    package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
