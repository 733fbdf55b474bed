import Foundation
import Testing

import Detection
import LinearAlgebra
import Statistics

enum Tables {
    /// Correlated normal columns, and a few rows far out.
    static func gaussian(_ rowCount: Int, _ columnCount: Int, seed: UInt64, outliers: Int = 0) -> Matrix {
        var stream = RandomStream(seed: seed, stream: "table")
        var matrix = Matrix(rowCount: rowCount, columnCount: columnCount)
        for row in 0..<rowCount {
            let common = stream.normal()
            for column in 0..<columnCount {
                matrix[row, column] = 10 * Double(column) + 0.6 * common + stream.normal() + (row < outliers ? 12 : 0)
            }
        }
        return matrix
    }

    /// All that a real table does wrong at once.
    static func hostile(seed: UInt64) -> Matrix {
        var stream = RandomStream(seed: seed, stream: "hostile")
        let columns: [(Int) -> Double] = [
            { _ in 7 },  // constant
            { _ in .nan },  // empty
            { $0 % 10 == 0 ? .nan : Double($0) },
            { $0 % 13 == 0 ? .infinity : $0 % 17 == 0 ? -.infinity : Double($0 % 7) },
            { $0 % 40 == 0 ? 5 : 0 },  // rare events: no spread in the middle
            { $0 % 3 == 0 ? 1e300 : -1e300 },
            { Double($0) * 1e-300 },
            { Double($0) },  // dependent on another column
            { _ in .infinity },
        ]
        var matrix = Matrix(rowCount: 150, columnCount: columns.count + 1)
        for row in 0..<150 {
            for (column, value) in columns.enumerated() { matrix[row, column] = value(row) }
            matrix[row, columns.count] = stream.normal()
        }
        return matrix
    }
}

/// The laws of `Detector`, over the whole catalogue.
@Suite struct ContractTests {
    static let names = DetectorCatalog.standard.names

    static let tables: [(String, Matrix)] = [
        ("gaussian", Tables.gaussian(300, 5, seed: 1, outliers: 10)),
        ("hostile", Tables.hostile(seed: 2)),
        ("wide", Tables.gaussian(8, 20, seed: 3)),
        ("two rows", Matrix(rows: [[1, 2], [3, 2]])),
        ("duplicates", Matrix(rows: (0..<100).map { [Double($0 % 2), Double($0 % 2), 1] })),
        ("large", Tables.gaussian(1700, 4, seed: 4, outliers: 30)),
    ]

    func fit(_ name: String, _ rows: Matrix, seed: UInt64 = 1) throws -> FittedDetector {
        try DetectorCatalog.standard.detector(named: name).fit(rows, seed: seed)
    }

    @Test(arguments: names)
    func sameSeedGivesTheSameScoresForAnyThreadCount(_ name: String) throws {
        let before = BLASRuntime.threadCount
        defer { BLASRuntime.threadCount = before }
        for (table, rows) in Self.tables {
            BLASRuntime.threadCount = 1
            let first = try fit(name, rows).scores(rows)
            BLASRuntime.threadCount = 2
            let second = try fit(name, rows).scores(rows)
            #expect(first == second, "\(name) on \(table)")
        }
    }

    @Test(arguments: names)
    func aRowScoresTheSameAloneInABatchAndShuffled(_ name: String) throws {
        for (table, rows) in Self.tables {
            let model = try fit(name, rows)
            let scores = try model.scores(rows)
            var order = Array(0..<rows.rowCount)
            var stream = RandomStream(seed: 8)
            stream.shuffle(&order)
            #expect(try model.scores(rows.selectingRows(order)) == order.map { scores[$0] }, "\(name) on \(table)")
            for row in stride(from: 0, to: rows.rowCount, by: 7) {
                #expect(try model.scores(rows.selectingRows([row])) == [scores[row]], "\(name) on \(table)")
            }
        }
    }

