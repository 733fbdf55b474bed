import Statistics
import Testing

@Suite struct WilsonIntervalTests {
    /// R. G. Newcombe, "Two-sided confidence intervals for the single proportion" (Statistics in Medicine 17, 1998), table I, method 3.
    @Test(arguments: [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)])
    func publishedValues(hits: Int, count: Int, lower: Double, upper: Double) {
        let interval = WilsonInterval(hits: hits, of: count)
        #expect(abs(interval.lower - lower) < 6e-5)
        #expect(abs(interval.upper - upper) < 6e-5)
    }

    @Test func anEmptySampleSaysNothing() {
        #expect(WilsonInterval(hits: 0, of: 0) == WilsonInterval(hits: 0, of: 0, confidence: 0.5))
        #expect(WilsonInterval(hits: 0, of: 0).upper == 1)
    }

    @Test func theWholePopulationLeavesNothingToInfer() {
        let all = WilsonInterval(hits: 3, of: 12, populationCount: 12)
        #expect(all.lower == 0.25 && all.upper == 0.25)
        let most = WilsonInterval(hits: 3, of: 12, populationCount: 13)
        let few = WilsonInterval(hits: 3, of: 12, populationCount: 1_000_000)
        let plain = WilsonInterval(hits: 3, of: 12)
        #expect(most.upper - most.lower < few.upper - few.lower)
        #expect(abs(few.upper - plain.upper) < 1e-4)
    }

    @Test func hitsAndMissesMirrorEachOther() {
        let hits = WilsonInterval(hits: 7, of: 40, confidence: 0.9)
        let misses = WilsonInterval(hits: 33, of: 40, confidence: 0.9)
        #expect(abs(hits.lower - (1 - misses.upper)) < 1e-12)
        #expect(WilsonInterval(hits: 40, of: 40).upper == 1)
    }
}
