import Foundation

/// What `Tools/reference-values/calibration.py` made.
struct CalibrationFixture: Decodable {
    struct Ranking: Decodable {
        let name: String
        let scores: [Double]
        let labels: [Bool]
        let auroc: Double
        let averagePrecision: Double
        let aurocInterval: [Double]?
        let averagePrecisionInterval: [Double]?
        let precisionAt50Interval: [Double]?
    }

    struct Rates: Decodable {
        let p: [Double]
        let bh: [Double]
        let by: [Double]
    }

    struct Adjustment: Decodable {
        let n: Int
        let delta: Double
        let ranks: [Int]
        let values: [Double]
    }

    struct Stability: Decodable {
        let name: String
        let expected: [Double?]
        let actual: [Double?]
        let value: Double
        let tail: Double
    }

    let rankings: [Ranking]
    let rates: Rates
    let adjustments: [Adjustment]
    let stability: [Stability]

    static func load() throws -> CalibrationFixture {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/calibration.json"))
        return try JSONDecoder().decode(CalibrationFixture.self, from: data)
    }
}
