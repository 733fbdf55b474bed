import Claims
import Foundation
import Statistics

/// How a facility's settlements and fund money move through the period.
///
/// Growth compares the last third of the days with the first third as a log ratio, half a settlement added to both, and
/// needs thirds of a week or more. The monthly trend is the Theil–Sen slope (H. Theil, 1950; P. Sen, 1968): the median of
/// the slopes between all pairs of months of the log of daily settlements, months with fewer than 15 days left out.
public struct FacilityGrowth: FeatureExtractor {
    public struct Summary: FeatureSummary {
        /// By day since the context's first.
        var counts: [Int32] = []
        var fund: [Int64] = []

        public init() {}

        mutating func add(day: Int, fund amount: Int64) {
            if day >= counts.count {
                counts.append(contentsOf: repeatElement(0, count: day + 1 - counts.count))
                fund.append(contentsOf: repeatElement(0, count: day + 1 - fund.count))
            }
            counts[day] += 1
            fund[day] &+= amount
        }

        public mutating func merge(_ other: Summary) {
            for day in other.counts.indices where other.counts[day] > 0 {
                add(day: day, fund: other.fund[day])
                counts[day] += other.counts[day] - 1
            }
        }

        public mutating func reset() {
            counts.removeAll(keepingCapacity: true)
            fund.removeAll(keepingCapacity: true)
        }
    }

    public init() {}

    private static let minimumThird = 7
    private static let minimumMonthDays = 15

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows where context.hasDay(Int(index)) {
            let amount = Fen.orZero(context.settlements.fundPaid(Int(index)))
            summary.add(day: context.dayIndex(Int(index)), fund: amount)
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        let third = context.dayCount / 3
        guard third >= Self.minimumThird, !summary.counts.isEmpty else {
            for _ in definitions { values.append(.nan) }
            return
        }
        let lastThird = context.dayCount - third..<context.dayCount
        func count(_ days: Range<Int>) -> Double {
            Double(days.clamped(to: summary.counts.indices).reduce(0) { $0 + Int(summary.counts[$1]) })
        }
        func fund(_ days: Range<Int>) -> Double {
            max(0, days.clamped(to: summary.fund.indices).reduce(0) { $0 + Fen.yuan(summary.fund[$1]) })
        }
        values.append(log((count(lastThird) + 0.5) / (count(0..<third) + 0.5)))
        let all = 0..<context.dayCount
        let half = fund(all) / count(all) / 2
        values.append(half > 0 ? log((fund(lastThird) + half) / (fund(0..<third) + half)) : .nan)
        values.append(monthlyTrend(count, in: context))
    }

    private func monthlyTrend(_ count: (Range<Int>) -> Double, in context: FeatureContext) -> Double {
        var months: [(month: Double, level: Double)] = []
        var start = 0
        while start < context.dayCount {
            let month = context.calendarMonth[start]
            var end = start
            while end < context.dayCount, context.calendarMonth[end] == month { end += 1 }
            if end - start >= Self.minimumMonthDays {
                months.append((Double(month), log((count(start..<end) + 0.5) / Double(end - start))))
            }
            start = end
        }
        var slopes: [Double] = []
        for later in months.indices {
            for earlier in 0..<later {
                slopes.append((months[later].level - months[earlier].level) / (months[later].month - months[earlier].month))
            }
        }
        return median(slopes)
    }

    public let definitions: [FeatureDefinition] = [
        FeatureDefinition(
            "settlement_growth", LocalizedText(zh: "结算量增长", en: "Growth of settlements"), unit: .logRatio,
            range: -Double.infinity...Double.infinity,
            meaning: LocalizedText(
                zh: "偏高：期末结算量较期初骤增。", en: "High: far more settlements at the end of the period than at its beginning."),
            minimumRows: 20
        ),
        FeatureDefinition(
            "fund_growth", LocalizedText(zh: "基金支付增长", en: "Growth of fund payments"), unit: .logRatio,
            range: -Double.infinity...Double.infinity,
            meaning: LocalizedText(
                zh: "偏高：期末基金支付较期初骤增。", en: "High: far more fund money at the end of the period than at its beginning."),
            requires: [.fund], minimumRows: 20
        ),
        FeatureDefinition(
            "monthly_trend", LocalizedText(zh: "月度增长趋势", en: "Monthly trend of settlements"), unit: .logRatio,
            range: -Double.infinity...Double.infinity,
            meaning: LocalizedText(
                zh: "偏高：逐月持续增长，至少两个月方可计算。", en: "High: settlements rise from month to month; needs two months."),
            minimumRows: 20, source: "Theil (1950), Sen (1968)"
        ),
    ]
}
