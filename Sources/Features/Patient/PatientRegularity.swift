import Claims

/// Whether visits and amounts are more regular than life is: `1 - CV`, not below 0, of the intervals between days with
/// a settlement and of the fees of those days. CV is the sample standard deviation over the mean; each needs three
/// intervals or three days.
public struct PatientRegularity: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var days = KeyBag<Int32>()
        var fees = KeyBag<DayFee>()

        public init() {}

        public mutating func merge(_ other: Summary) {
            days.merge(other.days)
            fees.merge(other.fees)
        }

        public mutating func reset() {
            days.removeAll()
            fees.removeAll()
        }
    }

    /// The positive fee of a settlement on its day.
    struct DayFee: Comparable, Sendable {
        let day: Int32
        let fee: Int64

        static func < (left: DayFee, right: DayFee) -> Bool {
            left.day != right.day ? left.day < right.day : left.fee < right.fee
        }
    }

    public init() {}

    private static let minimumCount = 3

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows where context.hasDay(Int(index)) {
            let day = context.settlements.day[Int(index)]
            summary.days.insert(day)
            let fee = context.settlements.totalFee[Int(index)]
            if fee > 0 { summary.fees.insert(DayFee(day: day, fee: fee)) }
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        var intervals = Spread()
        var previous: Int32?
        summary.days.forEachRun { day, _ in
            if let previous { intervals.add(Double(day - previous)) }
            previous = day
        }
        var daily = Spread()
        var day: Int32?
        var total = 0.0
        for entry in summary.fees.sorted() {
            if let day, day != entry.day {
                daily.add(total)
                total = 0
            }
            day = entry.day
            total += Fen.yuan(entry.fee)
        }
        if day != nil { daily.add(total) }
        values.append(intervals.regularity(minimumCount: Self.minimumCount))
        values.append(daily.regularity(minimumCount: Self.minimumCount))
    }

    public let definitions: [FeatureDefinition] = [
        FeatureDefinition(
            "interval_regularity", LocalizedText(zh: "就诊间隔规律度", en: "Regularity of intervals"), unit: .index, range: 0...1,
            meaning: LocalizedText(
                zh: "偏高：就诊间隔如钟表般规律，可能由他人按计划刷卡。",
                en: "High: visits like clockwork, as when somebody uses the card by schedule."),
            minimumRows: 4
        ),
        FeatureDefinition(
            "amount_regularity", LocalizedText(zh: "日金额规律度", en: "Regularity of daily amounts"), unit: .index, range: 0...1,
            meaning: LocalizedText(
                zh: "偏高：每次金额几乎相同，可能为固定金额刷卡。", en: "High: nearly the same amount every day, as when a fixed sum is drawn."),
            requires: ["medfee_sumamt"], minimumRows: 3
        ),
    ]
}

/// Mean and variance of positive numbers, taken around the first of them so that equal numbers have no variance at all.
private struct Spread {
    private var count = 0
    private var origin = 0.0
    private var sum = 0.0
    private var squares = 0.0

    mutating func add(_ value: Double) {
        if count == 0 { origin = value }
        let deviation = value - origin
        count += 1
        sum += deviation
        squares += deviation * deviation
    }

    func regularity(minimumCount: Int) -> Double {
        guard count >= minimumCount else { return .nan }
        let number = Double(count)
        let mean = origin + sum / number
        let variance = max(0, (squares - sum * sum / number) / (number - 1))
        return mean > 0 ? max(0, 1 - variance.squareRoot() / mean) : .nan
    }
}
