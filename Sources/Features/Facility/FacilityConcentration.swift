import Claims

/// How far a facility's settlements gather on few diseases, employers and operators.
///
/// The index is A. Hirschman's (1945) and O. Herfindahl's (1950): the sum of squared shares. Missing codes take no part.
public struct FacilityConcentration: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var diseases = KeyBag<Int32>()
        var employers = KeyBag<Int32>()
        var operators = KeyBag<Int32>()

        public init() {}

        public mutating func merge(_ other: Summary) {
            diseases.merge(other.diseases)
            employers.merge(other.employers)
            operators.merge(other.operators)
        }

        public mutating func reset() {
            diseases.removeAll()
            employers.removeAll()
            operators.removeAll()
        }
    }

    public init() {}

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows {
            let row = Int(index)
            let disease = context.settlements.disease[row]
            if disease >= 0 { summary.diseases.insert(context.diseaseClass[Int(disease)]) }
            let employer = context.settlements.employer[row]
            if employer >= 0 { summary.employers.insert(employer) }
            let counter = context.settlements.operatorNumber[row]
            if counter >= 0 { summary.operators.insert(counter) }
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        append(&summary.diseases, to: &values)
        append(&summary.employers, to: &values)
        append(&summary.operators, to: &values)
    }

    private func append(_ bag: inout KeyBag<Int32>, to values: inout FeatureValues) {
        var top = 0
        var squares = 0.0
        bag.forEachRun { _, count in
            top = max(top, count)
            squares += Double(count) * Double(count)
        }
        let total = Double(bag.count)
        values.append(squares, per: total * total)
        values.append(rate: top, of: bag.count)
    }

    public let definitions: [FeatureDefinition] = [
        index(
            "disease_hhi", LocalizedText(zh: "病种集中度", en: "Disease concentration"),
            LocalizedText(
                zh: "偏高：诊断集中于少数病种，可能套用诊断。", en: "High: few diagnoses serve for nearly all, as when one is used for every bill."),
            "dise_no"),
        top(
            "disease_top_share", LocalizedText(zh: "首位病种占比", en: "Share of the commonest disease"),
            LocalizedText(zh: "偏高：单一病种占绝大部分。", en: "High: one disease makes up most settlements."), "dise_no"),
        index(
            "employer_hhi", LocalizedText(zh: "参保单位集中度", en: "Employer concentration"),
            LocalizedText(
                zh: "偏高：患者集中于少数单位，可能为单位集中揽卡。",
                en: "High: patients come from few employers, as when a firm's cards are collected."), "emp_no"),
        top(
            "employer_top_share", LocalizedText(zh: "首位参保单位占比", en: "Share of the commonest employer"),
            LocalizedText(zh: "偏高：单一单位占绝大部分。", en: "High: one employer's people make up most settlements."),
            "emp_no"),
        index(
            "operator_hhi", LocalizedText(zh: "经办人集中度", en: "Operator concentration"),
            LocalizedText(
                zh: "偏高：结算集中于少数经办人。", en: "High: few operators at the counter enter nearly everything."), "opter_id"),
        top(
            "operator_top_share", LocalizedText(zh: "首位经办人占比", en: "Share of the busiest operator"),
            LocalizedText(zh: "偏高：单一经办人处理绝大部分结算。", en: "High: one operator enters most settlements."),
            "opter_id"),
    ]

    private static func index(
        _ name: String, _ title: LocalizedText, _ meaning: LocalizedText, _ column: ColumnRequirement
    ) -> FeatureDefinition {
        FeatureDefinition(
            name, title, unit: .index, range: 0...1, meaning: meaning, requires: [column], minimumRows: 20,
            source: "Hirschman (1945), Herfindahl (1950)")
    }

    private static func top(
        _ name: String, _ title: LocalizedText, _ meaning: LocalizedText, _ column: ColumnRequirement
    ) -> FeatureDefinition {
        .rate(name, title, meaning: meaning, requires: [column], minimumRows: 20)
    }
}
