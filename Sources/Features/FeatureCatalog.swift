/// All features there are. A new family is one file, its test and one line here.
public enum FeatureCatalog {
    public static func extractors(for kind: SubjectKind) -> [any FeatureExtractor] {
        switch kind {
        case .facility: [
            FacilityVolume(),
            FacilityGrowth(),
            FacilityMix(),
            FacilityConcentration(),
            PaymentShares(.facility),
            Locality(.facility),
            SettlementHours(.facility),
            FacilityBursts(),
            FacilityCards(),
            FacilityAmounts(),
            FacilityStays(),
        ]
        case .patient: [
            PatientVisits(),
            PatientDiseases(),
            PatientRegularity(),
            PaymentShares(.patient),
            Locality(.patient),
            SettlementHours(.patient),
            PatientStays(),
            PatientPostDeath(),
        ]
        }
    }

    public static func definitions(for kind: SubjectKind) -> [FeatureDefinition] {
        extractors(for: kind).flatMap(\.definitions)
    }

    /// The data dictionary: a header, then a row for each feature of each kind of subject, facilities first.
    ///
    /// Columns: subject, name, title, unit, range, unusual side, meaning, required columns, rate, scale of comparison,
    /// minimum of settlements, source.
    public static func describe(language: Language, kinds: [SubjectKind] = SubjectKind.allCases) -> [[String]] {
        let header = switch language {
        case .zh: ["主体", "特征", "名称", "单位", "取值范围", "异常方向", "含义", "所需字段", "比率", "比较尺度", "最少结算数", "方法来源"]
        case .en: [
            "subject", "feature", "title", "unit", "range", "unusual", "meaning", "requires", "rate", "scale",
            "minimum settlements", "source",
        ]
        }
        return [header] + kinds.flatMap { kind in
            definitions(for: kind).map { describe($0, of: kind, language) }
        }
    }

    /// The same as a Markdown table.
    public static func markdown(language: Language, kinds: [SubjectKind] = SubjectKind.allCases) -> String {
        var rows = describe(language: language, kinds: kinds)
        rows.insert(rows[0].map { _ in "---" }, at: 1)
        return rows.map { row in
            "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
        }.joined()
    }

    private static func describe(_ definition: FeatureDefinition, of kind: SubjectKind, _ language: Language) -> [String] {
        [
            kind.rawValue, definition.name, definition.title[language], definition.unit.title[language],
            bound(definition.range.lowerBound) + " … " + bound(definition.range.upperBound),
            definition.direction.rawValue, definition.meaning[language],
            definition.requires.map(\.description).joined(separator: "; "), definition.isRate ? "1" : "0",
            definition.transform.rawValue, String(definition.minimumRows), definition.source ?? "",
        ]
    }

    private static func bound(_ value: Double) -> String {
        if value.isInfinite { return value < 0 ? "-∞" : "∞" }
        return value == value.rounded() ? String(Int(value)) : String(value)
    }
}
