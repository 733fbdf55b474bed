import Claims
import Leads
import Testing

/// Bills beneath the cap of a visit: cut to it, or a price that happens to end there.
@Suite struct CapHuggingTests {
    /// Six facilities with bills of all sizes of which the fund pays at most 50 yuan, and a seventh with `fees` of which it pays six tenths,
    /// each of somebody else where there are not fewer `persons`.
    private func hugging(_ fees: [Int64], persons: Int = 1_000) -> (hugging: CapHugging, facility: Int) {
        var rows: [Row] = []
        for number in 0..<1_200 {
            let fee = Int64(500 + number * 11)
            rows.append(Row(person: "p\(number)", facility: "H\(number % 6)", second: 30_000 + Int32(number), fee: fee, fund: min(5_000, fee * 6 / 10)))
        }
        for (number, fee) in fees.enumerated() {
            rows.append(Row(person: "q\(number % persons)", facility: "X", second: 32_000 + Int32(number), fee: fee, fund: min(5_000, fee * 6 / 10)))
        }
        let sample = store(rows)
        let facilities = sample.facilities.count
        let found = CapHugging(
            sample, isAdmitted: [Bool](repeating: true, count: rows.count), group: [Int](repeating: 0, count: facilities), toleranceFen: 50,
            excessShare: 0.15, bandShare: 0.1, minimumShare: 0.02, maximumAbove: 0.01, minimumFacilityShare: 0.2, oneBillShare: 0.5, priceShare: 0.1,
            priceCount: 11)
        return (found, Int(sample.facilities.id.number(of: "X") ?? -1))
    }

    @Test func billsOfAllKindsCount() {
        let (hugging, place) = hugging((0..<40).map { 7_800 + $0 * 11 })
        #expect(hugging.caps.map(\.fen) == [5_000])
        #expect(hugging.beneath[place] == 40)
        #expect(hugging.rows(of: place, beneath: true).count == 40)
    }

    /// Of bills that reach the cap of 50 yuan at 83.34, those up to 95.83 just reach it.
    @Test func costlyVisitsReachTheCapByThemselves() {
        let (just, place) = hugging((0..<40).map { 8_340 + $0 * 10 })
        #expect(just.atCap[place] == 40)
        let (far, other) = hugging((0..<40).map { 9_590 + $0 * 100 })
        #expect(far.atCap[other] == 0)
        #expect(far.capped[other] == 40)
        let (price, third) = hugging([Int64](repeating: 8_400, count: 40) + [8_500, 9_000])
        #expect(price.atCap[third] == 2)
        #expect(price.rows(of: third, beneath: false).count == 2)
    }

    /// Sixty bills of 62 to 98 yuan, evenly: as many end just at the cap as beside it. Forty more at 84 yuan stand out.
    @Test func aPileAtTheCapStandsOutFromTheBillsBesideIt() {
        let even = (0..<60).map { 6_200 + Int64($0) * 60 }
        let (costly, place) = hugging(even)
        #expect(costly.atCap[place] == 22)
        #expect(costly.bunching(of: place) <= 1.1)
        let (aimed, other) = hugging(even + (0..<40).map { 8_380 + $0 })
        #expect(aimed.atCap[other] == 62)
        #expect(aimed.bunching(of: other) > 2.9)
    }

    /// Ten sessions of each of four patients cost what the first one cost.
    @Test func aPersonsRepeatedBillCountsOnce() {
        let (course, place) = hugging((0..<40).map { 8_400 + $0 % 4 * 50 }, persons: 4)
        #expect(course.atCap[place] == 4)
        #expect(course.capped[place] == 4)
        #expect(course.rows(of: place, beneath: false).count == 40)
        let (others, same) = hugging((0..<40).map { 8_400 + $0 % 4 * 50 })
        #expect(others.atCap[same] == 40)
    }

    /// What the fund pays for a registration at one price is no cap, however many pay it.
    @Test func onePriceIsNoCap() {
        let rows = (0..<600).map { number in
            let isFixed = number % 2 == 0
            return Row(
                person: "p\(number)", facility: "H\(number % 6)", second: 30_000 + Int32(number), fee: isFixed ? 1_200 : Int64(300 + number),
                fund: isFixed ? 700 : Int64(300 + number) / 2)
        }
        let sample = store(rows)
        let found = CapHugging(
            sample, isAdmitted: [Bool](repeating: true, count: rows.count), group: [Int](repeating: 0, count: sample.facilities.count), toleranceFen: 50,
            excessShare: 0.15, bandShare: 0.1, minimumShare: 0.02, maximumAbove: 0.01, minimumFacilityShare: 0.2, oneBillShare: 0.5, priceShare: 0.1,
            priceCount: 11)
        #expect(found.caps.isEmpty)
    }

    @Test func aStandingPriceDoesNot() {
        let (hugging, place) = hugging([Int64](repeating: 8_100, count: 40) + [7_900, 8_000, 8_200])
        #expect(hugging.beneath[place] == 3)
        #expect(hugging.rows(of: place, beneath: true).count == 3)
        // What sessions of four kinds cost are four prices.
        let sessions = self.hugging((0..<48).map { 7_800 + $0 % 4 * 100 } + [7_950, 8_050])
        #expect(sessions.hugging.beneath[sessions.facility] == 2)
        // A few equal bills are no price.
        let few = self.hugging([8_100, 8_100, 8_100])
        #expect(few.hugging.beneath[few.facility] == 3)
    }
}
