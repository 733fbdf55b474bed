import Claims
import Features

// Who is told is written by hand, so each part refuses keys that it does not know: a misspelt condition would hold for every lead.

extension ReferralCondition {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        minimumAmount = try values.decodeIfPresent(String.self, forKey: .minimumAmount)
        minimumRisk = try values.decodeIfPresent(Lead.RiskLevel.self, forKey: .minimumRisk)
        subjects = try values.decodeIfPresent([Lead.SubjectKind].self, forKey: .subjects)
        facilityTypes = try values.decodeIfPresent([String].self, forKey: .facilityTypes)
        ownership = try values.decodeIfPresent([String].self, forKey: .ownership)
    }
}

extension ReferralPolicy {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        format = try values.decode(Int.self, forKey: .format)
        thresholds = try values.decode(ThresholdTable.self, forKey: .thresholds)
        rules = try values.decode([Rule].self, forKey: .rules)
    }
}

extension ReferralPolicy.Rule {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        slug = try values.decode(String.self, forKey: .slug)
        authority = try values.decode(LocalizedText.self, forKey: .authority)
        article = try values.decode(LocalizedText.self, forKey: .article)
        request = try values.decode(LocalizedText.self, forKey: .request)
        scenarios = try values.decodeIfPresent([String].self, forKey: .scenarios)
        when = try values.decodeIfPresent(ReferralCondition.self, forKey: .when)
        governs = try values.decodeIfPresent(Bool.self, forKey: .governs)
        reason = try values.decode(String.self, forKey: .reason)
        owner = try values.decode(String.self, forKey: .owner)
    }
}
