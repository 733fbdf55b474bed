import Claims
import Features
import LinearAlgebra
public import Modeling

/// An extract as the detectors of a model see it, to be held against what they were fitted on.
public struct ModelDrift {
    public struct Outcome {
        public let comparisons: [ModelComparison]
        /// Of the extract.
        public let quality: DataQuality
    }

    private let library: ModelLibrary
    private let threads: Int

    public init(library: ModelLibrary, threads: Int) {
        self.library = library
        self.threads = threads
    }

    /// For each scenario of the model its features over the subjects of the extract, compared with the model's peers.
    ///
    /// - Throws: `ClaimsError` for an extract that cannot be read or lacks what a feature needs; `ModelingError`.
    public func outcome(of stored: StoredModel, with reader: ExtractReader) throws -> Outcome {
        let model = try ScreeningModel(stored)
        let (store, quality) = try reader.read()
        let context = ScreeningContext(
            store: store, features: library.features, seed: 1, threads: threads, model: model, knowledge: library.knowledge)
        let comparisons = try model.profiles.flatMap { profile -> [ModelComparison] in
            let specification = try library.scenario(profile.scenario)
            guard let scoring = try context.profileScoring(specification) else { return [] }
            return profile.parts.map { ModelComparison($0, features: profile.identities, rows: scoring.unusual) }
        }
        return Outcome(comparisons: comparisons, quality: quality)
    }
}
