import Detection
import Foundation
import LinearAlgebra
import Modeling
import Statistics

/// Tables and models for the tests.
enum SampleModel {
    /// Correlated normal columns with a few rows far out and some values missing, a column of counts and a constant one.
    static func rows(_ rowCount: Int = 120, seed: UInt64 = 1) -> Matrix {
        var stream = RandomStream(seed: seed, stream: "sample")
        var rows = Matrix(rowCount: rowCount, columnCount: 5)
        for row in 0..<rowCount {
            let common = stream.normal()
            for column in 0..<3 {
                rows[row, column] = 10 * Double(column) + 0.6 * common + stream.normal() + (row < 4 ? 9 : 0)
            }
            rows[row, 3] = Double(stream.uniform(below: 4))
            rows[row, 4] = 7
            if row % 11 == 5 { rows[row, row % 3] = .nan }
        }
        return rows
    }

    static let names = ["first", "second", "third", "count", "constant"]

    static func table(_ rowCount: Int = 120, seed: UInt64 = 1) -> NumericTable {
        NumericTable(name: "sample.csv", columns: names, values: rows(rowCount, seed: seed), labels: (0..<rowCount).map { $0 < 4 })
    }

    static func part(_ detector: String = "isolation-forest", calibrated: Bool = false, settings: [String] = []) throws -> ModelPart {
        try ModelPart(fitting: DetectorChoice(name: detector, settings: settings, seed: 3), on: table(), holdingBack: calibrated ? 0.4 : nil)
    }

    static func model(_ part: ModelPart) -> StoredModel {
        let card = ModelCard(
            engineVersion: "1.2.3", kind: .table, createdAt: "2026-01-02T03:04:05Z", period: .init(first: "2025-01-01", last: "2025-12-31"),
            counts: ["rows": 120], parts: [part.card])
        return StoredModel(card: card, parts: [part])
    }
}

/// A folder of a test's own; gone with the test.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(component: "xiezhi-modeling-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: url.appending(path: name)) }

    func contents() throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted() }
}
