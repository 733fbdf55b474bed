import Claims
import Detection
import Features
import Foundation
import LinearAlgebra

/// What a supervised ranking sees of subjects: how each feature compares with peers, every detector's score, how rare they
/// are together, and how strongly each named behaviour points at the subject.
struct SubjectColumns {
    let names: [String]
    /// All subjects of the kind, by row of the feature table.
    let values: Matrix
    /// The list without labels: the highest score of the leads about the subject, and among those without a lead the rarest
    /// profile first.
    let listScores: [Double]
    /// What the fund paid for the subject, in yuan.
    let money: [Double]
    /// Subjects of one group together: equal numbers are never parted in a cross-validation.
    let groups: [Int]

    /// The columns of all subjects of a kind; nil where the extract has no profile of them.
    static func all(
        _ kind: SubjectKind, library: ModelLibrary, candidates: [Candidate], in context: ScreeningContext
    ) throws -> SubjectColumns? {
        guard let scoring = try context.profileScoring(ofKind: kind, in: library) else { return nil }
        let scenarios = library.scenarios.filter { $0.method != ProfileScenario.method }.map(\.slug)
        return SubjectColumns(
            kind, scoring: scoring, scenarios: scenarios, candidates: candidates,
            scores: try candidates.map { try library.score(of: $0) }, in: context)
    }

    /// - Parameters:
    ///   - scenarios: the slugs whose candidates are columns, whether or not there are any.
    init(
        _ kind: SubjectKind, scoring: ProfileScoring, scenarios: [String], candidates: [Candidate], scores: [Double],
        in context: ScreeningContext
    ) {
        let table = scoring.table
        let slices = kind.slices(of: context.store)
        let count = table.subjects.count
        let features = table.definitions.map { "z_\($0.name)" }
        let detectors = scoring.detectors.map { "score_\($0.name)" }
        names = features + detectors + ["surprisal_profile"] + scenarios.map { "strength_\($0)" }
        var values = Matrix(rowCount: count, columnCount: names.count, repeating: .nan)
        for row in 0..<count {
            for (column, definition) in table.definitions.enumerated() {
                values[row, column] = ProfileScoring.towards(definition.direction, scoring.comparison.standardized[row, column])
            }
            for column in scenarios.indices { values[row, names.count - scenarios.count + column] = 0 }
        }
        var listScores = [Double](repeating: 0, count: count)
        for (place, row) in scoring.rows.enumerated() {
            for (detector, scores) in scoring.scores.enumerated() { values[row, features.count + detector] = scores[place] }
            let probability = scoring.fused.tailProbability[place]
            guard !probability.isNaN else { continue }
            values[row, features.count + detectors.count] = -log10(probability)
            // Below any lead's score, which has two decimals.
            listScores[row] = 0.004 * (1 - probability)
        }
        var groups = Array(0..<count)
        func root(_ row: Int) -> Int {
            var row = row
            while groups[row] != row { row = groups[row] }
            return row
        }
        for (candidate, score) in zip(candidates, scores) {
            let rows = candidate.subjects(of: kind).compactMap(table.row(of:))
            let scenario = scenarios.firstIndex(of: candidate.scenario)
            for row in rows {
                if let scenario {
                    let column = names.count - scenarios.count + scenario
                    values[row, column] = max(values[row, column], candidate.strength)
                }
                listScores[row] = max(listScores[row], score)
                let (first, own) = (root(rows[0]), root(row))
                groups[max(first, own)] = min(first, own)
            }
        }
        self.values = values
        self.listScores = listScores
        self.groups = (0..<count).map(root)
        money = table.subjects.map { subject in
            Fen.yuan(slices[Int(subject)].reduce(0) { $0 + Fen.orZero(context.store.settlements.fundPaid(Int($1))) })
        }
    }
}

extension Candidate {
    /// The subjects of a kind that the candidate is about: the person or the members, or the facility itself.
    func subjects(of kind: SubjectKind) -> [Int32] {
        switch kind {
        case .patient: members + [person].compactMap(\.self)
        case .facility: subjectKind == .facility ? facilities : []
        }
    }
}
