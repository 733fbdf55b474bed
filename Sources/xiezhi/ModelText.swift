import Foundation
import Modeling
import Reports

/// Stored models as people read them.
enum ModelText {
    static func json(_ model: StoredModel) throws -> String { try JSONDocument.text(model.card) }

    static func card(_ model: StoredModel, width: Int) -> String {
        let card = model.card
        var lines = ["model of format \(card.format), made by xiezhi \(card.engineVersion) on \(card.createdAt)"]
        if let period = card.period { lines.append("period      \(period.first) to \(period.last)") }
        if !card.counts.isEmpty {
            lines.append("trained on  " + card.counts.sorted { $0.key < $1.key }.map { "\($0.key) \(Remarks.grouped($0.value))" }.joined(separator: ", "))
        }
        lines.append("weights     \(Remarks.grouped(card.weights.bytes)) bytes, sha256 \(card.weights.sha256.prefix(16))…")
        var text = lines.map { $0 + "\n" }.joined()
        for (name, facts) in card.supplements.sorted(by: { $0.key < $1.key }) {
            text += "\n[\(name)]\n"
            for (fact, words) in facts.sorted(by: { $0.key < $1.key }) {
                text += wrapped("  " + fact.padding(toLength: max(18, fact.count + 1), withPad: " ", startingAt: 0) + words, width, indent: 20)
            }
        }
        // Detectors of one scenario read the same features, whose table is printed once.
        for (place, part) in model.parts.enumerated() {
            let before = model.parts[..<place].last { $0.card.trainingSHA256 == part.card.trainingSHA256 }
            text += "\n" + describe(part, of: card.kind, featuresLike: before?.name, width)
        }
        return text
    }

    private static func describe(_ part: ModelPart, of kind: ModelCard.Kind, featuresLike other: String?, _ width: Int) -> String {
        let card = part.card
        let settings = card.detector.hyperparameters.mapValues { NumberText.readable($0) }
        var lines = ["[\(card.name)] \(card.detector.name), seed \(card.detector.seed), fitted on \(Remarks.counted(card.detector.fittedRowCount, "row"))"]
        if !settings.isEmpty { lines.append("  settings     \(list(settings))") }
        lines.append("  keeps        \(card.keeps == .none ? "nothing of single rows" : "prototypes: means of rows or points drawn, no row itself")")
        if let peers = card.peers { lines.append("  peers        \(list(peers))") }
        lines.append("  training     sha256 \(card.trainingSHA256.prefix(16))…")
        let without = kind == .table ? "none: p-values are ranks among the rows that are scored" : "with the peers, above"
        lines.append("  calibration  \(card.calibration.map { "\($0.method), \(Remarks.counted($0.rows, "row")) held back" } ?? without)")
        if !card.metrics.isEmpty { lines.append("  metrics      \(list(card.metrics.mapValues { NumberText.fixed($0, decimals: 4) }))") }
        if let other { lines.append("  features     as those of \(other)") }
        let text = lines.map { wrapped($0, width, indent: 15) }.joined()
        return other == nil ? text + features(card, width) : text
    }

    private static func features(_ card: PartCard, _ width: Int) -> String {
        var table = ColumnTable([.text("feature"), .number("lowest"), .number("median"), .number("P99"), .number("highest"), .number("missing")])
        for feature in card.features {
            let usual = feature.distribution
            let numbers = [usual.lowest, usual.median, usual.percentile99, usual.highest].map { NumberText.readable($0 ?? .nan) }
            table.add([feature.name] + numbers + [NumberText.percentage(usual.missingShare)])
        }
        return table.text(width: width)
    }

    private static func list(_ texts: [String: String]) -> String {
        texts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    /// A long line goes on in lines of its own, indented; broken between words.
    private static func wrapped(_ line: String, _ width: Int, indent: Int) -> String {
        var text = ""
        var rest = line[...]
        while rest.count > width, let space = rest.prefix(width + 1).dropFirst(indent + 1).lastIndex(of: " ") {
            text += rest[..<space] + "\n"
            rest = String(repeating: " ", count: indent) + rest[rest.index(after: space)...]
        }
        return text + rest + "\n"
    }

    static func comparison(_ comparison: ModelComparison, width: Int) -> String {
        var lines = ["[\(comparison.part)]"]
        for (word, names) in [("added", comparison.added), ("removed", comparison.removed), ("redefined", comparison.redefined)] where !names.isEmpty {
            lines.append("  features \(word): \(names.joined(separator: ", "))")
        }
        if let after = comparison.detectorAfter, after != comparison.detectorBefore {
            lines.append("  detector: \(comparison.detectorBefore) → \(after)")
        }
        for change in comparison.changedHyperparameters {
            func text(_ value: Double?) -> String { value.map { NumberText.readable($0) } ?? "none" }
            lines.append("  \(change.name): \(text(change.before)) → \(text(change.after))")
        }
        if comparison.sameTrainingData == true { lines.append("  the training data is the same, to the bit") }
        if lines.count == 1 { lines.append("  the same features\(comparison.detectorAfter == nil ? "" : " and settings")") }
        var table = ColumnTable([
            .text("feature"), .number("PSI"), .text("drift"), .number("median"), .number("then"), .number("missing"), .number("then"),
        ])
        for drift in comparison.drift {
            table.add([
                drift.feature, drift.psi.map { NumberText.fixed(min($0, 1e6), decimals: 4) } ?? "—", drift.band,
                NumberText.readable(drift.medianBefore ?? .nan), NumberText.readable(drift.medianAfter ?? .nan),
                NumberText.percentage(drift.missingBefore), NumberText.percentage(drift.missingAfter),
            ])
        }
        return lines.map { wrapped($0, width, indent: 4) }.joined() + (comparison.drift.isEmpty ? "" : table.text(width: width))
    }
}
