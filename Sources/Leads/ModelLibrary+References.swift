import Claims

/// A file of `Models/` that says of which format it is.
protocol FormattedFile: Decodable {
    var format: Int { get }
}

extension SharedExemptions: FormattedFile {}
extension RankingPolicy: FormattedFile {}
extension ReferralPolicy: FormattedFile {}

extension ModelLibrary {
    /// What one file says of another must be there: a misspelt scenario would be exempted from nothing and referred to nobody, and a
    /// misspelt amount would stop a run at its end.
    /// - Throws: `ClaimsError` with the file, the name that there is not and those that there are.
    func checkReferences(_ exemptions: SharedExemptions) throws(ClaimsError) {
        for entry in exemptions.exemptions { try check(entry.scenarios, "Models/exemptions.yaml, exemption \(entry.exemption.slug)") }
        for rule in referral.rules {
            let place = "Models/referral.yaml, rule \(rule.slug)"
            try check(rule.scenarios ?? [], place)
            try check(rule.when, place)
        }
        for scenario in scenarios {
            for (number, recipient) in scenario.recipients.enumerated() {
                try check(recipient.when, "Models/scenarios/\(scenario.slug).yaml, recipient \(number + 1)")
            }
        }
    }

    private func check(_ slugs: [String], _ place: String) throws(ClaimsError) {
        for slug in slugs where !scenarios.contains(where: { $0.slug == slug }) { throw noScenario(slug, place) }
    }

    private func check(_ condition: ReferralCondition?, _ place: String) throws(ClaimsError) {
        guard let amount = condition?.minimumAmount, referral.thresholds.values[amount] == nil else { return }
        let known = referral.thresholds.values.keys.sorted().joined(separator: ", ")
        throw ClaimsError("\(place): Models/referral.yaml has no threshold `\(amount)`; there are \(known)")
    }
}
