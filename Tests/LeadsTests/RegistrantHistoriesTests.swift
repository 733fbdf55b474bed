import Leads
import Statistics
import Testing

@Suite struct RegistrantHistoriesTests {
    private typealias Registrant = RegistrantHistories.Registrant

    private func histories(_ registrants: [[Registrant]]) -> RegistrantHistories {
        RegistrantHistories(registrants, stepDays: 7, longDays: 60, trim: 0.1, rejection: 0.05)
    }

    /// Forty facilities of ten registrants each, one in ten of them without history, evenly from the second week on.
    private func ordinary(share: Double = 0.1) -> [[Registrant]] {
        var random = RandomStream(seed: 3, stream: "registrants")
        return (0..<40).map { _ in
            (0..<10).map { _ in Registrant(lookBack: 7 + random.uniform(below: 83), hasHistory: random.uniform() >= share) }
        }
    }

    @Test func nobodyWithHistoryIsFar() throws {
        let histories = histories(ordinary() + [Array(repeating: Registrant(lookBack: 40, hasHistory: false), count: 12)])
        #expect(try #require(histories.log10TailProbability(of: 40)) < -5)
        #expect(histories.expected[40] < 3)
    }

    /// Where nobody's past can be seen, nobody's is missing.
    @Test func earlyRegistrantsHaveNoPastAnywhere() throws {
        let early = Array(repeating: Registrant(lookBack: 3, hasHistory: false), count: 3)
        let histories = histories(ordinary().map { $0 + early } + [early + early + early + early])
        #expect(try #require(histories.log10TailProbability(of: 40)) > -1)
    }

    @Test func severalThatDoItDoNotHideEachOther() throws {
        let done = Array(repeating: Registrant(lookBack: 40, hasHistory: false), count: 20)
        let histories = histories(ordinary() + Array(repeating: done, count: 4))
        for facility in 40..<44 { #expect(try #require(histories.log10TailProbability(of: facility)) < -5) }
        #expect(histories.dispersion < 1)
    }

    @Test func expectationsAreThoseOfTheOthers() {
        func registrants(_ all: Int, without none: Int) -> [Registrant] {
            (0..<all).map { Registrant(lookBack: 70, hasHistory: $0 >= none) }
        }
        let all = [registrants(4, without: 1), registrants(6, without: 3), registrants(5, without: 0)]
        let histories = RegistrantHistories(all, stepDays: 7, longDays: 60, trim: 0, rejection: 0)
        // Each is expected to have the share of the other two, half a registrant added.
        let shares: [Double] = [3.5 / 12, 1.5 / 10, 4.5 / 11]
        for facility in 0..<3 {
            #expect(abs(histories.expected[facility] - shares[facility] * Double(all[facility].count)) < 1e-12)
        }
    }

    @Test func withoutRegistrantsThereIsNothing() {
        let histories = histories([[], [Registrant(lookBack: 3, hasHistory: true)]])
        #expect(histories.log10TailProbability(of: 0) == nil)
        #expect(histories.log10TailProbability(of: 1) == nil)
    }
}
