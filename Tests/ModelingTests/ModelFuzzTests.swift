import Detection
import Foundation
import LinearAlgebra
import Modeling
import Statistics
import Testing

/// Damaged model files by the thousand: each is refused with an error, or gives a model that scores without a crash.
///
/// `Tools/fuzz-models` runs many more: `XIEZHI_FUZZ_COUNT` says how many, and each has a stream of its own, so that
/// `XIEZHI_FUZZ_FIRST` can begin at the one that went wrong; `XIEZHI_FUZZ_DETECTOR` names a single detector.
@Suite(.serialized) struct ModelFuzzTests {
    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    private static let rows: Matrix = {
        var rows = SampleModel.rows(12, seed: 5)
        for column in 0..<5 {
            (rows[0, column], rows[1, column], rows[2, column], rows[3, column]) = (.nan, .infinity, -.infinity, 1e300)
        }
        return rows
    }()

    @Test func damagedFilesCrashNothing() throws {
        let environment = ProcessInfo.processInfo.environment
        let isLong = environment["XIEZHI_FUZZ_COUNT"] != nil
        let count = Self.number("XIEZHI_FUZZ_COUNT") ?? 2_000
        let first = Self.number("XIEZHI_FUZZ_FIRST") ?? 0
        var originals: [(name: String, mutation: ModelMutation)] = []
        for entry in DetectorCatalog.standard.entries where environment["XIEZHI_FUZZ_DETECTOR"].map({ $0 == entry.name }) ?? true {
            // Small models are many models in the same time.
            let settings = entry.hyperparameters.filter { $0.name == "treeCount" }.map { "\($0.name)=10" }
            for calibrated in [false, true] {
                let part = try SampleModel.part(entry.name, calibrated: calibrated, settings: settings)
                if part.detector.model.keepsTrainingRows { continue }
                originals.append((entry.name, try ModelMutation(SampleModel.model(part))))
            }
        }
        var refused = 0, scored = 0, strange = 0
        var messages: Set<String> = []
        for number in first..<first + count {
            var stream = RandomStream(seed: 1, stream: "damage \(number)")
            let (name, mutation) = originals[number % originals.count]
            if isLong, number % 10_000 == 0 { print("damage \(number): \(refused) refused, \(scored) scored") }
            guard let files = mutation.files(&stream) else { continue }
            do {
                let model = try ModelFiles.model(card: files.card, weights: files.weights, engineVersion: "1.2.3")
                for part in model.parts {
                    let rows = part.detector.columnCount == 5 ? Self.rows : Matrix(rowCount: 2, columnCount: part.detector.columnCount)
                    let scores = try part.detector.scores(rows)
                    if !scores.allSatisfy(\.isFinite) { strange += 1; messages.insert("\(name): a score that is not finite (damage \(number))") }
                    for row in [0, 1, rows.rowCount - 1] { _ = try part.detector.contributions(rows.row(row)) }
                    _ = part.pValues(of: scores)
                    _ = part.card.features.map { $0.distribution.profile }
                }
                scored += 1
            } catch let error as ModelingError {
                refused += 1
                if error.description.count > 600 { messages.insert("\(name): a message of \(error.description.count) characters (damage \(number))") }
            }
        }
        if isLong { print("\(refused) refused, \(scored) scored, \(strange) with scores that are not finite") }
        #expect(refused > count / 2 && scored > 0)
        #expect(strange == 0, "\(messages.sorted().prefix(20))")
    }
}
