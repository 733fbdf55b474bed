import Claims

/// Which kinds of care a facility's settlements pay for. Registration counts as outpatient care.
public struct FacilityMix: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var total = 0
        var outpatient = 0
        var emergency = 0
        var chronic = 0
        var inpatient = 0
        var pharmacy = 0

        public init() {}

        public mutating func merge(_ other: Summary) {
            total += other.total
            outpatient += other.outpatient
            emergency += other.emergency
            chronic += other.chronic
            inpatient += other.inpatient
            pharmacy += other.pharmacy
        }

        public mutating func reset() { self = Summary() }
    }

    public init() {}

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        summary.total += rows.count
        for index in rows {
            switch context.settlements.careClass[Int(index)] {
            case .outpatient, .registration: summary.outpatient += 1
            case .emergency: summary.emergency += 1
            case .chronic: summary.chronic += 1
            case .inpatient: summary.inpatient += 1
            case .pharmacy: summary.pharmacy += 1
            case .other, .maternity, .care: break
            }
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        values.append(rate: summary.outpatient, of: summary.total)
        values.append(rate: summary.emergency, of: summary.total)
        values.append(rate: summary.chronic, of: summary.total)
        values.append(rate: summary.inpatient, of: summary.total)
        values.append(rate: summary.pharmacy, of: summary.total)
    }

    public let definitions: [FeatureDefinition] = [
        share(
            "outpatient_share", LocalizedText(zh: "普通门诊占比", en: "Outpatient share"),
            LocalizedText(zh: "偏离：普通门诊比重与同类机构明显不同。", en: "Unusual: a different part of outpatient care than peers.")),
        share(
            "emergency_share", LocalizedText(zh: "急诊占比", en: "Emergency share"),
            LocalizedText(zh: "偏离：急诊比重与同类机构明显不同。", en: "Unusual: a different part of emergency care than peers.")),
        share(
            "chronic_share", LocalizedText(zh: "慢特病门诊占比", en: "Chronic and special outpatient share"),
            LocalizedText(
                zh: "偏高：慢特病结算比重过大，可能将普通费用串入慢特病。",
                en: "High: more chronic-disease settlements than peers, as when ordinary care is billed as such.")),
        share(
            "inpatient_share", LocalizedText(zh: "住院占比", en: "Inpatient share"),
            LocalizedText(
                zh: "偏高：住院比重过大，可能为低标准入院。", en: "High: more admissions than peers, as with admissions below the standard.")),
        share(
            "pharmacy_share", LocalizedText(zh: "药店购药占比", en: "Pharmacy share"),
            LocalizedText(zh: "偏离：购药结算比重与同类机构明显不同。", en: "Unusual: a different part of drug purchases than peers.")),
    ]

    private static func share(_ name: String, _ title: LocalizedText, _ meaning: LocalizedText) -> FeatureDefinition {
        .rate(name, title, meaning: meaning, direction: .both, requires: ["med_type"], minimumRows: 10)
    }
}
