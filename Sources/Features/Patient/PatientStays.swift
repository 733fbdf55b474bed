import Claims

/// Admissions of a person, and what else was bought with the card meanwhile.
///
/// An admission is a distinct (facility, first day). An in-stay outside purchase is an ambulatory settlement with
/// `hifp_pay > 0` at another facility after the first and before the last day of a stay; each counts once.
/// - Complexity: O((*s* + *p*) log (*s* + *p*)) for *s* stays and *p* purchases.
public struct PatientStays: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var stays = KeyBag<Stay>()
        /// (day, facility).
        var purchases = KeyBag<UInt64>()

        public init() {}

        public mutating func merge(_ other: Summary) {
            stays.merge(other.stays)
            purchases.merge(other.purchases)
        }

        public mutating func reset() {
            stays.removeAll()
            purchases.removeAll()
        }
    }

    public init() {}

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows {
            let row = Int(index)
            let careClass = context.settlements.careClass[row]
            if careClass == .inpatient {
                let begin = context.settlements.beginDay[row]
                let end = context.settlements.endDay[row]
                guard begin != CalendarDay.missing, end >= begin else { continue }
                summary.stays.insert(Stay(place: context.settlements.facility[row], begin: begin, end: end))
            } else if careClass.isAmbulatory, context.settlements.pooledFund[row] > 0, context.hasDay(row) {
                summary.purchases.insert(PairKey.pack(context.settlements.day[row], context.settlements.facility[row]))
            }
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        var admissions = 0
        var facilities = 0
        let stays = summary.stays.sorted()
        for position in stays.indices {
            let isNewPlace = position == 0 || stays[position].place != stays[position - 1].place
            if isNewPlace { facilities += 1 }
            if isNewPlace || stays[position].begin != stays[position - 1].begin { admissions += 1 }
        }
        values.append(admissions)
        values.append(facilities)
        values.append(stays.isEmpty ? 0 : outsidePurchases(&summary))
    }

    /// Purchases are taken by day; of the stays begun before, the latest end is kept and the latest at another facility.
    private func outsidePurchases(_ summary: inout Summary) -> Int {
        let stays = summary.stays.sorted().sorted { ($0.begin, $0.place, $0.end) < ($1.begin, $1.place, $1.end) }
        var next = 0
        var latest: (end: Int32, place: Int32) = (CalendarDay.missing, -1)
        var latestElsewhere = CalendarDay.missing
        var count = 0
        for key in summary.purchases.sorted() {
            let day = PairKey.first(key)
            while next < stays.count, stays[next].begin < day {
                let stay = stays[next]
                if stay.place == latest.place {
                    latest.end = max(latest.end, stay.end)
                } else if stay.end > latest.end {
                    latestElsewhere = max(latestElsewhere, latest.end)
                    latest = (stay.end, stay.place)
                } else {
                    latestElsewhere = max(latestElsewhere, stay.end)
                }
                next += 1
            }
            if day < (PairKey.second(key) == latest.place ? latestElsewhere : latest.end) { count += 1 }
        }
        return count
    }

    public let definitions: [FeatureDefinition] = [
        FeatureDefinition(
            "admissions", LocalizedText(zh: "住院次数", en: "Admissions"), unit: .count,
            meaning: LocalizedText(zh: "偏高：反复住院。", en: "High: admitted again and again."),
            requires: ["begndate", "enddate", "med_type"], transform: .log1p
        ),
        FeatureDefinition(
            "admission_facilities", LocalizedText(zh: "住院机构数", en: "Facilities of admission"), unit: .count,
            meaning: LocalizedText(zh: "偏高：在多家机构轮流住院。", en: "High: admitted to one facility after another."),
            requires: ["begndate", "enddate", "med_type"], transform: .log1p
        ),
        FeatureDefinition(
            "in_stay_outside_purchases", LocalizedText(zh: "住院期间院外结算", en: "Purchases elsewhere during a stay"), unit: .count,
            meaning: LocalizedText(
                zh: "偏高：住院期间在其他机构门诊或购药，可能挂床住院或冒用医保卡。",
                en: "High: outpatient or drug settlements elsewhere during a stay, as with paper admissions or a lent card."),
            requires: ["begndate", "enddate", "med_type", "hifp_pay"], transform: .log1p
        ),
    ]
}
