import Claims
import Features

/// When a recipient is meant, by what a lead holds. All that is given must hold; nothing given is always.
public struct ReferralCondition: Codable, Sendable, Equatable {
    /// Name of a threshold of `Models/referral.yaml`: the lead's fund money in yuan, other leads disregarded, is at least that.
    public var minimumAmount: String?
    /// `high`, or `medium` for medium and high.
    public var minimumRisk: Lead.RiskLevel?
    /// Kinds of subject.
    public var subjects: [Lead.SubjectKind]?
    /// `medical`, `pharmacy`: some facility of the lead is one.
    public var facilityTypes: [String]?
    /// Values of `econ_type`: some facility of the lead has one.
    public var ownership: [String]?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case minimumAmount = "minimum_amount"
        case minimumRisk = "minimum_risk"
        case subjects
        case facilityTypes = "facility_types"
        case ownership
    }
}

/// `Models/referral.yaml`: who is told of a lead beside those that its scenario names, on what ground, and what they are asked to look for.
///
/// Several recipients are the rule, not the exception (一案多查、一案多处). Nothing here decides that something wrong was done: each entry says who is
/// competent for the question.
public struct ReferralPolicy: Codable, Sendable {
    public struct Rule: Codable, Sendable {
        public var slug: String
        public var authority: LocalizedText
        public var article: LocalizedText
        public var request: LocalizedText
        /// Scenarios whose leads it is for; all when absent.
        public var scenarios: [String]?
        public var when: ReferralCondition?
        /// Whether the authority is meant only where this rule or another of its own holds, also where a scenario names it.
        public var governs: Bool?
        public var reason: String
        public var owner: String

        enum CodingKeys: String, CodingKey, CaseIterable {
            case slug, authority, article, request, scenarios, when, governs, reason, owner
        }
    }

    public var format: Int
    public var thresholds: ThresholdTable
    public var rules: [Rule]

    enum CodingKeys: String, CodingKey, CaseIterable { case format, thresholds, rules }

    /// What a lead is judged by.
    package struct Content {
        package var scenario: String
        package var subject: Lead.SubjectKind
        package var risk: Lead.RiskLevel
        package var amountFen: Int64
        package var facilityTypes: Set<String>
        package var ownership: Set<String>

        package init(
            scenario: String, subject: Lead.SubjectKind, risk: Lead.RiskLevel, amountFen: Int64, facilityTypes: Set<String>, ownership: Set<String>
        ) {
            self.scenario = scenario
            self.subject = subject
            self.risk = risk
            self.amountFen = amountFen
            self.facilityTypes = facilityTypes
            self.ownership = ownership
        }

        init(_ candidate: Candidate, risk: Lead.RiskLevel, amountFen: Int64, in store: ClaimStore) {
            self.init(
                scenario: candidate.scenario, subject: candidate.subjectKind, risk: risk, amountFen: amountFen,
                facilityTypes: Set(candidate.facilities.map { store.facilities.kind[Int($0)].name }),
                ownership: Set(candidate.facilities.map { store.facilities.ownership[Int($0)] }))
        }
    }

    /// The recipients of a lead: those of its scenario whose condition holds, then those of the rules, each authority once. An authority
    /// that a rule governs is meant only where a rule of it holds, also where the scenario names it.
    package func recipients(
        of content: Content, scenario recipients: [ScenarioSpecification.Recipient]
    ) throws(ClaimsError) -> [ScenarioSpecification.Recipient] {
        var chosen: [ScenarioSpecification.Recipient] = []
        var meant: [Rule] = []
        for rule in rules where rule.scenarios?.contains(content.scenario) ?? true {
            if try holds(rule.when, content) { meant.append(rule) }
        }
        let governed = Set(rules.filter { $0.governs == true }.map { Self.name($0.authority) })
        let meantNames = Set(meant.map { Self.name($0.authority) })
        for recipient in recipients {
            guard try holds(recipient.when, content) else { continue }
            let name = Self.name(recipient.authority)
            if recipient.when == nil, governed.contains(name), !meantNames.contains(name) { continue }
            if !chosen.contains(where: { Self.name($0.authority) == name }) { chosen.append(recipient) }
        }
        for rule in meant where !chosen.contains(where: { Self.name($0.authority) == Self.name(rule.authority) }) {
            chosen.append(.init(authority: rule.authority, article: rule.article, request: rule.request))
        }
        return chosen
    }

    /// An authority without what is said of it in brackets.
    private static func name(_ authority: LocalizedText) -> Substring { authority.zh.prefix { $0 != "（" && $0 != "(" } }

    private func holds(_ condition: ReferralCondition?, _ content: Content) throws(ClaimsError) -> Bool {
        guard let condition else { return true }
        if let name = condition.minimumAmount, Fen.yuan(content.amountFen) < (try thresholds.value(name)) { return false }
        switch condition.minimumRisk {
        case .high: if content.risk != .high { return false }
        case .medium: if content.risk == .low { return false }
        case .low, nil: break
        }
        if let subjects = condition.subjects, !subjects.contains(content.subject) { return false }
        if let types = condition.facilityTypes, content.facilityTypes.isDisjoint(with: types) { return false }
        if let ownership = condition.ownership, content.ownership.isDisjoint(with: ownership) { return false }
        return true
    }
}
