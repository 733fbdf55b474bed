import Claims
import Features
import Leads
import Testing

@Suite struct EvidenceRowsTests {
    /// 20,000 is a Friday, 20,002 a Sunday.
    private let sample = store([
        Row(day: 20_000, second: 3_600, fee: 100), Row(day: 20_000, second: 36_000, fee: 500, certificate: 3),
        Row(day: 20_000, second: 36_100, fee: 500), Row(day: 20_000, second: 80_000, fee: 300, fund: 0, account: 300),
        Row(day: 20_002, second: 36_000, fee: 200, care: .pharmacy), Row(day: 20_003, second: -1, fee: 210, care: .inpatient),
    ])

    private func rows(_ features: String...) -> [Int32] {
        let context = ScreeningContext(store: sample, features: FeatureParameters(), seed: 1, threads: 1, knowledge: .init())
        return EvidenceRows.rows(of: sample.byFacility[0], features: features, in: context)
    }

    @Test func eachFeatureNamesItsRows() {
        #expect(rows("night_share") == [0])
        #expect(rows("off_hours_share") == [0, 3])
        #expect(rows("weekend_share") == [4])
        #expect(rows("account_only_share") == [3])
        #expect(rows("same_amount_share") == [1, 2])
        #expect(rows("physical_card_share") == [1])
        #expect(rows("short_stay_share") == [5])
        #expect(rows("pharmacy_share") == [4])
        #expect(rows("hour_burst_max") == [1, 2])
    }

    @Test func theFirstFeatureThatCanNameRowsDecides() {
        #expect(rows("fund_growth", "weekend_share", "night_share") == [4])
        #expect(rows("chronic_share", "night_share") == [0], "a feature without rows gives way")
        #expect(rows("fund_growth") == [0, 1, 2, 3, 4, 5])
        #expect(rows() == [0, 1, 2, 3, 4, 5])
    }
}
