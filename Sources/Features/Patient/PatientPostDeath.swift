import Claims

/// Settlements for services that began after the person's registered death.
///
/// The first day of service decides, the day of settlement where it is missing: bills of the last illness are often
/// settled after death. A person without a registered death has none.
public struct PatientPostDeath: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var settlements = 0
        var afterDeath = 0

        public init() {}

        public mutating func merge(_ other: Summary) {
            settlements += other.settlements
            afterDeath += other.afterDeath
        }

        public mutating func reset() { self = Summary() }
    }

    public init() {}

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        summary.settlements += rows.count
        for index in rows {
            let row = Int(index)
            let death = context.store.persons.deathDay[Int(context.settlements.person[row])]
            guard death != CalendarDay.missing else { continue }
            let begin = context.settlements.beginDay[row]
            let day = begin != CalendarDay.missing ? begin : context.settlements.day[row]
            if day > death { summary.afterDeath += 1 }
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        values.append(summary.settlements > 0 ? Double(summary.afterDeath) : .nan)
    }

    public let definitions: [FeatureDefinition] = [
        FeatureDefinition(
            "post_death_settlements", LocalizedText(zh: "死亡后结算笔数", en: "Settlements after death"), unit: .count,
            meaning: LocalizedText(
                zh: "大于零：登记死亡后仍发生结算，可能为冒名使用医保卡。",
                en: "Above zero: services after the registered death, as when the card is used by another."),
            requires: ["psn_info_b.die_date"], transform: .log1p
        )
    ]
}
