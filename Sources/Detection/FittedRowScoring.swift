/// A model that holds its training rows and can score them as what they were fitted as: each without itself.
///
/// `DetectorModel.scores(_:)` takes every row as new, and a new row that equals a fitted one has that one as a neighbour, at
/// distance zero. The scores that published libraries give for a training set leave it out.
public protocol FittedRowScoring {
    /// One score a fitted row, in their order; of prototypes where the model keeps only those.
    func fittedScores() -> [Double]
}
