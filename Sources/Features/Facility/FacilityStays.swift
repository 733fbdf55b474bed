import Claims

/// How long inpatients stay and how soon they return to the same facility.
///
/// Settlements of one person that begin on the same day are one stay, which lasts to the latest of their ends. A
/// stay is a readmission when it begins 0 to `readmissionDays` days after the person's last stay here ended. Interim
/// bills of one long stay that begin on the day the last one ended look the same; only visit ids could tell them apart.
public struct FacilityStays: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var stays = KeyBag<Stay>()

        public init() {}
        public mutating func merge(_ other: Summary) { stays.merge(other.stays) }
        public mutating func reset() { stays.removeAll() }
    }

    public init() {}

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows where context.settlements.careClass[Int(index)] == .inpatient {
            let row = Int(index)
            let begin = context.settlements.beginDay[row]
            let end = context.settlements.endDay[row]
            guard begin != CalendarDay.missing, end >= begin else { continue }
            summary.stays.insert(Stay(place: context.settlements.person[row], begin: begin, end: end))
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        let settled = summary.stays.sorted()
        var stays = 0
        var short = 0
        var readmissions = 0
        var days = 0
        var lastEnd: Int64?
        for position in settled.indices {
            let stay = settled[position]
            let next = position + 1 < settled.count ? settled[position + 1] : nil
            // The latest end of a stay stands last among those that begin together.
            if let next, next.place == stay.place, next.begin == stay.begin { continue }
            let length = Int(stay.end) - Int(stay.begin)
            stays += 1
            days += length
            if length <= context.parameters.shortStayDays { short += 1 }
            if let lastEnd, (0...Int64(context.parameters.readmissionDays)).contains(Int64(stay.begin) - lastEnd) {
                readmissions += 1
            }
            lastEnd = next?.place == stay.place ? max(lastEnd ?? Int64.min, Int64(stay.end)) : nil
        }
        values.append(rate: short, of: stays)
        values.append(rate: readmissions, of: stays)
        values.append(Double(days), per: Double(stays))
    }

    public let definitions: [FeatureDefinition] = [
        .rate(
            "short_stay_share", LocalizedText(zh: "短住院占比", en: "Share of short stays"),
            meaning: LocalizedText(
                zh: "偏高：短期住院（默认两天以内）者偏多，可能为体检住院或低标准入院。",
                en: "High: many short stays (by default two days or less), as with check-ups billed as admissions."),
            requires: ["begndate", "enddate", "med_type"]
        ),
        .rate(
            "readmission_share", LocalizedText(zh: "短期再入院占比", en: "Share of early readmissions"),
            meaning: LocalizedText(
                zh: "偏高：出院后短期内（默认十五日）再次入院，可能为分解住院。",
                en: "High: patients return soon (by default within 15 days) after discharge, as when one stay is split into several."),
            requires: ["begndate", "enddate", "med_type"]
        ),
        FeatureDefinition(
            "mean_stay_days", LocalizedText(zh: "平均住院日", en: "Mean length of stay"), unit: .days,
            meaning: LocalizedText(
                zh: "偏高：压床或挂床；偏低：低标准入院。", en: "High: beds kept occupied on paper; low: admissions without need."),
            direction: .both, requires: ["begndate", "enddate", "med_type"], transform: .log1p
        ),
    ]
}
