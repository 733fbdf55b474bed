import Foundation
import TestSupport
import Testing

/// Every threshold of `Models/review.yaml` at the value that a sample has, and a notch beyond it: by the real binary with models of its own,
/// for the command has no option for them.
@Suite struct ReviewBoundaryTests {
    /// A ranked extract, and a run of `review-sample` on it with one threshold changed.
    private static func reviewed(_ threshold: String, _ value: Double, _ arguments: (Workplace) throws -> [String]) throws -> Run {
        let workplace = try Workplace()
        try workplace.write("extract/setl_d.csv", TinyExtract.text)
        try workplace.run("rank", "extract", "--out", "leads", "--scenario", "card-clustering").expectSuccess()
        let arguments = try arguments(workplace)
        try FileManager.default.copyItem(at: Workplace.package.appending(component: "Models"), to: workplace.url.appending(component: "Models"))
        try FileManager.default.createSymbolicLink(
            at: workplace.url.appending(component: "Datasets"), withDestinationURL: Workplace.package.appending(component: "Datasets"))
        let models = try workplace.text("Models/review.yaml")
        let entry = try Regex("(\n  \(threshold):\n    \\{value: )[0-9.]+", as: (Substring, Substring).self)
        try workplace.write("Models/review.yaml", models.replacing(entry) { $0.1 + "\(value)" })
        return try workplace.run(["review-sample", "leads", "--seed", "7"] + arguments, environment: ["XIEZHI_HOME": workplace.url.path])
    }

    /// The sample filled in: one suspect, all others passed.
    private static func outcomes(_ workplace: Workplace) throws -> [String] {
        try workplace.run("review-sample", "leads", "--seed", "7", "--out", "sample").expectSuccess()
        let lines = try workplace.text("sample/review-sample.csv").split(separator: "\n").map(String.init)
        let filled = [lines[0]] + lines.dropFirst().enumerated().map { $0.element + ($0.offset == 0 ? "suspect" : "pass") }
        try workplace.write("filled.csv", filled.joined(separator: "\n") + "\n")
        return ["--outcomes", "filled.csv", "--json"]
    }

    private static let boundaries: [ThresholdBoundary] = [
        ThresholdBoundary("minimum_rate", kept: 0.3, crossed: 0.31) { value in
            let run = try reviewed("minimum_rate", value) { _ in ["--rate", "0.3"] }
            if run.status != 0 { run.expectFailure(64, "at least \(value)") }
            return run.status == 0
        },
        // The interval widens with the confidence, and at this one holds eleven in a thousand.
        ThresholdBoundary("confidence", kept: 0.99, crossed: 0.98) { value in
            let run = try reviewed("confidence", value, outcomes)
            run.expectSuccess()
            let outcome = try #require(try JSON.object(run.output)["outcome"] as? [String: Any])
            return try #require(outcome["wilson_lower"] as? Double) <= 0.011
        },
    ]

    @Test(arguments: boundaries)
    func countsAtTheThresholdAndNotBeyond(_ boundary: ThresholdBoundary) throws {
        #expect(try boundary.countsWhereKept())
        #expect(try !boundary.countsWhereCrossed())
    }

    @Test func everyThresholdHasABoundary() throws {
        let file = try String(contentsOf: Workplace.package.appending(path: "Models/review.yaml"), encoding: .utf8)
        let names = file.matches(of: /\n  (\w+):\n    \{value:/).map { String($0.1) }
        #expect(Set(Self.boundaries.map(\.threshold)) == Set(names))
    }
}
