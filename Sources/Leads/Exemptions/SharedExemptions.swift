import Claims
import Features

/// `Models/exemptions.yaml`: exemptions that hold for several scenarios at once, so that a new one is written once.
struct SharedExemptions: Codable, Sendable {
    struct Entry: Codable, Sendable {
        var exemption: ScenarioSpecification.Exemption
        var scenarios: [String]

        private enum Keys: String, CodingKey { case scenarios }

        init(from decoder: any Decoder) throws {
            exemption = try .init(from: decoder)
            scenarios = try decoder.container(keyedBy: Keys.self).decode([String].self, forKey: .scenarios)
        }

        func encode(to encoder: any Encoder) throws {
            try exemption.encode(to: encoder)
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(scenarios, forKey: .scenarios)
        }
    }

    var format: Int
    var exemptions: [Entry]

    enum CodingKeys: String, CodingKey, CaseIterable { case format, exemptions }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        format = try values.decode(Int.self, forKey: .format)
        exemptions = try values.decode([Entry].self, forKey: .exemptions)
    }

    /// A scenario's own exemptions and those shared with others; its own stands where both have the slug.
    func merged(into specification: ScenarioSpecification) -> [ScenarioSpecification.Exemption]? {
        let own = specification.exemptions ?? []
        let shared = exemptions.filter { entry in
            entry.scenarios.contains(specification.slug) && !own.contains { $0.slug == entry.exemption.slug }
        }.map(\.exemption)
        return own.isEmpty && shared.isEmpty ? nil : own + shared
    }
}

extension ScenarioSpecification {
    /// Takes out the exemptions that have ended by a day. - Returns: those.
    mutating func dropExpiredExemptions(on day: Int32) -> [ExpiredExemption] {
        let expired = (exemptions ?? []).filter { (CalendarDay.parse($0.expires) ?? .min) < day }
        exemptions = exemptions?.filter { (CalendarDay.parse($0.expires) ?? .min) >= day }
        return expired.map { ExpiredExemption(exemption: $0.slug, scenarios: [slug], owner: $0.owner, expires: $0.expires) }
    }
}

extension ScenarioSpecification {
    /// How many settlements of the classes of care it looks at each of its exemptions covers.
    func exemptionUses(_ store: ClaimStore) throws(ClaimsError) -> [ExemptionUse] {
        guard let exemptions, !exemptions.isEmpty else { return [] }
        let admitted = try admittedCareClasses()
        var counts = [Int](repeating: 0, count: exemptions.count)
        for (row, exemption) in exemptionOfRows(store).enumerated()
        where exemption >= 0 && admitted.contains(store.settlements.careClass[row]) { counts[Int(exemption)] += 1 }
        return zip(exemptions, counts).map { exemption, count in
            ExemptionUse(
                exemption: exemption.slug, settlements: count, features: exemption.features ?? [], reason: exemption.reason,
                owner: exemption.owner, expires: exemption.expires)
        }
    }

    /// A subject all of whose settlements are exempt.
    /// - Parameter exemption: one of those of the specification, as `exemptionOfRows` numbers them.
    func suppression(of kind: Lead.SubjectKind, _ subject: String, by exemption: Int8) -> Suppression {
        let entry = (exemptions ?? [])[Int(exemption)]
        return Suppression(scenario: slug, subjectKind: kind, subjectID: subject, exemption: entry.slug, reason: entry.reason)
    }

    /// A facility that a check of the scenario itself explains.
    func suppression(ofFacility id: String, _ exemption: String, _ reason: LocalizedText) -> Suppression {
        Suppression(scenario: slug, subjectKind: .facility, subjectID: id, exemption: exemption, reason: reason)
    }

    /// The suppressions of one of its runs, with who answers for each: the exemption of that name, else the scenario's owner.
    func owned(_ suppressions: [Suppression]) -> [Suppression] {
        suppressions.map { suppression in
            var suppression = suppression
            guard suppression.owner.isEmpty else { return suppression }
            let exemption = exemptions?.first { $0.slug == suppression.exemption }
            suppression.owner = exemption?.owner ?? owner
            suppression.expires = exemption?.expires ?? ""
            return suppression
        }
    }
}
