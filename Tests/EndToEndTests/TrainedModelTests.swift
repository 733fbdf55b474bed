import Claims
import Features
import Foundation
import Leads
import Modeling
import Testing

/// Training on a town, storing the model, and ranking by it.
@Suite struct TrainedModelTests {
    private static func reader(_ path: String) throws -> ExtractReader {
        let library = try library.get()
        let reading = ExtractReader.Options(careClasses: library.careClasses, calendar: library.calendar, thresholds: library.dataQuality)
        return try ExtractReader(.folder(path), options: reading)
    }

    private static func trained(labels: String? = nil) throws -> TrainingRun.Outcome {
        let town = try Town.shared.get()
        var options = TrainingRun.Options()
        options.threads = 2
        options.labels = try labels.map { try SubjectLabels(path: $0) }
        return try TrainingRun(library: try library.get(), options: options).run(try reader(town.extract))
    }

    /// With a wider gate than the scenario's: a subject that the model was fitted on counts as a new one beside itself, so that in
    /// a group of forty no probability is below a twentieth.
    private static func ranked(by model: ScreeningModel) throws -> ScreeningRun.Outcome {
        let town = try Town.shared.get()
        var library = try library.get()
        try library.apply(configuration: "scenarios: {facility-profile: {maximum_p: 0.2}}", name: "test.yaml")
        var options = ScreeningRun.Options()
        options.threads = 2
        options.model = model
        return try ScreeningRun(library: library, options: options).run(try reader(town.extract))
    }

    private static func stored(_ model: StoredModel, in folder: TemporaryFolder) throws -> StoredModel {
        let path = folder.path + "/model"
        try ModelFolder(path).write(model)
        return try ModelFolder(path).read(
            engineVersion: RunRecord.engineVersion, supplements: ScreeningModel.supplementTypes(try library.get()))
    }

    @Test func aStoredModelRanksAsTheFittedOneToTheBit() throws {
        let folder = try TemporaryFolder()
        let trained = try Self.trained()
        let fresh = try Self.ranked(by: try ScreeningModel(trained.model))
        let read = try Self.ranked(by: try ScreeningModel(try Self.stored(trained.model, in: folder)))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(try fresh.leads.map { try encoder.encode($0) } == read.leads.map { try encoder.encode($0) })
        #expect(!read.leads.isEmpty)
        // No identifier of the training data is in the files.
        let person = try #require(fresh.leads.first { $0.subjectKind == .patient }?.subjectID)
        for name in ["model.json", "weights.safetensors"] {
            let data = try Data(contentsOf: URL(filePath: folder.path + "/model/" + name))
            #expect(data.range(of: Data(person.utf8)) == nil)
        }
    }

    @Test func verdictsTeachARankingThatIsStoredWithTheModel() throws {
        let town = try Town.shared.get()
        let folder = try TemporaryFolder()
        let trained = try Self.trained(labels: town.extract + "-truth/labels.csv")
        let report = try #require(trained.reports[.patient])
        #expect(report.positiveCount >= 30)
        #expect(report.heldOut.averagePrecision > report.unsupervised.averagePrecision)
        // Persons who are sent round hospitals cost much, so money is not as poor an order as it was.
        #expect(report.heldOut.averagePrecision > 4 * report.money.averagePrecision)
        let model = try ScreeningModel(try Self.stored(trained.model, in: folder))
        let leads = try Self.ranked(by: model).leads
        let first = try #require(leads.first)
        #expect(first.reasons.contains { $0.feature == "verdict_probability" && abs($0.value * 100 - first.score) < 0.01 })
    }

    @Test func wrongLabelsAreNamedByLine() throws {
        let folder = try TemporaryFolder()
        func failure(_ text: String) throws -> String {
            let path = folder.path + "/labels.csv"
            try Data(text.utf8).write(to: URL(filePath: path))
            do { _ = try SubjectLabels(path: path) } catch { return "\(error)" }
            return ""
        }
        #expect(try failure("subject_id,label\na,1\nb,maybe\n").contains("line 3, column label"))
        #expect(try failure("who,label\na,1\n").contains("no column subject_id"))
        #expect(try failure("subject_id\na\n").contains("neither"))
        #expect(try failure("subject_id,label\na,1\n,0\n").contains("line 3, column subject_id"))
        #expect(try failure("subject_id,label\na,1\nb,0\n").isEmpty)
    }

    @Test func aModelOfOtherFeaturesIsRefusedByName() throws {
        let trained = try Self.trained()
        let model = try ScreeningModel(trained.model)
        var changed = try library.get()
        try changed.apply(configuration: "scenarios: {facility-profile: {z_cap: 9}}", name: "test.yaml")
        var options = ScreeningRun.Options()
        options.model = model
        options.scenarios = ["facility-profile"]
        let run = ScreeningRun(library: changed, options: options)
        let town = try Town.shared.get()
        do {
            _ = try run.run(try Self.reader(town.extract))
            Issue.record("a model of redefined features was used")
        } catch {
            #expect("\(error)".contains("redefined") && "\(error)".contains("night_share"))
        }
    }
}
