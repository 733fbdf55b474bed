import Claims

/// Amounts that repeat, are small, or are round: exact fen, positive fees only.
///
/// The same-amount share of a day counts what comes after the first settlement: `Σ (mode - 1) / Σ (n - 1)` over days,
/// so that a day with one settlement says nothing.
public struct FacilityAmounts: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var fees = KeyBag<Int64>()
        /// (day, fee), 24 and 40 bits.
        var dailyFees = KeyBag<UInt64>()
        var small = 0
        var round = 0

        public init() {}

        public mutating func merge(_ other: Summary) {
            fees.merge(other.fees)
            dailyFees.merge(other.dailyFees)
            small += other.small
            round += other.round
        }

        public mutating func reset() {
            fees.removeAll()
            dailyFees.removeAll()
            small = 0
            round = 0
        }
    }

    public init() {}

    /// Fees beyond 10 billion yuan share one key.
    private static let feeMask: Int64 = 1 << 40 - 1

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows {
            let row = Int(index)
            let fee = context.settlements.totalFee[row]
            guard fee > 0 else { continue }
            summary.fees.insert(fee)
            let kind = context.store.facilities.kind[Int(context.settlements.facility[row])]
            if fee <= context.smallAmount[Int(kind.rawValue)] { summary.small += 1 }
            if fee % context.parameters.roundAmountUnit == 0 { summary.round += 1 }
            guard context.hasDay(row) else { continue }
            let day = UInt64(context.dayIndex(row)) & 0xff_ffff
            summary.dailyFees.insert(day << 40 | UInt64(min(fee, Self.feeMask)))
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        var mode = 0
        summary.fees.forEachRun { _, count in mode = max(mode, count) }
        var day = UInt64.max
        var dayMode = 0
        var repeats = 0
        var days = 0
        summary.dailyFees.forEachRun { key, count in
            if key >> 40 != day {
                repeats += max(0, dayMode - 1)
                days += 1
                day = key >> 40
                dayMode = 0
            }
            dayMode = max(dayMode, count)
        }
        repeats += max(0, dayMode - 1)
        let count = summary.fees.count
        values.append(rate: mode, of: count)
        values.append(rate: repeats, of: summary.dailyFees.count - days)
        values.append(rate: summary.small, of: count)
        values.append(rate: summary.round, of: count)
    }

    public let definitions: [FeatureDefinition] = [
        .rate(
            "same_amount_share", LocalizedText(zh: "同额结算占比", en: "Share of the commonest amount"),
            meaning: LocalizedText(
                zh: "偏高：大量结算金额分毫不差，可能为套餐化虚假结算。",
                en: "High: many settlements agree to the fen, as with made-up standard bills."),
            requires: ["medfee_sumamt"], minimumRows: 20
        ),
        .rate(
            "daily_same_amount_share", LocalizedText(zh: "日内同额结算占比", en: "Share of the day's commonest amount"),
            meaning: LocalizedText(
                zh: "偏高：同一天内反复出现同一金额，可能为批量刷卡。",
                en: "High: one amount returns through the day, as when many cards are run for the same bill."),
            requires: ["medfee_sumamt"], minimumRows: 20
        ),
        .rate(
            "small_amount_share", LocalizedText(zh: "小额结算占比", en: "Share of small amounts"),
            meaning: LocalizedText(
                zh: "偏高：小额刷卡远多于同类机构。", en: "High: far more small charges than at comparable facilities."),
            requires: ["medfee_sumamt"], minimumRows: 20
        ),
        .rate(
            "round_amount_share", LocalizedText(zh: "整额结算占比", en: "Share of round amounts"),
            meaning: LocalizedText(
                zh: "偏高：金额多为整数（默认整十元），不像按项目计价。", en: "High: amounts are round (by default whole tens of yuan), unlike itemised bills."),
            requires: ["medfee_sumamt"], minimumRows: 20
        ),
    ]
}
