import Foundation
import Leads
import Simulation
import Statistics
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

    /// Laws that are not those of an ordinary subject. Houses with a handful of stays are fuller by chance than the law says, which is asked
    /// of crowded houses alone; promotion days and rushes, of which the town has its share, are bursts of hours whatever their reason.
    private static let narrow: Set = ["inpatient-anomaly.occupancy", "abnormal-purchase.hours"]

    /// The other laws of every scenario that has some, together: from half to one and a half in a hundred of their tail probabilities are below
    /// 0.01, as far as so many can tell.
    @Test func tailProbabilitiesAreWhatTheySay() throws {
        let scenarios = try InnocentTown.shared.get().screening.outcome.record.scenarios.filter { !$0.laws.isEmpty }
        #expect(scenarios.count >= 12)
        for scenario in scenarios {
            let laws = scenario.laws.filter { !Self.narrow.contains("\(scenario.scenario).\($0.law)") }
            let all = laws.reduce(0) { $0 + $1.tails }
            let below = laws.reduce(0) { $0 + ($1.shareBelowOnePercent * Double($1.tails)).rounded() }
            let told = "\(scenario.scenario): \(below) of \(all), \(laws)"
            #expect(Binomial(trialCount: all, probability: 0.015).tailProbability(of: below) > 0.001, "\(told)")
            #expect(1 - Binomial(trialCount: all, probability: 0.005).tailProbability(of: below + 1) > 0.001, "\(told)")
        }
    }

    @Test func nextToNothingIsADiscovery() throws {
        let leads = try InnocentTown.shared.get().screening.leads
        let discoveries = leads.filter { ($0.qValue ?? 1) < 0.1 }
        #expect(discoveries.count <= 5, "\(discoveries.map { "\($0.rank) \($0.scenario) \($0.subjectID)" })")
        #expect(leads.count { $0.scenario == "card-clustering" } == 0)
    }
}
