import Claims
import Foundation

/// How settlements crowd in time: busy hours against their neighbours, cards on each other's heels, uneven counts.
///
/// Everything is read off one timeline in order; rows without a time of day take no part.
/// - Complexity: O(*n* log *n*) for putting *n* settlements in order, O(*n*) for the rest.
public struct FacilityBursts: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var timeline = KeyBag<UInt64>()

        public init() {}
        public mutating func merge(_ other: Summary) { timeline.merge(other.timeline) }
        public mutating func reset() { timeline.removeAll() }
    }

    public init() {}

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows {
            let row = Int(index)
            if let key = TimelineKey.pack(
                day: context.settlements.day[row], second: context.settlements.second[row],
                person: context.settlements.person[row]
            ) { summary.timeline.insert(key) }
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        let timeline = summary.timeline.sorted()
        let window = context.parameters.burstWindowSeconds
        values.append(hourBurst(timeline, in: context))
        values.append(rate: sharedMinutes(timeline), of: timeline.count)
        values.append(fanoFactor(timeline, binSeconds: window))
        appendGaps(timeline, shorterThan: context.parameters.shortGapSeconds, to: &values)
        values.append(timeline.isEmpty ? .nan : Double(mostCards(timeline, withinSeconds: window)))
    }

    /// The busiest hour against the mean of the hour before and after and the same hour of the day before and after, as
    /// far as these lie in the period; a mean below one settlement counts as one.
    private func hourBurst(_ timeline: [UInt64], in context: FeatureContext) -> Double {
        var hours: [Int] = []
        var counts: [Int] = []
        for key in timeline {
            let hour = TimelineKey.moment(key) / 3600
            if hours.last == hour {
                counts[counts.count - 1] += 1
            } else {
                hours.append(hour)
                counts.append(1)
            }
        }
        let open = TimelineKey.startOfDay(context.firstDay) / 3600..<TimelineKey.startOfDay(context.lastDay + 1) / 3600
        var largest = Double.nan
        var dayBefore = 0
        var dayAfter = 0
        for position in hours.indices {
            let hour = hours[position]
            while hours[dayBefore] < hour - 24 { dayBefore += 1 }
            while dayAfter < hours.count, hours[dayAfter] < hour + 24 { dayAfter += 1 }
            var neighbours = 0
            var total = 0
            for (neighbour, place) in [(hour - 1, position - 1), (hour + 1, position + 1), (hour - 24, dayBefore), (hour + 24, dayAfter)]
            where open.contains(neighbour) {
                neighbours += 1
                if hours.indices.contains(place), hours[place] == neighbour { total += counts[place] }
            }
            let mean = neighbours > 0 ? Double(total) / Double(neighbours) : 0
            let ratio = Double(counts[position]) / max(1, mean)
            if largest.isNaN || ratio > largest { largest = ratio }
        }
        return largest
    }

    /// Settlements whose minute holds another card's settlement too.
    private func sharedMinutes(_ timeline: [UInt64]) -> Int {
        var shared = 0
        var start = 0
        while start < timeline.count {
            let minute = TimelineKey.moment(timeline[start]) / 60
            let card = TimelineKey.person(timeline[start])
            var end = start
            var hasOther = false
            while end < timeline.count, TimelineKey.moment(timeline[end]) / 60 == minute {
                if TimelineKey.person(timeline[end]) != card { hasOther = true }
                end += 1
            }
            if hasOther { shared += end - start }
            start = end
        }
        return shared
    }

    /// Variance over mean of the counts of fixed bins, from each day's first settlement to its last.
    private func fanoFactor(_ timeline: [UInt64], binSeconds: Int) -> Double {
        var bins = 0
        var squares = 0
        var start = 0
        var previousDay = -1
        var previousBin = 0
        while start < timeline.count {
            let moment = TimelineKey.moment(timeline[start])
            let day = moment / 86_400
            let bin = moment / binSeconds
            var end = start + 1
            while end < timeline.count, TimelineKey.moment(timeline[end]) / binSeconds == bin,
                  TimelineKey.moment(timeline[end]) / 86_400 == day { end += 1 }
            bins += day == previousDay ? bin - previousBin : 1
            squares += (end - start) * (end - start)
            (previousDay, previousBin, start) = (day, bin, end)
        }
        guard bins > 1 else { return .nan }
        let mean = Double(timeline.count) / Double(bins)
        let variance = (Double(squares) - mean * Double(timeline.count)) / Double(bins - 1)
        return max(0, variance / mean)
    }

    /// Short gaps to the next settlement of the same day with another card; and how many more these are than a Poisson
    /// stream would give that settles as many in each day's span.
    private func appendGaps(_ timeline: [UInt64], shorterThan limit: Int, to values: inout FeatureValues) {
        var pairs = 0
        var short = 0
        var expected = 0.0
        var start = 0
        while start < timeline.count {
            let day = TimelineKey.moment(timeline[start]) / 86_400
            var end = start + 1
            while end < timeline.count, TimelineKey.moment(timeline[end]) / 86_400 == day {
                let gap = TimelineKey.moment(timeline[end]) - TimelineKey.moment(timeline[end - 1])
                if gap < limit, TimelineKey.person(timeline[end]) != TimelineKey.person(timeline[end - 1]) { short += 1 }
                end += 1
            }
            let dayPairs = Double(end - start - 1)
            let span = Double(TimelineKey.moment(timeline[end - 1]) - TimelineKey.moment(timeline[start]))
            if dayPairs > 0 { expected += dayPairs * (span > 0 ? -expm1(-Double(limit) * dayPairs / span) : 1) }
            pairs += end - start - 1
            start = end
        }
        values.append(rate: short, of: pairs)
        values.append(Double(short) - expected, per: Double(pairs))
    }

    /// The most distinct cards in any window of that length, its end not included.
    private func mostCards(_ timeline: [UInt64], withinSeconds length: Int) -> Int {
        var inWindow: [Int32: Int] = [:]
        var first = 0
        var most = 0
        for key in timeline {
            inWindow[TimelineKey.person(key), default: 0] += 1
            while TimelineKey.moment(key) - TimelineKey.moment(timeline[first]) >= length {
                let card = TimelineKey.person(timeline[first])
                let left = inWindow[card, default: 1] - 1
                inWindow[card] = left > 0 ? left : nil
                first += 1
            }
            most = max(most, inWindow.count)
        }
        return most
    }

    public let definitions: [FeatureDefinition] = [
        FeatureDefinition(
            "hour_burst_max", LocalizedText(zh: "小时突增倍数", en: "Largest hourly burst"), unit: .ratio,
            meaning: LocalizedText(
                zh: "偏高：某一小时的结算远多于前后小时及前后日同时段。",
                en: "High: one hour has far more settlements than the hours around it and the same hour of the days around it."),
            requires: ["setl_time"], transform: .log1p, minimumRows: 20
        ),
        .rate(
            "same_minute_share", LocalizedText(zh: "同分钟多卡占比", en: "Share of minutes shared by cards"),
            meaning: LocalizedText(
                zh: "偏高：同一分钟内连续刷多张卡。", en: "High: several cards are used within one minute."),
            requires: ["setl_time"], minimumRows: 20
        ),
        FeatureDefinition(
            "five_minute_fano", LocalizedText(zh: "短时窗结算离散系数", en: "Fano factor of counts in short windows"), unit: .ratio,
            meaning: LocalizedText(
                zh: "偏高：按短时窗（默认五分钟）计，结算成串出现而非均匀到达。", en: "High: counted in short windows (by default five minutes), settlements come in bunches rather than as patients arrive."),
            requires: ["setl_time"], transform: .log1p, minimumRows: 20, source: "Fano (1947)"
        ),
        .rate(
            "short_gap_share", LocalizedText(zh: "短间隔换卡占比", en: "Share of short gaps between cards"),
            meaning: LocalizedText(
                zh: "偏高：很快（默认不足一分钟）即换另一张卡结算。", en: "High: another card follows at once (by default within a minute)."),
            requires: ["setl_time"], minimumRows: 20
        ),
        FeatureDefinition(
            "short_gap_excess", LocalizedText(zh: "短间隔超出期望", en: "Short gaps beyond expectation"), unit: .share,
            range: -1...1,
            meaning: LocalizedText(
                zh: "偏高：短间隔换卡多于同等客流下的随机期望。",
                en: "High: more short gaps between cards than the same traffic would give by chance."),
            requires: ["setl_time"], minimumRows: 20
        ),
        FeatureDefinition(
            "max_cards_in_5_minutes", LocalizedText(zh: "短时窗最多持卡数", en: "Most cards in a short window"), unit: .count,
            meaning: LocalizedText(
                zh: "偏高：短时窗（默认五分钟）内刷卡人数异常多，可能为集中持卡刷卡。",
                en: "High: very many cards in a short window (by default five minutes), as when one person holds them."),
            requires: ["setl_time"], transform: .log1p, minimumRows: 20
        ),
    ]
}
