import Claims
import Features
import Foundation
import Leads
import TestSupport

typealias CaseExtract = TestSupport.CaseExtract

extension CaseExtract {
    /// Leads and data findings of one scenario, with thresholds of it changed.
    func screened(_ scenario: String, _ changes: [String: Double] = [:], shuffled: Bool = false) throws -> ScreeningRun.Outcome {
        let folder = try TemporaryFolder()
        try write(to: folder.url.path, shuffled: shuffled)
        var library = try library.get()
        if !changes.isEmpty {
            let values = changes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
            try library.apply(configuration: "scenarios: {\(scenario): {\(values)}}", name: "test")
        }
        var options = ScreeningRun.Options()
        options.scenarios = [scenario]
        options.limit = 1000
        options.language = .en
        return try ScreeningRun(library: library, options: options).run(Self.reader(folder, scenario, library))
    }

    /// What the reader makes of the tables that a scenario needs.
    func store(for scenario: String) throws -> ClaimStore {
        let folder = try TemporaryFolder()
        try write(to: folder.url.path)
        return try Self.reader(folder, scenario, library.get()).read().store
    }

    private static func reader(_ folder: TemporaryFolder, _ scenario: String, _ library: ModelLibrary) throws -> ExtractReader {
        var reading = ExtractReader.Options(careClasses: library.careClasses, calendar: library.calendar, thresholds: library.dataQuality)
        reading.threads = 1
        reading.tables = library.tables(of: [scenario])
        return try ExtractReader(.folder(folder.url.path), options: reading)
    }
}

extension ScreeningRun.Outcome {
    func lead(_ subject: String) -> Lead? { leads.first { $0.subjectID == subject } }
    var subjects: Set<String> { Set(leads.map(\.subjectID)) }
    func findings(_ kind: String) -> [DataFinding] { quality.findings.filter { $0.kind == kind } }
}

extension Lead {
    func value(_ feature: String) -> Double? { reasons.first { $0.feature == feature }?.value }
}
