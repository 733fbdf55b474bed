import Leads
import Testing

/// Oracle 13 of the domain handbook, §8.4: too few peers are no comparison, and peers that are all alike give finite scores.
@Suite struct PeerOracleTests {
    @Test func aLonePatientAtALoneFacilityHasNoPeersAndIsNoLead() throws {
        var extract = SmallExtract()
        for visit in 0..<90 { extract.settle("A1", at: "H32010000001", day: visit, second: 30_000 + visit) }
        let screening = try extract.screening()
        #expect(screening.leads.isEmpty)
        #expect(screening.outcome.quality.settlements.kept.rows == 90)
    }

    @Test func peersAllAlikeGiveFiniteScores() throws {
        var extract = SmallExtract()
        for person in 0..<400 {
            for visit in 0..<8 {
                extract.settle("A\(person)", at: "H3201000000\(person % 10)", day: visit * 15 + person % 5, second: 30_000 + person * 20)
            }
        }
        for visit in 0..<25 {
            extract.settle("A7", at: "H3201000000\(visit % 9)", day: 31 + visit, second: 40_000, ["fund_pay_sumamt": "95.00", "dise_no": "K29.\(visit)00"])
        }
        let screening = try extract.screening()
        #expect(screening.leads.contains { $0.subjectID == "A7" })
        for lead in screening.leads {
            #expect(lead.score.isFinite)
            #expect(lead.reasons.allSatisfy { $0.contribution.isFinite && $0.value.isFinite })
        }
    }

    @Test func groupsWithoutPeersSayThatThereIsNoComparison() throws {
        var extract = SmallExtract()
        extract.addTraffic(persons: 60, visits: 900)
        let record = try extract.screening().outcome.record
        let facilities = try #require(record.scenarios.first { $0.scenario == "facility-profile" })
        #expect(facilities.counts["subjects"] == 10)
        #expect(facilities.counts["without_peers"] == 10)
        #expect(facilities.candidates == 0)
    }
}