    @Test(arguments: names)
    func codingKeepsEveryBit(_ name: String) throws {
        for (table, rows) in Self.tables {
            let model = try fit(name, rows)
            guard !model.model.keepsTrainingRows else { continue }
            let decoded = try FittedDetector(origin: model.origin, weights: model.weights)
            #expect(decoded.origin == model.origin && decoded.weights == model.weights)
            #expect(try decoded.scores(rows) == model.scores(rows), "\(name) on \(table)")
        }
    }

    @Test(arguments: names)
    func scoresAreFiniteInRangeAndTellRowsApart(_ name: String) throws {
        for (table, rows) in Self.tables where table != "two rows" {
            let model = try fit(name, rows)
            let scores = try model.scores(rows)
            #expect(scores.allSatisfy { $0.isFinite && model.scale.range.contains($0) }, "\(name) on \(table)")
            // Histograms of few bins give many rows the same score.
            if table != "duplicates" { #expect(Set(scores).count > min(rows.rowCount / 4, 50), "\(name) on \(table)") }
        }
    }

    @Test(arguments: names)
    func contributionsSumToTheScoreAndMissingOnesAreZero(_ name: String) throws {
        for (table, rows) in Self.tables {
            let model = try fit(name, rows)
            let scores = try model.scores(rows)
            for row in 0..<min(rows.rowCount, 150) {
                let values = rows.row(row)
                let parts = try model.contributions(values)
                #expect(parts.count == rows.columnCount && parts.allSatisfy(\.isFinite))
                let expected =
                    switch model.scale.additivity {
                    case .score: scores[row] - model.scale.baseline
                    case .binaryLogarithm: log2(scores[row]) - log2(model.scale.baseline)
                    }
                let size = parts.reduce(1) { $0 + abs($1) }
                #expect(abs(parts.reduce(0, +) - expected) < 1e-9 * size, "\(name) on \(table), row \(row)")
                for (column, value) in values.enumerated() where value.isNaN { #expect(parts[column] == 0) }
            }
        }
    }

    /// Whatever one tensor is replaced by, the model is refused or works; none is ever missed or made up.
    @Test(arguments: names)
    func brokenWeightsAreRefusedOrWork(_ name: String) throws {
        let rows = Tables.gaussian(60, 3, seed: 9)
        let model = try fit(name, rows)
        let whole = model.weights
        for tensor in whole.names {
            var without = whole.tensors
            guard let original = without.removeValue(forKey: tensor) else { continue }
            #expect(throws: StoredModelError.self) { try FittedDetector(origin: model.origin, weights: Weights(without)) }
            var replacements = [Tensor(shape: [0], elements: .doubles([])), Tensor(shape: [], elements: .bytes([1]))]
            switch original.elements {
            case .doubles(let values):
                for value in [Double.nan, .infinity, -1, 0, 1e300] {
                    replacements.append(Tensor(shape: original.shape, elements: .doubles(values.map { _ in value })))
                }
            case .singles(let values):
                for value in [Float.nan, .infinity, -1, 0, 1e38] {
                    replacements.append(Tensor(shape: original.shape, elements: .singles(values.map { _ in value })))
                }
            case .integers(let values):
                for value in [Int32.min, -1, 0, 1, .max] {
                    replacements.append(Tensor(shape: original.shape, elements: .integers(values.map { _ in value })))
                }
            case .bytes(let values):
                replacements.append(Tensor(shape: original.shape, elements: .bytes(values.map { ~$0 })))
            }
            for replacement in replacements {
                var weights = whole
                weights.set(tensor, replacement)
                guard let changed = try? FittedDetector(origin: model.origin, weights: weights), changed.columnCount == 3 else { continue }
                #expect(try changed.scores(rows).count == 60)
                #expect(try changed.contributions(rows.row(0)).count == 3)
            }
        }
        var more = whole
        more.set("stowaway", 1.0)
        #expect(throws: StoredModelError.weights(.unexpected(name: "stowaway"))) {
            try FittedDetector(origin: model.origin, weights: more)
        }
    }

    @Test(arguments: names)
    func constantColumnsChangeNothing(_ name: String) throws {
        let rows = Tables.gaussian(200, 3, seed: 5)
        var wider = Matrix(rowCount: 200, columnCount: 5, repeating: 4)
        for row in 0..<200 {
            wider[row, 4] = .nan
            for column in 0..<3 { wider[row, column] = rows[row, column] }
        }
        #expect(try fit(name, rows).scores(rows) == fit(name, wider).scores(wider))
        let parts = try fit(name, wider).contributions(wider.row(0))
        #expect(parts[3] == 0 && parts[4] == 0)
    }

    @Test(arguments: names)
    func rowsNeverSeenBeforeScoreFinite(_ name: String) throws {
        let model = try fit(name, Tables.gaussian(300, 4, seed: 6))
        let strange = Matrix(rows: [
            [.nan, .nan, .nan, .nan], [.infinity, -.infinity, 0, 0], [1e308, -1e308, 1e308, 0], [0, 10, 20, 30],
        ])
        let scores = try model.scores(strange)
        #expect(scores.allSatisfy { $0.isFinite && model.scale.range.contains($0) })
        #expect(scores[2] > scores[3])
        #expect(abs(scores[0] - model.scale.baseline) < 1e-9)
    }

    /// Rows along the leading component are explained by it: the residual is not made to find them.
    @Test(arguments: names.filter { $0 != PrincipalComponentReconstruction.name })
    func plantedRowsRankFirst(_ name: String) throws {
        let rows = Tables.gaussian(600, 5, seed: 7, outliers: 12)
        let metrics = RankingMetrics(scores: try fit(name, rows).scores(rows), isPositive: (0..<600).map { $0 < 12 })
        // Twelve rows in one place are neighbours of each other; one may lie as close to them as a row at the rim to the rest.
        #expect(metrics.precision(at: 12) >= 11.0 / 12)
    }

    @Test(arguments: names)
    func tablesWithoutAnAnswerAreNamedErrors(_ name: String) throws {
        let detector = try DetectorCatalog.standard.detector(named: name)
        func failure(_ rows: Matrix) -> DetectionError? {
            do { _ = try detector.fit(rows, seed: 1); return nil } catch { return error }
        }
        #expect(failure(Matrix(rowCount: 0, columnCount: 3)) == .tooFewRows(required: 2, found: 0))
        #expect(failure(Matrix(rowCount: 1, columnCount: 3)) == .tooFewRows(required: 2, found: 1))
        #expect(failure(Matrix(rowCount: 9, columnCount: 3)) == .noVaryingColumns)
        #expect(failure(Matrix(rowCount: 9, columnCount: 0)) == .noVaryingColumns)
        let model = try fit(name, Tables.gaussian(50, 3, seed: 1))
        #expect(throws: DetectionError.columnCountMismatch(expected: 3, found: 4)) {
            try model.scores(Matrix(rowCount: 2, columnCount: 4))
        }
        #expect(throws: DetectionError.columnCountMismatch(expected: 3, found: 1)) { try model.contributions([1]) }
        #expect(try model.scores(Matrix(rowCount: 0, columnCount: 3)).isEmpty)
    }

    @Test func namesAndHyperparametersAreChecked() {
        let catalog = DetectorCatalog.standard
        #expect(throws: DetectionError.unknownDetector(name: "x", known: catalog.names)) {
            try catalog.detector(named: "x")
        }
        #expect(
            throws: DetectionError.unknownHyperparameter(
                name: "trees", detector: "isolation-forest", known: ["treeCount", "subsampleSize"])
        ) { try catalog.detector(named: "isolation-forest", hyperparameters: ["trees": 3]) }
        for bad in [0.0, 1.5, .nan, 1e9] {
            #expect(throws: DetectionError.self) {
                try catalog.detector(named: "isolation-forest", hyperparameters: ["treeCount": bad])
            }
        }
        let origin = FittedDetector.Origin(name: "x", hyperparameters: [:], seed: 1, fittedRowCount: 2)
        #expect(throws: StoredModelError.self) { try FittedDetector(origin: origin, weights: Weights()) }
    }
}
