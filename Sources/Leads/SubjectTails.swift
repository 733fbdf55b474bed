import Foundation
import Statistics

/// How improbable the subjects of a scenario are, side by side: what a lead says of chance.
struct SubjectTails {
    /// log10 P, one a subject that was tested.
    let log10Ps: [Double]
    /// Never zero.
    let pValues: [Double]
    /// By Benjamini and Hochberg, over all that were tested.
    let qValues: [Double]

    init(_ log10Ps: [Double]) {
        self.log10Ps = log10Ps
        pValues = log10Ps.map { GroupVisits.probability(log10: $0) }
        qValues = BenjaminiHochberg.qValues(pValues)
    }

    var count: Int { log10Ps.count }

    /// -log10 of the probability that any of them is as improbable (Bonferroni).
    func strength(_ place: Int) -> Double { max(0, -log10Ps[place] - log10(Double(count))) }
}
