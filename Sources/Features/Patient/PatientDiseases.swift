import Claims

/// How many diseases a person is treated for, how mixed they are, how often one follows another, and by how many hands.
///
/// A disease is the class named by the leading characters of its code. Settlements follow each other by day and second;
/// those of one instant are taken in the order of the class, so that the order of equal rows changes nothing.
public struct PatientDiseases: FeatureExtractor {
    public struct Summary: FeatureSummary {
        /// (day, second, class): 24, 17 and 23 bits.
        var events = KeyBag<UInt64>()
        var classes = KeyBag<Int32>()
        var operators = KeyBag<Int32>()

        public init() {}

        public mutating func merge(_ other: Summary) {
            events.merge(other.events)
            classes.merge(other.classes)
            operators.merge(other.operators)
        }

        public mutating func reset() {
            events.removeAll()
            classes.removeAll()
            operators.removeAll()
        }
    }

    public init() {}

    private static let classMask: UInt64 = 0x7f_ffff

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows {
            let row = Int(index)
            let counter = context.settlements.operatorNumber[row]
            if counter >= 0 { summary.operators.insert(counter) }
            let disease = context.settlements.disease[row]
            guard disease >= 0 else { continue }
            let category = context.diseaseClass[Int(disease)]
            summary.classes.insert(category)
            guard context.hasDay(row) else { continue }
            let moment = UInt64(context.dayIndex(row)) << 17 | UInt64(max(-1, context.settlements.second[row]) + 1)
            summary.events.insert(moment << 23 | UInt64(category) & Self.classMask)
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        var distinct = 0
        var squares = 0.0
        summary.classes.forEachRun { _, count in
            distinct += 1
            squares += Double(count) * Double(count)
        }
        let total = Double(summary.classes.count)
        let events = summary.events.sorted()
        var crossings = 0
        for position in events.indices.dropFirst()
        where events[position] & Self.classMask != events[position - 1] & Self.classMask { crossings += 1 }
        var operators = 0
        summary.operators.forEachRun { _, _ in operators += 1 }
        values.append(distinct > 0 ? Double(distinct) : .nan)
        values.append(distinct > 0 ? 1 - squares / (total * total) : .nan)
        values.append(rate: crossings, of: max(0, events.count - 1))
        values.append(operators > 0 ? Double(operators) : .nan)
    }

    public let definitions: [FeatureDefinition] = [
        FeatureDefinition(
            "diseases", LocalizedText(zh: "病种数", en: "Distinct diseases"), unit: .count,
            meaning: LocalizedText(
                zh: "偏高：病种过多，可能一卡多人使用。", en: "High: too many diseases for one person, as when several use one card."),
            requires: ["dise_no"], transform: .log1p
        ),
        FeatureDefinition(
            "disease_diversity", LocalizedText(zh: "病种多样性", en: "Disease diversity"), unit: .index, range: 0...1,
            meaning: LocalizedText(
                zh: "偏高：病种分散，不似同一人的疾病谱。", en: "High: diseases as mixed as those of several people."),
            requires: ["dise_no"], minimumRows: 3, source: "Simpson (1949)"
        ),
        .rate(
            "disease_crossing_rate", LocalizedText(zh: "病种交叉率", en: "Disease crossing rate"),
            meaning: LocalizedText(
                zh: "偏高：相邻两次就诊的病种频繁更换。", en: "High: the disease changes from one settlement to the next."),
            requires: ["dise_no"], minimumRows: 3
        ),
        FeatureDefinition(
            "operators", LocalizedText(zh: "经办人数", en: "Distinct operators"), unit: .count,
            meaning: LocalizedText(zh: "偏高：经多名经办人结算。", en: "High: many different operators enter the settlements."),
            requires: ["opter_id"], transform: .log1p
        ),
    ]
}
