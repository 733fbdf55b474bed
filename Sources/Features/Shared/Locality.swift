/// Whether the insured person's region and the facility's pool their funds together.
///
/// Codes are compared by their leading characters (`poolingPrefixLength`), because persons and facilities of one
/// prefecture carry the codes of different districts. Rows in which either is missing take no part.
public struct Locality: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var known = 0
        var foreign = 0

        public init() {}

        public mutating func merge(_ other: Summary) {
            known += other.known
            foreign += other.foreign
        }

        public mutating func reset() { self = Summary() }
    }

    public let definitions: [FeatureDefinition]

    public init(_ subject: SubjectKind) {
        definitions = [
            .rate(
                "non_local_share", LocalizedText(zh: "异地就医占比", en: "Share from another region"),
                meaning: LocalizedText(
                    zh: "偏高：参保地与就医地不一致的结算偏多，可能为异地揽卡或冒名就医。",
                    en: "High: many settlements cross regions, as when cards are gathered elsewhere."),
                requires: ["insu_admdvs", "fix_blng_admdvs"], minimumRows: subject == .facility ? 10 : 1
            )
        ]
    }

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows {
            let insured = context.settlements.insuredRegion[Int(index)]
            let facility = context.settlements.facilityRegion[Int(index)]
            guard insured >= 0, facility >= 0 else { continue }
            summary.known += 1
            if context.poolingArea[Int(insured)] != context.poolingArea[Int(facility)] { summary.foreign += 1 }
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        values.append(rate: summary.foreign, of: summary.known)
    }
}
