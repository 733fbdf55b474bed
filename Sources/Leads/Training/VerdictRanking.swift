import Claims
import Features
internal import Learning
internal import Modeling

/// Gives candidates the probability that verdicts taught: that of their subject, of a group its likeliest member's.
struct VerdictRanking {
    private let model: ScreeningModel
    private let library: ModelLibrary

    init(_ model: ScreeningModel, library: ModelLibrary) {
        self.model = model
        self.library = library
    }

    /// The candidates with their probability, and a reason that names it; those whose kind of subject no verdicts were given of
    /// are left as they are.
    ///
    /// - Throws: `ModelingError` where the extract or the scenarios give other columns than those the model learned from.
    func ranked(_ candidates: [Candidate], in context: ScreeningContext) throws -> [Candidate] {
        var result = candidates
        for kind in SubjectKind.allCases {
            guard let ranker = model.rankers[kind],
                let columns = try SubjectColumns.all(kind, library: library, candidates: candidates, in: context),
                let table = try context.profileScoring(ofKind: kind, in: library)?.table
            else { continue }
            guard columns.names == ranker.columns else {
                let difference = FeatureDifference(
                    expected: ranker.columns.map(FeatureIdentity.column), found: columns.names.map(FeatureIdentity.column))
                throw ModelingError("the supervised ranking of \(kind.rawValue)s learned from other columns than these (\(difference.sentence)); train it anew")
            }
            for index in result.indices {
                let rows = result[index].subjects(of: kind).compactMap(table.row(of:))
                guard !rows.isEmpty else { continue }
                let probability = try ranker.model.probabilities(columns.values.selectingRows(rows)).reduce(0, max)
                result[index].probability = probability
                // Second, behind what a reader can check.
                result[index].reasons.insert(CandidateReason(
                    feature: "verdict_probability", title: LocalizedText(zh: "按既往核查结论推断的命中可能", en: "likelihood of a finding, learned from verdicts"),
                    unit: FeatureUnit.share.title, value: probability, peerMedian: nil, peerP99: nil, contribution: 0), at: min(1, result[index].reasons.count))
            }
        }
        return result
    }
}
