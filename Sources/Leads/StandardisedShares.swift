import Foundation
import Statistics

/// How many of each facility's subjects should show something, given of what kinds they are: each is held against those of its kind at other
/// facilities (indirect standardisation).
///
/// Facilities differ by a factor (frailty; D. Clayton and J. Kaldor, "Empirical Bayes estimates of age-standardized relative risks for use in
/// disease mapping", 1987): the squared coefficient of variation of their rates is estimated from the squared distances of their counts from
/// the expectations, by moments, and makes the law of each beta-binomial. A few facilities that do it would raise both, so those least
/// probable are left out of the estimates (searched forward, as in `PeerCounts`).
struct StandardisedShares {
    /// One of those that are counted: a stay, a registrant.
    struct Subject {
        let facility: Int32
        let kind: Int32
        let isCase: Bool
    }

    /// What a kind is shrunken to: so many subjects of this share, of the share of all that are kept where none is given.
    struct Prior {
        let weight: Double
        var share: Double?
    }

    private struct Cell {
        let kind: Int
        var trials = 0.0
        var cases = 0.0
    }

    /// By facility.
    private(set) var expected: [Double]
    private(set) var cases: [Double]
    private(set) var trials: [Double]
    /// Squared coefficient of variation of the facilities' rates about what their kinds make expected.
    private(set) var dispersion = 0.0
    /// Facilities with subjects.
    let count: Int
    private let cells: [Cell]
    /// Where the cells of each facility begin, and the end of the last.
    private let firstCell: [Int]
    private static let roundLimit = 20

    /// - Parameters:
    ///   - subjects: in any order; of a facility and a kind below the numbers given.
    ///   - trim: share of the facilities, those with most beyond expectation, that the first estimate leaves out.
    ///   - rejection: expected facilities as improbable as one that is left out.
    /// - Complexity: O(*n* log *n* + rounds × cells) for *n* subjects in cells of facility × kind.
    init(_ subjects: [Subject], facilities: Int, kinds: Int, prior: Prior, trim: Double, rejection: Double) {
        expected = Array(repeating: 0, count: facilities)
        (trials, cases) = (expected, expected)
        var cells: [Cell] = []
        var firstCell = [0]
        for subject in subjects.sorted(by: { ($0.facility, $0.kind) < ($1.facility, $1.kind) }) {
            let facility = Int(subject.facility)
            while firstCell.count <= facility { firstCell.append(cells.count) }
            if cells.count == firstCell[facility] || cells[cells.count - 1].kind != Int(subject.kind) { cells.append(Cell(kind: Int(subject.kind))) }
            let one = subject.isCase ? 1.0 : 0
            cells[cells.count - 1].trials += 1
            cells[cells.count - 1].cases += one
            trials[facility] += 1
            cases[facility] += one
        }
        while firstCell.count <= facilities { firstCell.append(cells.count) }
        (self.cells, self.firstCell) = (cells, firstCell)
        let trials = trials
        let members = trials.indices.filter { trials[$0] > 0 }
        count = members.count
        guard count > 1 else { return }
        estimate(from: members, among: members, kinds: kinds, prior)
        let ordered = members.sorted { (cases[$1] - expected[$1], $0) < (cases[$0] - expected[$0], $1) }
        var kept = ordered.dropFirst(Int((Double(count) * trim).rounded(.down))).sorted()
        for _ in 0..<Self.roundLimit {
            estimate(from: kept, among: members, kinds: kinds, prior)
            let next = members.filter { Double(count) * pow(10, log10TailProbability(of: $0) ?? 0) >= rejection }
            guard next.count > 1, next != kept else { break }
            kept = next
        }
    }

    /// - Parameters:
    ///   - kept: facilities that tell what is usual, ascending.
    ///   - members: those with subjects.
    private mutating func estimate(from kept: [Int], among members: [Int], kinds: Int, _ prior: Prior) {
        var (sum, sumFound) = ([Double](repeating: 0, count: kinds), [Double](repeating: 0, count: kinds))
        var isKept = [Bool](repeating: false, count: trials.count)
        for facility in kept {
            isKept[facility] = true
            for cell in cells[firstCell[facility]..<firstCell[facility + 1]] {
                sum[cell.kind] += cell.trials
                sumFound[cell.kind] += cell.cases
            }
        }
        let (allFound, all) = (sumFound.reduce(0, +) + 0.5, sum.reduce(0, +) + 1)
        let overall = prior.share ?? allFound / all
        var (excess, pairs) = (0.0, 0.0)
        for facility in members {
            // Its own subjects do not tell what is usual elsewhere.
            let own = isKept[facility] ? 1.0 : 0
            var variance = 0.0
            expected[facility] = 0
            for cell in cells[firstCell[facility]..<firstCell[facility + 1]] {
                let foundElsewhere = sumFound[cell.kind] - own * cell.cases
                let elsewhere = sum[cell.kind] - own * cell.trials
                let share = (foundElsewhere + prior.weight * overall) / (elsewhere + prior.weight)
                expected[facility] += share * cell.trials
                variance += share * (1 - share) * cell.trials
            }
            guard isKept[facility] else { continue }
            let mean = expected[facility] / trials[facility]
            let distance = cases[facility] - expected[facility]
            excess += distance * distance - variance
            pairs += trials[facility] * (trials[facility] - 1) * mean * mean
        }
        // Of facilities with one subject each nothing is known, so anything is thought possible.
        dispersion = pairs > 0 ? max(0, excess / pairs) : .infinity
    }

    /// The share that a facility should have, with its weight; nil without subjects.
    func law(of facility: Int) -> BetaBinomialShrinkage? {
        guard trials[facility] > 0, count > 1 else { return nil }
        let mean = min(max(expected[facility] / trials[facility], 1e-9), 1 - 1e-9)
        // The correlation within a facility of this mean.
        let correlation = min(0.5, dispersion * mean / (1 - mean))
        let weight = correlation > 0 ? min(1e6, 1 / correlation - 1) : 1e6
        return BetaBinomialShrinkage(alpha: mean * weight, beta: (1 - mean) * weight)
    }

    private func distribution(of facility: Int) -> BetaBinomial? {
        law(of: facility).map { BetaBinomial(trialCount: trials[facility], alpha: $0.alpha, beta: $0.beta) }
    }

    /// log10 P(as many or more); nil without subjects.
    func log10TailProbability(of facility: Int) -> Double? {
        distribution(of: facility).map { max(PeerCounts.least, min(0, $0.log10TailProbability(of: cases[facility]))) }
    }

    /// Adds the tail of every facility's cases.
    func add(to tails: inout RandomizedTails) {
        for facility in trials.indices { if let law = distribution(of: facility) { tails.add(count: cases[facility], under: law) } }
    }
}
