import Foundation
import Leads
import Simulation
import Testing

/// The main job on a simulated town: what is planted is found, what only looks like it is not.
@Suite struct TownTests {
    private func expectGroupsFoundWhole(_ screening: Screening, of town: Town) {
        let planted = Set(town.plantedGroups)
        #expect(planted.count == 6)
        let groups = screening.leads.filter { $0.subjectKind == .cardGroup }
        // A group is found where at least half of the members of either are of both; no group is of innocent persons.
        func isSame(_ left: [String], _ right: [String]) -> Bool {
            let both = Set(left).intersection(right).count
            return 2 * both >= Set(left).union(right).count
        }
        let found = planted.filter { group in groups.contains { isSame($0.members, group) } }
        #expect(found.count >= 5, "\(found.count) of 6 groups")
        #expect(groups.allSatisfy { lead in planted.contains { isSame(lead.members, $0) } })
    }

    @Test func plantedGroupsAreFoundWholeAndNoOther() throws {
        let town = try Town.shared.get()
        expectGroupsFoundWhole(town.screening, of: town)
    }

    @Test func fiftyThousandMoreVisitsAtBusyPharmaciesChangeNothing() throws {
        let town = try Town.shared.get()
        let folder = try TemporaryFolder()
        try ExtraVisits.write(50_000, to: folder.path, beside: town.extract)
        let screening = try Screening(.folder(folder.path), limit: Town.listLength)
        #expect(screening.outcome.quality.settlements.read.rows == town.screening.outcome.quality.settlements.read.rows + 50_000)
        #expect(screening.outcome.quality.settlements.quarantined == town.screening.outcome.quality.settlements.quarantined)
        expectGroupsFoundWhole(screening, of: town)
    }

    @Test func lookAlikesAreNoLeadsOfTheBehavioursTheyResemble() throws {
        let town = try Town.shared.get()
        let kinds = Set(town.truth.decoys.map(\.decoyKind))
        #expect(kinds.isSuperset(of: ["couple", "family", "village-batch-entry", "campaign-day", "dialysis", "dialysis-roster", "nursing-home", "rehabilitation", "radiotherapy"]))
        let planted = Set(town.truth.labels.flatMap { $0.members + [$0.subjectID] })
        for lead in town.screening.leads where lead.scenario == "card-clustering" || lead.scenario == "frequent-visits" {
            for decoy in town.truth.decoys where lead.subjectKind.rawValue == decoy.subjectKind && !planted.contains(decoy.subjectID) {
                #expect(lead.subjectID != decoy.subjectID, "\(decoy.decoyKind) at rank \(lead.rank)")
                #expect(decoy.members.isEmpty || Set(lead.members).intersection(decoy.members).count < 2, "\(decoy.decoyKind) at rank \(lead.rank)")
            }
        }
        let batch = town.screening.outcome.quality.findings.filter { $0.kind == "batch_entry" }.map(\.facility)
        let villages = town.truth.decoys.filter { $0.decoyKind == "village-batch-entry" }.map(\.subjectID)
        #expect(Set(villages).isSubset(of: batch))
    }

    @Test func everyLeadKeepsTheContract() throws {
        let town = try Town.shared.get()
        let known = try settlements(ofCSV: town.extract + "/setl_d.csv")
        try expectContract(town.screening, settlements: known.money, keys: otherKeys(ofCSV: town.extract), period: known.period)
    }

    @Test func frequentVisitorsAreFound() throws {
        let town = try Town.shared.get()
        let planted = town.truth.labels.filter { $0.scenario == "frequent-visits" }
        let found = town.screening.leads("frequent-visits").map(\.subjectID)
        let blatant = planted.filter { $0.intensity != "subtle" }.map(\.subjectID)
        #expect(!blatant.isEmpty && Set(found).isSuperset(of: blatant))
        let anybodyPlanted = Set(town.truth.labels.flatMap { $0.members + [$0.subjectID] })
        #expect(Set(found.prefix(blatant.count)).isSubset(of: anybodyPlanted), "before anybody who is only often ill")
    }

    @Test func evaluationAgreesWithACountOfItsOwn() throws {
        let town = try Town.shared.get()
        let records = town.screening.leads.map {
            LeadRecord(rank: $0.rank, scenario: $0.scenario, subjectKind: $0.subjectKind.rawValue, subjectID: $0.subjectID, members: $0.members)
        }
        let report = LeadEvaluation.evaluate(leads: records, truth: town.truth)
        func isRight(_ lead: Lead) -> Bool {
            town.truth.labels.contains { label in
                guard label.scenario == lead.scenario, label.subjectKind == lead.subjectKind.rawValue else { return false }
                guard !label.members.isEmpty else { return label.subjectID == lead.subjectID }
                let common = Set(label.members).intersection(lead.members).count
                return 2 * common >= Set(label.members).union(lead.members).count
            }
        }
        let right = town.screening.leads.map(isRight)
        #expect(report.overall.precision.first { $0.rank == 10 }?.value == Double(right.prefix(10).count { $0 }) / 10)
        #expect(report.overall.foundCount == right.count { $0 })
        #expect(report.overall.recall == Double(right.count { $0 }) / Double(town.truth.labels.count))
        #expect(report.scenarios.first { $0.scenario == "card-clustering" }?.quality.averagePrecision == 1)
        #expect(report.overall.precision.first { $0.rank == 10 }?.value ?? 0 >= 0.9)
    }

    @Test func twoThreadsAndOneGiveTheSameBytes() throws {
        let town = try Town.shared.get()
        try Screening(.folder(town.extract), limit: Town.listLength, threads: 1).expectSameLeads(as: town.screening)
    }
}
