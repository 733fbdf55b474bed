import Claims
import Features
import Foundation
import Yams

/// `Models/` and `Datasets/` as a run uses them: scenarios, thresholds, code tables, with a configuration laid over them.
public struct ModelLibrary: Sendable {
    public private(set) var scenarios: [ScenarioSpecification]
    public private(set) var dataQuality: ThresholdTable
    public private(set) var ranking: RankingPolicy
    public let features: FeatureParameters
    public let careClasses: CareClassTable
    public let calendar: HolidayCalendar
    /// Files read, by name, for the digests of the run's record.
    public let files: [(name: String, path: String)]

    private struct ThresholdFile: Codable {
        var format: Int
        var thresholds: ThresholdTable
    }

    /// - Parameter root: the folder that holds `Models` and `Datasets`; found by itself when nil.
    public init(root: String? = nil) throws(ClaimsError) {
        let root = if let root { root } else { try Self.findRoot() }
        var files: [(name: String, path: String)] = []
        func text(_ name: String) throws(ClaimsError) -> String {
            let path = root + "/" + name
            guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else {
                throw ClaimsError("\(name) is missing or is not UTF-8; it comes with the program")
            }
            files.append((name, path))
            return text
        }
        func decoded<Value: Decodable>(_ type: Value.Type, _ name: String) throws(ClaimsError) -> Value {
            let source = try text(name)
            do { return try YAMLDecoder().decode(type, from: source) } catch { throw ClaimsError("\(name) cannot be read: \(Self.plain(error))") }
        }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: root + "/Models/scenarios")) ?? []).sorted()
        var scenarios: [ScenarioSpecification] = []
        for name in names where name.hasSuffix(".yaml") {
            let scenario = try decoded(ScenarioSpecification.self, "Models/scenarios/" + name)
            guard scenario.format == 1, name == scenario.slug + ".yaml" else {
                throw ClaimsError("Models/scenarios/\(name): expected format 1 and the slug \(name.dropLast(5)), found format \(scenario.format) and \(scenario.slug)")
            }
            scenarios.append(scenario)
        }
        self.scenarios = scenarios
        dataQuality = try decoded(ThresholdFile.self, "Models/data-quality.yaml").thresholds
        ranking = try decoded(RankingPolicy.self, "Models/ranking.yaml")
        features = try decoded(FeatureParameters.self, "Models/features.yaml")
        careClasses = try CareClassTable(csv: try text("Datasets/codes/med_type.csv"))
        calendar = try HolidayCalendar(csv: try text("Datasets/calendars/holidays-cn.csv"))
        self.files = files
    }

    public func scenario(_ slug: String) throws(ClaimsError) -> ScenarioSpecification {
        guard let scenario = scenarios.first(where: { $0.slug == slug }) else {
            throw ClaimsError("there is no scenario `\(slug)`; the scenarios are \(scenarios.map(\.slug).joined(separator: ", "))")
        }
        return scenario
    }

    /// What a `--config` file may change: thresholds by name, nothing else.
    private struct Overlay: Codable {
        var scenarios: [String: [String: Double]]?
        var dataQuality: [String: Double]?
        var ranking: [String: Double]?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case scenarios, ranking
            case dataQuality = "data_quality"
        }
    }

    /// Lays a configuration over the library.
    /// - Throws: `ClaimsError` for a name that there is not, or a value that is no finite number.
    public mutating func apply(configuration yaml: String, name: String) throws(ClaimsError) {
        let overlay: Overlay
        do { overlay = try YAMLDecoder().decode(Overlay.self, from: yaml) } catch { throw ClaimsError("configuration \(name) cannot be read: \(Self.plain(error))") }
        // A key that is ignored is a threshold that somebody believes to be set.
        let known = Overlay.CodingKeys.allCases.map(\.rawValue)
        let given = ((try? Yams.load(yaml: yaml)) as? [String: Any])?.keys.sorted() ?? []
        if let unknown = given.first(where: { !known.contains($0) }) {
            throw ClaimsError("configuration \(name): there is no section `\(unknown)`; the sections are \(known.joined(separator: ", "))")
        }
        for (slug, values) in (overlay.scenarios ?? [:]).sorted(by: { $0.key < $1.key }) {
            _ = try scenario(slug)
            guard let index = scenarios.firstIndex(where: { $0.slug == slug }) else { continue }
            for (threshold, value) in values.sorted(by: { $0.key < $1.key }) { try scenarios[index].thresholds.set(threshold, to: value) }
        }
        for (threshold, value) in (overlay.dataQuality ?? [:]).sorted(by: { $0.key < $1.key }) { try dataQuality.set(threshold, to: value) }
        for (threshold, value) in (overlay.ranking ?? [:]).sorted(by: { $0.key < $1.key }) { try ranking.thresholds.set(threshold, to: value) }
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
        throw ClaimsError("the folders Models and Datasets were not found above the program nor above the current folder; set XIEZHI_HOME to where they are")
    }

    private static func plain(_ error: any Error) -> String { "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ") }
}
