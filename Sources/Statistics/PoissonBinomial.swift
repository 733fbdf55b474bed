import RealModule

/// The number of successes in independent trials of unequal probabilities.
///
/// It answers "how many of these events would happen by chance, each having its own chance".
public struct PoissonBinomial: TailDistribution, Equatable, Codable {
    public let probabilities: [Double]

    /// - Precondition: every probability lies in [0, 1].
    public init(probabilities: [Double]) {
        precondition(probabilities.allSatisfy { $0 >= 0 && $0 <= 1 }, "the probabilities must lie in [0, 1]")
        self.probabilities = probabilities
    }

    public var mean: Double { probabilities.reduce(0, +) }
    public var variance: Double { probabilities.reduce(0) { $0 + $1 * (1 - $1) } }

    /// Exact by dynamic programming over the trials, with "at least x" as an absorbing state: every term is positive, so
    /// the tail keeps its relative accuracy however small it is. Once plain numbers underflow, the sum is redone in logarithms.
    ///
    /// - Complexity: O(n · x) time for n trials, O(x) memory.
    public func logTailProbability(of x: Double) -> Double {
        if x.isNaN { return .nan }
        let needed = x.rounded(.up)
        if needed <= 0 { return 0 }
        if needed > Double(probabilities.count) { return -.infinity }
        let goal = Int(needed)
        var mass = [Double](repeating: 0, count: goal + 1)
        mass[0] = 1
        for probability in probabilities {
            mass[goal] += mass[goal - 1] * probability
            for count in stride(from: goal - 1, to: 0, by: -1) {
                mass[count] = mass[count] * (1 - probability) + mass[count - 1] * probability
            }
            mass[0] *= 1 - probability
        }
        return mass[goal] > 1e-250 ? Swift.min(Double.log(mass[goal]), 0) : logTailInLogarithms(goal)
    }

    private func logTailInLogarithms(_ goal: Int) -> Double {
        var logMass = [Double](repeating: -.infinity, count: goal + 1)
        logMass[0] = 0
        for probability in probabilities {
            let logSuccess = Double.log(probability)
            let logFailure = Double.log(onePlus: -probability)
            logMass[goal] = Self.logSum(logMass[goal], logMass[goal - 1] + logSuccess)
            for count in stride(from: goal - 1, to: 0, by: -1) {
                logMass[count] = Self.logSum(logMass[count] + logFailure, logMass[count - 1] + logSuccess)
            }
            logMass[0] += logFailure
        }
        return logMass[goal]
    }

    private static func logSum(_ first: Double, _ second: Double) -> Double {
        let larger = Swift.max(first, second)
        guard larger > -.infinity else { return larger }
        return larger + Double.log(onePlus: Double.exp(Swift.min(first, second) - larger))
    }
}
