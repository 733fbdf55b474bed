import Foundation
import Leads
import Simulation
import Testing

/// Oracle 15 of the domain handbook, §8.4: where nobody is planted, tail probabilities are what they say.
@Suite struct InnocentTownTests {
    private struct InnocentTown: Sendable {
        static let shared = Result { try InnocentTown() }
        let screening: Screening

        init() throws {
            let folder = try TemporaryFolder()
            // Many facilities, because a group of fewer than a hundred peers cannot show one in a hundred.
            let configuration = TownConfiguration(personCount: 12_000, facilityCount: 1_500, monthCount: 3, seed: 4, plantsCases: false)
            _ = try TownSimulator(configuration: configuration).write(to: folder.path + "/town", format: .csv)
            screening = try Screening(.folder(folder.path + "/town"), limit: 10_000)
        }
    }

    @Test(arguments: ["patient-profile", "facility-profile"])
    func oneInAHundredSubjectsIsBelowOnePercent(_ slug: String) throws {
        let record = try #require(try InnocentTown.shared.get().screening.outcome.record.scenarios.first { $0.scenario == slug })
        let share = try #require(record.shareBelowOnePercent)
        #expect((0.005...0.015).contains(share), "\(share) of \(record.counts)")
    }

    @Test func nextToNothingIsADiscovery() throws {
        let leads = try InnocentTown.shared.get().screening.leads
        let discoveries = leads.filter { ($0.qValue ?? 1) < 0.1 }
        #expect(discoveries.count <= 8, "\(discoveries.map { "\($0.rank) \($0.scenario) \($0.subjectID)" })")
        #expect(leads.count { $0.scenario == "card-clustering" } == 0)
    }
}
