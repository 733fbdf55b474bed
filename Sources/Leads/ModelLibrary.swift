import Claims
import Features
import Foundation
import Rules

/// `Models/` and `Datasets/` as a run uses them: scenarios, thresholds, code tables, with a configuration laid over them.
public struct ModelLibrary: Sendable {
    public private(set) var scenarios: [ScenarioSpecification]
    public private(set) var dataQuality: ThresholdTable
    public private(set) var ranking: RankingPolicy
    public private(set) var expansion: ThresholdTable
    public private(set) var review: ThresholdTable
    public let referral: ReferralPolicy
    public let features: FeatureParameters
    public let careClasses: CareClassTable
    public let calendar: HolidayCalendar
    /// Tables of `Datasets/knowledge`, and the rule packs of `Models/rules`.
    public let knowledge: KnowledgeTables
    /// Files read, by name, for the digests of the run's record.
    public let files: [(name: String, path: String)]

    /// A file of thresholds and nothing else.
    private struct ThresholdFile: FormattedFile {
        var format: Int
        var thresholds: ThresholdTable

        enum CodingKeys: String, CodingKey, CaseIterable { case format, thresholds }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(knowing: CodingKeys.self)
            format = try values.decode(Int.self, forKey: .format)
            thresholds = try values.decode(ThresholdTable.self, forKey: .thresholds)
        }
    }

    /// - Parameter root: the folder that holds `Models` and `Datasets`; found by itself when nil.
    public init(root: String? = nil) throws(ClaimsError) {
        let root = if let root { root } else { try Self.findRoot() }
        var files: [(name: String, path: String)] = []
        func text(_ name: String) throws(ClaimsError) -> String {
            let path = root + "/" + name
            guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else {
                throw ClaimsError("""
                    \(name) is missing or is not UTF-8; it comes with the program, in the folder that XIEZHI_HOME names or above the program
                    """)
            }
            files.append((name, path))
            return text
        }
        func decoded<Value: Decodable>(_ type: Value.Type, _ name: String) throws(ClaimsError) -> Value {
            try YAMLText.decode(type, from: try text(name), name: name)
        }
        func formatted<File: FormattedFile>(_ type: File.Type, _ name: String) throws(ClaimsError) -> File {
            let file = try decoded(type, name)
            guard file.format == 1 else {
                throw ClaimsError("\(name): expected format 1, found format \(file.format); take the file of this version")
            }
            return file
        }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: root + "/Models/scenarios")) ?? []).sorted()
        var scenarios: [ScenarioSpecification] = []
        for name in names where name.hasSuffix(".yaml") {
            let scenario = try decoded(ScenarioSpecification.self, "Models/scenarios/" + name)
            guard scenario.format == 1, name == scenario.slug + ".yaml" else {
                throw ClaimsError("""
                    Models/scenarios/\(name): expected format 1 and the slug \(name.dropLast(5)), found format \(scenario.format) and \
                    \(scenario.slug)
                    """)
            }
            scenarios.append(scenario)
        }
        let shared = try formatted(SharedExemptions.self, "Models/exemptions.yaml")
        for index in scenarios.indices { scenarios[index].exemptions = shared.merged(into: scenarios[index]) }
        self.scenarios = scenarios
        dataQuality = try formatted(ThresholdFile.self, "Models/data-quality.yaml").thresholds
        ranking = try formatted(RankingPolicy.self, "Models/ranking.yaml")
        expansion = try formatted(ThresholdFile.self, "Models/expansion.yaml").thresholds
        review = try formatted(ThresholdFile.self, "Models/review.yaml").thresholds
        referral = try formatted(ReferralPolicy.self, "Models/referral.yaml")
        features = try decoded(FeatureParameters.self, "Models/features.yaml")
        careClasses = try CareClassTable(csv: try text("Datasets/codes/med_type.csv"))
        calendar = try HolidayCalendar(csv: try text("Datasets/calendars/holidays-cn.csv"))
        var packs: [RulePack] = []
        for name in ((try? FileManager.default.contentsOfDirectory(atPath: root + "/Models/rules")) ?? []).sorted() where name.hasSuffix(".yaml") {
            packs.append(try RulePack(yaml: try text("Models/rules/" + name), name: "Models/rules/" + name))
        }
        knowledge = try KnowledgeTables(packs: packs) { name throws(ClaimsError) in try text("Datasets/knowledge/" + name) }
        self.files = files
        try checkReferences(shared)
    }

    public func scenario(_ slug: String) throws(ClaimsError) -> ScenarioSpecification {
        guard let scenario = scenarios.first(where: { $0.slug == slug }) else { throw noScenario(slug) }
        return scenario
    }

    /// Tables of an extract that these scenarios look at; those of all scenarios for no slug.
    public func tables(of slugs: [String]) -> Set<String> {
        scenarios.filter { slugs.isEmpty || slugs.contains($0.slug) }.reduce(into: []) { $0.formUnion($1.tables) }
    }

    /// What a `--config` file may change: thresholds by name, nothing else.
    private struct Overlay: Decodable {
        var scenarios: [String: [String: Double]] = [:]
        var dataQuality: [String: Double] = [:]
        var ranking: [String: Double] = [:]

        private struct Group: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        /// A misspelt group is an error: passed over, it would leave the thresholds as they were without a word.
        init(from decoder: any Decoder) throws {
            let groups = try decoder.container(keyedBy: Group.self)
            for key in groups.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
                switch key.stringValue {
                case "scenarios": scenarios = try groups.decode([String: [String: Double]].self, forKey: key)
                case "data_quality": dataQuality = try groups.decode([String: Double].self, forKey: key)
                case "ranking": ranking = try groups.decode([String: Double].self, forKey: key)
                default: throw DecodingError.dataCorruptedError(
                    forKey: key, in: groups, debugDescription: "there is no such group; the groups are data_quality, ranking, scenarios")
                }
            }
        }
    }

    /// Lays a configuration over the library. - Throws: `ClaimsError` for a name that there is not.
    public mutating func apply(configuration yaml: String, name: String) throws(ClaimsError) {
        let overlay = try YAMLText.decode(Overlay.self, from: yaml, name: "the configuration \(name)")
        func lay(_ values: [String: Double], over table: inout ThresholdTable, _ group: String) throws(ClaimsError) {
            try table.lay(values, "the configuration \(name), \(group)")
        }
        for (slug, values) in overlay.scenarios.sorted(by: { $0.key < $1.key }) {
            guard let index = scenarios.firstIndex(where: { $0.slug == slug }) else { throw noScenario(slug, "the configuration \(name)") }
            try lay(values, over: &scenarios[index].thresholds, "scenario \(slug)")
        }
        try lay(overlay.dataQuality, over: &dataQuality, "data_quality")
        try lay(overlay.ranking, over: &ranking.thresholds, "ranking")
    }

    /// Sets one threshold: `scenario.parameter`, or `ranking.` or `data_quality.` and a parameter.
    /// - Throws: `ClaimsError` for a name that there is not, as `apply(configuration:name:)` does.
    public mutating func set(_ name: String, to value: Double) throws(ClaimsError) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw ClaimsError("there is no threshold `\(name)`; expected scenario.parameter, like frequent-visits.minimum_visits")
        }
        switch parts[0] {
        case "ranking": try ranking.thresholds.lay([parts[1]: value], "ranking")
        case "data_quality", "data-quality": try dataQuality.lay([parts[1]: value], "data_quality")
        case let slug:
            guard let index = scenarios.firstIndex(where: { $0.slug == slug }) else { throw noScenario(slug) }
            try scenarios[index].thresholds.lay([parts[1]: value], "scenario \(slug)")
        }
    }

    /// - Parameter place: where the slug stands.
    func noScenario(_ slug: String, _ place: String? = nil) -> ClaimsError {
        let start = place.map { $0 + ": " } ?? ""
        return ClaimsError("\(start)there is no scenario `\(slug)`; the scenarios are \(scenarios.map(\.slug).joined(separator: ", "))")
    }

    /// `$XIEZHI_HOME`, else the nearest folder with `Models` and `Datasets` above the executable, else above the current one.
    private static func findRoot() throws(ClaimsError) -> String {
        if let home = ProcessInfo.processInfo.environment["XIEZHI_HOME"], !home.isEmpty { return home }
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        for start in [(executable as NSString).deletingLastPathComponent, FileManager.default.currentDirectoryPath] {
            var folder = start
            while !folder.isEmpty {
                if FileManager.default.fileExists(atPath: folder + "/Models/scenarios") { return folder == "/" ? "" : folder }
                if folder == "/" { break }
                folder = (folder as NSString).deletingLastPathComponent
            }
        }
        throw ClaimsError("""
            the folders Models and Datasets were not found above the program nor above the current folder; set XIEZHI_HOME to where they are
            """)
    }
}

extension ThresholdTable {
    /// Lays values over the table. - Parameter place: where they stand, for messages.
    fileprivate mutating func lay(_ values: [String: Double], _ place: String) throws(ClaimsError) {
        for (threshold, value) in values.sorted(by: { $0.key < $1.key }) {
            guard self.values[threshold] != nil else {
                throw ClaimsError("\(place): there is no threshold `\(threshold)`; there are \(self.values.keys.sorted().joined(separator: ", "))")
            }
            guard value.isFinite else { throw ClaimsError("\(place): `\(threshold)` must be a finite number") }
            try set(threshold, to: value)
        }
    }
}
