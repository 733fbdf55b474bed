import Detection
import Foundation
import Learning
import LinearAlgebra
import Statistics

/// Rows whose label depends on their values, with a threshold and an interaction that no line draws.
enum Labeled {
    static func rows(_ count: Int, seed: UInt64, missing: Double = 0.05) -> (rows: Matrix, labels: [Bool]) {
        var stream = RandomStream(seed: seed, stream: "labelled")
        var rows = Matrix(rowCount: count, columnCount: 6)
        var labels: [Bool] = []
        for row in 0..<count {
            let x = (0..<4).map { _ in stream.normal() }
            let events = Double(stream.poisson(mean: 0.6))
            let z = -3.2 + 1.2 * x[0] + (x[1] > 0.8 ? 2.5 : 0) + (x[2] * x[3] > 0.5 ? 1.5 : 0) + 0.5 * events
            labels.append(stream.uniform() < 1 / (1 + exp(-z)))
            for column in 0..<4 { rows[row, column] = x[column] }
            rows[row, 4] = events
            rows[row, 5] = 3  // constant
            for column in 0..<5 where stream.uniform() < missing { rows[row, column] = .nan }
        }
        return (rows, labels)
    }

    /// All that a real table does wrong at once.
    static func hostile(_ count: Int) -> (rows: Matrix, labels: [Bool]) {
        var stream = RandomStream(seed: 4, stream: "hostile")
        var rows = Matrix(rowCount: count, columnCount: 8)
        for row in 0..<count {
            let values: [Double] = [
                .nan, row % 13 == 0 ? .infinity : row % 17 == 0 ? -.infinity : Double(row % 7), row % 3 == 0 ? 1e300 : -1e300,
                Double(row) * 1e-300, Double(row), .infinity, row % 40 == 0 ? 5 : 0, stream.normal(),
            ]
            for (column, value) in values.enumerated() { rows[row, column] = value }
        }
        return (rows, (0..<count).map { $0 % 3 == 0 || $0 % 7 == 1 })
    }

    static let strange = Matrix(rows: [
        [Double](repeating: .nan, count: 6), [Double](repeating: .infinity, count: 6), [Double](repeating: -.infinity, count: 6),
        [1e308, -1e308, 1e308, -1e308, 1e308, -1e308], [Double](repeating: 0, count: 6),
        [.leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e-36, -1e-36, 0, 3],
    ])

    static func fixture<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name)")))
    }
}

/// The laws of `LabeledModel`, for any model fitted on rows like `Labeled.rows`.
struct LawChecks {
    var broken: [String] = []

    init(_ model: any LabeledModel, _ rows: Matrix) throws {
        let scores = try model.logOdds(rows)
        var stream = RandomStream(seed: 8)
        var order = Array(0..<rows.rowCount)
        stream.shuffle(&order)
        if try model.logOdds(rows.selectingRows(order)) != order.map({ scores[$0] }) { broken.append("shuffled") }
        for row in stride(from: 0, to: rows.rowCount, by: 9) {
            if try model.logOdds(rows.selectingRows([row])) != [scores[row]] { broken.append("alone, row \(row)") }
            let parts = try model.contributions(rows.row(row))
            let size = parts.reduce(1 + abs(model.baseline)) { $0 + abs($1) }
            let difference = abs(parts.reduce(model.baseline, +) - scores[row])
            if !(difference < 1e-12 * size) { broken.append("contributions, row \(row), off by \(difference)") }
        }
        if !scores.allSatisfy(\.isFinite) { broken.append("not finite") }
        if try !model.logOdds(Matrix(rowCount: 0, columnCount: rows.columnCount)).isEmpty { broken.append("no rows") }
        for width in [rows.columnCount - 1, rows.columnCount + 1] {
            let expected = LearningError.columnCountMismatch(expected: rows.columnCount, found: width)
            let narrow = Matrix(rowCount: 1, columnCount: width)
            if Self.failure({ _ = try model.logOdds(narrow) }) != expected { broken.append("width \(width)") }
            let row = [Double](repeating: 0, count: width)
            if Self.failure({ _ = try model.contributions(row) }) != expected { broken.append("contributions of width \(width)") }
        }
    }

    private static func failure(_ body: () throws -> Void) -> LearningError? {
        do {
            try body()
            return nil
        } catch {
            return error as? LearningError
        }
    }
}

/// Tensors changed at random: what is read of them must be an error, or a model whose log-odds are finite.
struct Mutation {
    var refused = 0
    var accepted = 0

    init<Model: LabeledModel>(of model: Model, rows: Matrix, count: Int, seed: UInt64) throws {
        var whole = Weights()
        model.write(to: &whole)
        var stream = RandomStream(seed: seed, stream: "mutation")
        for _ in 0..<count {
            var changed = whole.tensors
            let name = whole.names[stream.uniform(below: whole.names.count)]
            guard let tensor = changed[name] else { continue }
            switch stream.uniform(below: 8) {
            case 0: changed[name] = nil
            case 1: changed[name] = Tensor(shape: [0], elements: .doubles([]))
            case 2: changed[name] = Tensor(shape: [1], elements: .integers([-7]))
            default: changed[name] = Self.mutated(tensor, &stream)
            }
            do {
                let decoded = try Model(from: Weights(changed))
                accepted += 1
                guard decoded.columnCount == rows.columnCount else { continue }
                if try !decoded.logOdds(rows).allSatisfy(\.isFinite) { throw Broken(name: name) }
                _ = try decoded.contributions(rows.row(0))
            } catch is WeightError {
                refused += 1
            }
        }
    }

    struct Broken: Error { var name: String }

    private static func mutated(_ tensor: Tensor, _ stream: inout RandomStream) -> Tensor {
        let strange = [Double.nan, .infinity, -1e308, 1e308, 0, -1, .leastNonzeroMagnitude, 1e9, 0.5]
        switch tensor.elements {
        case .doubles(var values) where !values.isEmpty:
            values[stream.uniform(below: values.count)] = strange[stream.uniform(below: strange.count)]
            return Tensor(shape: tensor.shape, elements: .doubles(values))
        case .integers(var values) where !values.isEmpty:
            let place = stream.uniform(below: values.count)
            let new: [Int32] = [-2, -1, 0, 1, values[place] &+ 1, values[place] &- 1, .max, .min, Int32(place)]
            values[place] = new[stream.uniform(below: new.count)]
            return Tensor(shape: tensor.shape, elements: .integers(values))
        default:
            return tensor
        }
    }
}
