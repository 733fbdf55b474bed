import Claims
import Leads
import Testing

/// Oracle 12 of the domain handbook, §8.4, and what a sample must be to stand up.
@Suite struct ReviewSampleTests {
    private let sample = store((0..<1_001).map { Row(person: "p\($0 % 50)", facility: "H1", second: Int32($0)) }
        + (0..<3).map { Row(facility: "H2", day: 20_001, second: Int32($0)) }
        + (0..<10).map { Row(facility: "H3", day: 20_002, second: Int32($0), medicalType: $0 < 7 ? "11" : "14") })

    private func drawn(seed: UInt64 = 7, rate: Double = 0.05, batch: String = "B", by strata: ReviewSample.Stratification = .facility) -> ReviewSample {
        ReviewSample(of: sample, passed: [Bool](repeating: true, count: sample.settlements.count), rate: rate, seed: seed, batch: batch, by: strata)
    }

    @Test func sizesOfTheOracle() {
        let strata = drawn().strata
        #expect(strata.map(\.facility) == ["H1", "H2", "H3"])
        #expect(strata.map(\.passed) == [1_001, 3, 10])
        #expect(strata.map(\.drawn) == [51, 1, 1])
    }

    @Test(arguments: [(0.05, 0, 0), (0.05, 1, 1), (0.05, 20, 1), (0.05, 21, 2), (0.05, 1_000, 50), (0.07, 100, 7), (0.1, 30, 3), (0.3, 10, 3), (1, 9, 9), (0.05, 17_500_000, 875_000)])
    func theSizeIsRoundedUpAndNotByBinaryDust(rate: Double, count: Int, size: Int) {
        #expect(ReviewSample.size(rate: rate, of: count) == size)
    }

    @Test func theSameSeedAndBatchGiveTheSameIdsAndOthersOthers() {
        let ids = drawn().draws.map(\.settlement)
        #expect(drawn().draws.map(\.settlement) == ids)
        #expect(drawn(seed: 8).draws.map(\.settlement) != ids)
        #expect(drawn(batch: "C").draws.map(\.settlement) != ids)
        #expect(Set(ids).count == 53)
    }

    /// By `for i in $(seq 0 1000); do echo "$(printf '7:B:s%d' $i | sha256sum) s$i"; done | sort | head -5`.
    @Test func anybodyCanDeriveIt() {
        let draws = drawn().draws.filter { $0.stratum == 0 }
        #expect(draws.prefix(5).map(\.settlement) == ["s156", "s823", "s688", "s143", "s638"])
        #expect(draws[0].hash == "0024732dec28300c36a94d121c56fd899a6ecd16b6d45ffbb7a51f57e59ff789")
        #expect(draws.map(\.place) == Array(1...51))
    }

    /// A higher rate adds to the sample and takes nobody out.
    @Test func aLargerSampleHoldsTheSmaller() {
        #expect(Set(drawn().draws.map(\.settlement)).isSubset(of: drawn(rate: 0.2).draws.map(\.settlement)))
    }

    @Test func strataByFacilityAndType() {
        let strata = drawn(by: .facilityAndType).strata.filter { $0.facility == "H3" }
        #expect(strata.map(\.medicalType) == ["11", "14"])
        #expect(strata.map(\.passed) == [7, 3] && strata.map(\.drawn) == [1, 1])
    }

    @Test func everyRowHasAVerdictAndWhatIsListedIsNotDrawn() throws {
        let review = try FirstReview(
            of: sample, flagged: [("s0", "b"), ("s5", "a"), ("s0", "a")], skipped: SkippedSettlements(), recordCount: sample.settlements.count)
        #expect(review.suspectCount == 2 && review.passedCount == 1_012)
        #expect(review.coverage == 1)
        #expect(review.groups == [["a"], ["a", "b"]])
        #expect(review.groupOfRow[0] == 1 && review.groupOfRow[5] == 0 && review.groupOfRow[1] == -1)
        let drawn = ReviewSample(of: sample, passed: review.passed, rate: 1, seed: 1, batch: "B", by: .facility)
        #expect(drawn.strata[0].passed == 999)
        #expect(!drawn.draws.contains { $0.settlement == "s0" || $0.settlement == "s5" })
        #expect(failure { _ = try FirstReview(of: sample, flagged: [("other", "a")], skipped: .init(), recordCount: 1) }.contains("not in the extract"))
    }

    @Test func outcomesGiveTheRateAndItsInterval() throws {
        let sample = drawn()
        let reviewed = sample.draws.filter { $0.stratum != 1 }
        var findings = Dictionary(uniqueKeysWithValues: reviewed.map { ($0.settlement, ReviewOutcomes.Finding.pass) })
        for draw in reviewed.prefix(5) { findings[draw.settlement] = .suspect }
        let outcomes = try ReviewOutcomes(findings, of: sample, confidence: 0.95)
        #expect(outcomes.pooled.reviewed == 52 && outcomes.pooled.suspect == 5)
        #expect(outcomes.pooled.lower < outcomes.pooled.rate && outcomes.pooled.rate < outcomes.pooled.upper)
        #expect(outcomes.byStratum[1].reviewed == 0 && outcomes.byStratum[1].upper == 1)
        let weighted = try #require(outcomes.weightedRate)
        #expect(abs(weighted - 5.0 / 51 * 1_001 / 1_011) < 1e-12)
        findings["elsewhere"] = .pass
        #expect(failure { _ = try ReviewOutcomes(findings, of: sample, confidence: 0.95) }.contains("1 of 53 settlements are not in the sample"))
    }
}
