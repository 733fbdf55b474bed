import Claims
import Features

// Scenarios are written by hand, so each part refuses keys that it does not know.

extension ScenarioSpecification {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        format = try values.decode(Int.self, forKey: .format)
        slug = try values.decode(String.self, forKey: .slug)
        version = try values.decode(Int.self, forKey: .version)
        title = try values.decode(LocalizedText.self, forKey: .title)
        purpose = try values.decode(LocalizedText.self, forKey: .purpose)
        method = try values.decode(String.self, forKey: .method)
        subject = try values.decode(Lead.SubjectKind.self, forKey: .subject)
        requires = try values.decode([String: [String]].self, forKey: .requires)
        uses = try values.decodeIfPresent([String: [String]].self, forKey: .uses)
        careClasses = try values.decodeIfPresent([String].self, forKey: .careClasses)
        features = try values.decodeIfPresent([String].self, forKey: .features)
        detectors = try values.decodeIfPresent([DetectorChoice].self, forKey: .detectors)
        peers = try values.decodeIfPresent(PeerParameters.self, forKey: .peers)
        thresholds = try values.decode(ThresholdTable.self, forKey: .thresholds)
        score = try values.decode(Score.self, forKey: .score)
        exemptions = try values.decodeIfPresent([Exemption].self, forKey: .exemptions)
        lists = try values.decodeIfPresent([String: [String]].self, forKey: .lists)
        recipients = try values.decode([Recipient].self, forKey: .recipients)
        lookAlikes = try values.decode([LocalizedText].self, forKey: .lookAlikes)
        knownWeaknesses = try values.decode([LocalizedText].self, forKey: .knownWeaknesses)
        owner = try values.decode(String.self, forKey: .owner)
        date = try values.decode(String.self, forKey: .date)
    }
}

extension ScenarioSpecification.DetectorChoice {
    enum CodingKeys: String, CodingKey, CaseIterable { case name, hyperparameters }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        hyperparameters = try values.decodeIfPresent([String: Double].self, forKey: .hyperparameters)
    }
}

extension ScenarioSpecification.Score {
    enum CodingKeys: String, CodingKey, CaseIterable { case half, ceiling }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        half = try values.decode(Threshold.self, forKey: .half)
        ceiling = try values.decode(Threshold.self, forKey: .ceiling)
    }
}

extension ScenarioSpecification.Recipient {
    enum CodingKeys: String, CodingKey, CaseIterable { case authority, article, request, when }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        authority = try values.decode(LocalizedText.self, forKey: .authority)
        article = try values.decode(LocalizedText.self, forKey: .article)
        request = try values.decode(LocalizedText.self, forKey: .request)
        when = try values.decodeIfPresent(ReferralCondition.self, forKey: .when)
    }
}

extension ScenarioSpecification.Exemption {
    public init(from decoder: any Decoder) throws {
        // Those of several scenarios say which beside, see `SharedExemptions`.
        let values = try decoder.container(knowing: CodingKeys.self, and: ["scenarios"])
        slug = try values.decode(String.self, forKey: .slug)
        title = try values.decode(LocalizedText.self, forKey: .title)
        diseasePrefixes = try values.decodeIfPresent([String].self, forKey: .diseasePrefixes)
        medicalTypePrefixes = try values.decodeIfPresent([String].self, forKey: .medicalTypePrefixes)
        facilityNameParts = try values.decodeIfPresent([String].self, forKey: .facilityNameParts)
        visitsPerMonth = try values.decodeIfPresent(Int.self, forKey: .visitsPerMonth)
        features = try values.decodeIfPresent([String].self, forKey: .features)
        reason = try values.decode(LocalizedText.self, forKey: .reason)
        owner = try values.decode(String.self, forKey: .owner)
        expires = try values.decode(String.self, forKey: .expires)
    }
}
