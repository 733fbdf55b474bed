import Foundation
import Leads
import Testing

@Suite struct LeadIdentityTests {
    private func id(_ scenario: String = "frequent-visits", _ subject: String = "P1", _ start: String = "2025-01-01", _ end: String = "2025-01-31") -> String {
        LeadIdentity.leadID(scenario: scenario, subjectKind: .patient, subjectID: subject, periodStart: start, periodEnd: end)
    }

    /// Reference: `printf 'frequent-visits\x1fpatient\x1fP1\x1f2025-01-01\x1f2025-01-31\x1f' | sha256sum`.
    @Test func idIsTheDigestOfItsParts() {
        #expect(id() == "L0d44499eb5edbd77")
        #expect(LeadIdentity.groupID(members: ["A", "B"]) == "G1e5fb7fd898c55f1")
    }

    @Test func everyPartCounts() {
        let ids = [id(), id("patient-profile"), id("frequent-visits", "P2"), id("frequent-visits", "P1", "2025-01-02"), id("frequent-visits", "P1", "2025-01-01", "2025-02-01")]
        #expect(Set(ids).count == ids.count)
        #expect(id() == id())
    }

    @Test func bordersOfPartsAreNotLost() {
        #expect(LeadIdentity.groupID(members: ["a", "bc"]) != LeadIdentity.groupID(members: ["ab", "c"]))
        #expect(LeadIdentity.groupID(members: ["a"]) != LeadIdentity.groupID(members: ["a", ""]))
    }

    @Test func hexadecimalKeepsLeadingZeros() {
        #expect(LeadIdentity.hexadecimal([0, 10, 255]) == "000aff")
    }
}

@Suite struct InputDigestTests {
    /// Reference: SHA-256 of "abc", FIPS 180-2, appendix B.1.
    @Test func fileOfThreeBytes() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(component: "a.csv").path
        try Data("abc".utf8).write(to: URL(filePath: path))
        let digest = try #require(try InputDigest.digests([("a.csv", path)]).first)
        #expect(digest.name == "a.csv")
        #expect(digest.bytes == 3)
        #expect(digest.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func moreThanOneChunk() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(component: "big").path
        try Data(repeating: 0, count: 9 << 20).write(to: URL(filePath: path))
        let digest = try #require(try InputDigest.digests([("big", path)]).first)
        #expect(digest.bytes == 9 << 20)
        // head -c 9437184 /dev/zero | sha256sum
        #expect(digest.sha256 == "d2ee4703cd9698945ca7b9fe1689ea3095597eac1a0afd8dba00cac7894fdc43")
    }

    @Test func absentFileIsNamedWithoutItsPath() {
        let message = failure { _ = try InputDigest.digests([("setl_d.csv", "/nowhere/at/all/setl_d.csv")]) }
        #expect(message.contains("setl_d.csv"))
        #expect(!message.contains("/nowhere"))
    }
}
