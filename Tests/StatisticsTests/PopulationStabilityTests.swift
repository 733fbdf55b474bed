import Testing

import Statistics

@Suite struct PopulationStabilityTests {
    @Test func indicesAgreeWithReferenceValues() throws {
        for reference in try CalibrationFixture.load().stability {
            let expected = ColumnProfile(reference.expected.map { $0 ?? .nan })
            let index = PopulationStabilityIndex(expected: expected, actual: reference.actual.map { $0 ?? .nan })
            #expect(abs(index.value / reference.value - 1) < 1e-12, "\(reference.name)")
            #expect(abs(index.tailProbability / reference.tail - 1) < 1e-9, "\(reference.name)")
            #expect(index.bins.allSatisfy { $0.contribution >= 0 })
            #expect(abs(index.bins.reduce(0) { $0 + $1.actualShare } - 1) < 1e-12)
            #expect(abs(index.bins.reduce(0) { $0 + $1.expectedShare } - 1) < 1e-12)
        }
    }

    @Test func profilesOfTwoSamplesGiveAlmostTheIndexOfTheSamples() {
        var stream = RandomStream(seed: 1)
        let before = (0..<5000).map { _ in stream.uniform() < 0.4 ? 0 : stream.exponential(rate: 1) }
        let after = (0..<4000).map { _ in stream.uniform() < 0.3 ? 0 : stream.exponential(rate: 0.8) } + [.nan, .infinity]
        let exact = PopulationStabilityIndex(expected: ColumnProfile(before), actual: after)
        let sketched = PopulationStabilityIndex(expected: ColumnProfile(before), actual: ColumnProfile(after))
        #expect(exact.value > 0.04 && abs(sketched.value / exact.value - 1) < 0.03)
        #expect(PopulationStabilityIndex(expected: ColumnProfile(before), actual: ColumnProfile(before)).value == 0)
        #expect(PopulationStabilityIndex(expected: ColumnProfile(before), actual: before).value == 0)
    }

    /// Two samples of one population: the tail probability is uniform, or nearly.
    @Test func tailProbabilityIsNominalWithoutDrift() {
        var stream = RandomStream(seed: 30)
        let small = (0..<400).filter { _ in
            let profile = ColumnProfile((0..<600).map { _ in stream.normal() })
            return PopulationStabilityIndex(expected: profile, actual: (0..<500).map { _ in stream.normal() }).tailProbability < 0.05
        }
        // Four standard errors of 5 % of 400.
        #expect((3...37).contains(small.count))
    }

    @Test func columnsWithoutAnAnswerHaveOne() {
        let empty = ColumnProfile([])
        #expect(PopulationStabilityIndex(expected: empty, actual: [1]).value.isNaN)
        #expect(PopulationStabilityIndex(expected: ColumnProfile([1]), actual: []).value.isNaN)
        #expect(PopulationStabilityIndex(expected: ColumnProfile([1]), actual: []).tailProbability.isNaN)
        let missing = ColumnProfile([.nan, .nan])
        #expect(PopulationStabilityIndex(expected: missing, actual: [.nan, .nan, .nan]).value == 0)
        #expect(PopulationStabilityIndex(expected: missing, actual: [.nan, .nan, .nan]).tailProbability == 1)
        #expect(PopulationStabilityIndex(expected: missing, actual: [1, 2]).value > 1)
        let endless = ColumnProfile([-.infinity, 0, 1, .infinity, .infinity])
        #expect(PopulationStabilityIndex(expected: endless, actual: endless).value == 0)
        #expect(PopulationStabilityIndex(expected: endless, actual: ColumnProfile([0.25, 0.5, 3])).value.isFinite)
    }
}
