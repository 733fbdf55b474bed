import Claims
import Foundation
import Leads
import Testing

@Suite struct ModelLibraryTests {
    /// A copy of the models with one file changed.
    private func changed(_ name: String, _ change: (String) -> String) throws -> (folder: TemporaryFolder, load: () throws -> ModelLibrary) {
        let folder = try TemporaryFolder()
        for part in ["Models", "Datasets"] {
            try FileManager.default.copyItem(at: packageRoot.appending(component: part), to: folder.url.appending(component: part))
        }
        let file = folder.url.appending(path: name)
        try change(String(contentsOf: file, encoding: .utf8)).write(to: file, atomically: true, encoding: .utf8)
        return (folder, { try ModelLibrary(root: folder.url.path) })
    }

    @Test func everyModelThatComesWithTheProgramLoads() throws {
        let library = try library.get()
        let slugs = library.scenarios.map(\.slug)
        #expect(slugs == slugs.sorted())
        #expect(Set(slugs).isSuperset(of: ["card-clustering", "facility-profile", "frequent-visits", "patient-profile"]))
        for scenario in library.scenarios {
            #expect(!scenario.recipients.isEmpty && !scenario.lookAlikes.isEmpty && !scenario.knownWeaknesses.isEmpty, "\(scenario.slug)")
            #expect(!scenario.owner.isEmpty && CalendarDay.parse(scenario.date) != nil, "\(scenario.slug)")
            #expect(throws: Never.self) { try scenario.admittedCareClasses() }
            for (name, threshold) in scenario.thresholds.thresholds {
                #expect(!threshold.reason.isEmpty && !threshold.unit.isEmpty && !threshold.owner.isEmpty, "\(scenario.slug) \(name)")
            }
            for exemption in scenario.exemptions ?? [] { #expect(CalendarDay.parse(exemption.expires) != nil, "\(scenario.slug) \(exemption.slug)") }
        }
    }

    @Test func faultsOfYAMLNameTheFile() throws {
        let (folder, load) = try changed("Models/scenarios/frequent-visits.yaml") { $0.replacing("method: visit-frequency", with: "method: [") }
        let message = failure { _ = try load() }
        #expect(message.contains("Models/scenarios/frequent-visits.yaml"))
        #expect(!message.contains(folder.url.path))
        #expect(!message.contains("\n"))
    }

    /// Passed over, a misspelt key would leave what it means as it was without a word.
    @Test(arguments: [
        ("scenarios/card-clustering.yaml", "care_classes:", "care_class:", "at `care_class`"),
        ("scenarios/facility-profile.yaml", "facilityTraits:", "facility_traits:", "at `peers.facility_traits`"),
        ("scenarios/abnormal-purchase.yaml", "disease_prefixes:", "disease_prefix:", "disease_prefix`"),
        ("scenarios/frequent-visits.yaml", "request:", "requests:", "at `recipients.Index 0.requests`"),
        ("exemptions.yaml", "facility_name_parts:", "facility_names:", "facility_names`"),
        ("exemptions.yaml", "exemptions:", "exemption:", "at `exemption`"),
        ("scenarios/frequent-visits.yaml", "  ceiling:", "  ceilings:", "at `score.ceilings`"),
        ("referral.yaml", "minimum_amount: police", "minimum_amounts: police", "at `rules.Index 0.when.minimum_amounts`"),
        ("referral.yaml", "governs:", "govern:", "at `rules.Index 0.govern`"),
        ("referral.yaml", "rules:", "rule:", "at `rule`"),
        ("ranking.yaml", "notice:", "notices:", "at `notices`"),
        ("ranking.yaml", "  en: This", "  english: This", "at `notice.english`"),
        ("ranking.yaml", "unit: yuan", "units: yuan", "_yuan.units`"),
        ("review.yaml", "thresholds:", "threshold:", "at `threshold`"),
        ("data-quality.yaml", "reason: \"above it", "why: \"above it", "at `thresholds.quarantined_share_limit.why`"),
        ("features.yaml", "readmissionDays:", "readmission_days:", "at `readmission_days`"),
    ])
    func keysThatThereAreNotAreRefused(_ file: String, _ key: String, _ misspelt: String, _ words: String) throws {
        let (_, load) = try changed("Models/" + file) { $0.replacing(key, with: misspelt) }
        let message = failure { _ = try load() }
        #expect(message.contains("Models/" + file) && message.contains(words) && message.contains("there is no such key; the keys are"), "\(message)")
    }

    /// A misspelt scenario would be exempted from nothing, or referred to nobody.
    @Test(arguments: [
        ("exemptions.yaml", "[card-clustering]\n", "[card-cluster]\n", "exemption school-clinic: there is no scenario `card-cluster`; the scenarios are abnormal-"),
        ("referral.yaml", "[trace-duplicate, inventory", "[trace-duplicates, inventory", "rule market: there is no scenario `trace-duplicates`; the scenarios are abnormal-"),
        ("referral.yaml", "amount: police_amount_yuan", "amount: police_yuan", "has no threshold `police_yuan`; there are discipline_amount_yuan, police_amount_yuan"),
    ])
    func namesThatThereAreNotAreRefused(_ file: String, _ name: String, _ misspelt: String, _ words: String) throws {
        let (_, load) = try changed("Models/" + file) { $0.replacing(name, with: misspelt) }
        let message = failure { _ = try load() }
        #expect(message.hasPrefix("Models/\(file), ") && message.contains(words), "\(message)")
    }

    @Test(arguments: ["exemptions", "ranking", "referral", "review", "expansion", "data-quality"])
    func formatOfAnotherVersionIsRefusedEverywhere(_ file: String) throws {
        let (_, load) = try changed("Models/\(file).yaml") { $0.replacing("format: 1", with: "format: 2") }
        #expect(failure { _ = try load() }.hasPrefix("Models/\(file).yaml: expected format 1, found format 2"))
    }

    /// Beyond where the method ends a value would stop a run in its middle.
    @Test(arguments: [
        ("review.yaml", "value: 0.95", "value: 1", "the threshold `confidence` must be at least 0.5 and at most 0.9999, not 1.0"),
        ("data-quality.yaml", "{value: 120,", "{value: .inf,", "the threshold `maximum_age_years` must be a finite number, not inf"),
    ])
    func valuesBeyondTheirBoundsAreRefused(_ file: String, _ value: String, _ other: String, _ words: String) throws {
        let (_, load) = try changed("Models/" + file) { $0.replacing(value, with: other) }
        #expect(failure { _ = try load() } == "Models/\(file) cannot be read: at `thresholds`, \(words)")
    }

    @Test func slugMustBeTheNameOfTheFile() throws {
        let (_, load) = try changed("Models/scenarios/frequent-visits.yaml") { $0.replacing("slug: frequent-visits", with: "slug: other") }
        #expect(failure { _ = try load() }.contains("expected format 1 and the slug frequent-visits"))
    }

    @Test func formatOfAnotherVersionIsRefused() throws {
        let (_, load) = try changed("Models/scenarios/card-clustering.yaml") { $0.replacing("format: 1", with: "format: 2") }
        #expect(failure { _ = try load() }.contains("found format 2"))
    }

    @Test func unknownClassOfCareIsNamed() throws {
        let (_, load) = try changed("Models/scenarios/card-clustering.yaml") { $0.replacing("care_classes: [outpatient,", with: "care_classes: [magic,") }
        let scenario = try load().scenario("card-clustering")
        let message = failure { _ = try scenario.admittedCareClasses() }
        #expect(message.contains("`magic`") && message.contains("pharmacy"))
    }

    @Test func missingModelIsNamed() throws {
        let (folder, load) = try changed("Models/ranking.yaml") { $0 }
        try FileManager.default.removeItem(at: folder.url.appending(path: "Models/ranking.yaml"))
        #expect(failure { _ = try load() }.contains("Models/ranking.yaml is missing"))
    }

    @Test func unknownScenarioNamesThoseThereAre() throws {
        let message = failure { _ = try library.get().scenario("card-cluster") }
        #expect(message.contains("`card-cluster`") && message.contains("card-clustering, checkup-admission"))
    }

    // MARK: The overlay of --config

    @Test func configurationChangesValuesAndNothingElse() throws {
        var changed = try library.get()
        try changed.apply(configuration: """
            scenarios: {card-clustering: {minimum_group_size: 4, alpha: 0.05}}
            data_quality: {quarantined_share_limit: 0.2}
            ranking: {reasons: 3}
            """, name: "c.yaml")
        var expected = try library.get().scenario("card-clustering").thresholds.values
        (expected["minimum_group_size"], expected["alpha"]) = (4, 0.05)
        #expect(try changed.scenario("card-clustering").thresholds.values == expected)
        #expect(try changed.scenario("frequent-visits").thresholds.values == library.get().scenario("frequent-visits").thresholds.values)
        #expect(try changed.dataQuality.value("quarantined_share_limit") == 0.2)
        #expect(try changed.ranking.thresholds.integer("reasons") == 3)
    }

    @Test(arguments: [
        ("scenarios: {card-clustering: {window: 4}}", "`window`"),
        ("scenarios: {nothing: {window_seconds: 4}}", "`nothing`"),
        ("data_quality: {nothing: 4}", "`nothing`"),
        ("ranking: {reasons: many}", "configuration c.yaml"),
        ("scenarios: [", "configuration c.yaml"),
    ])
    func faultyConfigurationIsRefusedWithTheName(_ yaml: String, _ part: String) throws {
        var changed = try library.get()
        let message = failure { try changed.apply(configuration: yaml, name: "c.yaml") }
        #expect(message.contains(part), "\(message)")
    }

    @Test(arguments: ["scenario: {card-clustering: {alpha: 0.05}}", "scenarios: {}\nthresholds: {}"])
    func unknownKeyOfAConfigurationIsRefused(_ yaml: String) throws {
        var changed = try library.get()
        #expect(failure { try changed.apply(configuration: yaml, name: "c.yaml") }.contains("configuration c.yaml"))
    }

    @Test(arguments: [".nan", ".inf"])
    func thresholdThatIsNoNumberIsRefused(_ value: String) throws {
        var changed = try library.get()
        #expect(failure { try changed.apply(configuration: "scenarios: {card-clustering: {window_seconds: \(value)}}", name: "c.yaml") } != "")
    }

    // MARK: Specifications against a store

    @Test func missingColumnsAreNamedWithTheirTable() throws {
        let scenario = try library.get().scenario("card-clustering")
        #expect(scenario.missingColumns(in: store([Row()])) == [])
        #expect(scenario.missingColumns(in: store([Row()], columns: ["setl_id", "psn_no", "fixmedins_code"])) == ["setl_d.setl_time"])
    }

    @Test func exemptionsGoByPrefixOfDiseaseThenOfType() throws {
        let scenario = try library.get().scenario("frequent-visits")
        let rows = [("N18.5", "11"), ("n18.601", "11"), ("N18.4", "11"), ("", "99331"), ("J06", "993310"), ("", ""), ("Z51.1", "99331")]
        let sample = store(rows.enumerated().map { Row(day: 20_000 + Int32($0.offset), disease: $0.element.0, medicalType: $0.element.1) })
        let found = scenario.exemptionOfRows(sample).map { $0 < 0 ? "" : scenario.exemptions?[Int($0)].slug ?? "?" }
        #expect(found == ["dialysis", "dialysis", "", "dialysis", "dialysis", "", "oncology"])
    }
}
