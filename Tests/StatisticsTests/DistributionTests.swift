import Foundation
import Testing

import Statistics

struct DistributionFixture: Decodable {
    struct Tail: Decodable {
        var kind: String
        var parameters: [Double]
        var x: Double
        var log10Tail: Double
    }
    struct Quantile: Decodable {
        var kind: String
        var parameters: [Double]
        var probability: Double
        var value: Double
    }
    var tails: [Tail]
    var quantiles: [Quantile]

    static func load() throws -> DistributionFixture {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/distributions.json"))
        return try JSONDecoder().decode(DistributionFixture.self, from: data)
    }
}

@Suite struct DistributionTests {
    func distribution(_ kind: String, _ parameters: [Double]) -> any TailDistribution {
        switch kind {
        case "normal": Normal(mean: parameters[0], standardDeviation: parameters[1])
        case "chiSquared": ChiSquared(degreesOfFreedom: parameters[0])
        case "poisson": Poisson(mean: parameters[0])
        case "negativeBinomial": NegativeBinomial(mean: parameters[0], dispersion: parameters[1])
        case "binomial": Binomial(trialCount: Int(parameters[0]), probability: parameters[1])
        default: Beta(alpha: parameters[0], beta: parameters[1])
        }
    }

    /// Reference: Tools/reference-values/distributions.py (mpmath at 50 digits).
    @Test func tailsAgreeWithMultiplePrecision() throws {
        var worst = 0.0
        for tail in try DistributionFixture.load().tails {
            let found = distribution(tail.kind, tail.parameters).log10TailProbability(of: tail.x)
            let error = abs(found - tail.log10Tail) / max(1, abs(tail.log10Tail))
            worst = max(worst, error)
            #expect(error < 1e-12, "\(tail.kind) \(tail.parameters) at \(tail.x): \(found), not \(tail.log10Tail)")
        }
        #expect(worst > 0)
    }

    @Test func quantilesAgreeWithScipy() throws {
        for quantile in try DistributionFixture.load().quantiles {
            let p = quantile.parameters
            let found =
                switch quantile.kind {
                case "normal": Normal().quantile(quantile.probability)
                case "chiSquared": ChiSquared(degreesOfFreedom: p[0]).quantile(quantile.probability)
                default: Beta(alpha: p[0], beta: p[1]).quantile(quantile.probability)
                }
            #expect(
                abs(found - quantile.value) <= 1e-10 * abs(quantile.value),
                "\(quantile.kind) \(p) at \(quantile.probability): \(found), not \(quantile.value)")
        }
    }

    @Test func poissonBinomialAgreesWithEnumeration() {
        let probabilities = [0.1, 0.9, 0.35, 0.0, 1.0, 0.5]
        for needed in 0...7 {
            var expected = 0.0
            for mask in 0..<(1 << probabilities.count) where mask.nonzeroBitCount >= needed {
                var weight = 1.0
                for (bit, probability) in probabilities.enumerated() {
                    weight *= mask & (1 << bit) != 0 ? probability : 1 - probability
                }
                expected += weight
            }
            let found = PoissonBinomial(probabilities: probabilities).tailProbability(of: Double(needed))
            #expect(abs(found - expected) < 1e-14)
        }
    }

    @Test func poissonBinomialOfEqualChancesIsBinomialAlsoBelowUnderflow() {
        let many = PoissonBinomial(probabilities: [Double](repeating: 1e-3, count: 400))
        let binomial = Binomial(trialCount: 400, probability: 1e-3)
        for needed in [1.0, 5, 60, 150, 400] {
            let found = many.log10TailProbability(of: needed)
            let expected = binomial.log10TailProbability(of: needed)
            #expect(abs(found - expected) < 1e-11 * max(1, abs(expected)))
        }
        #expect(many.log10TailProbability(of: 400) < -1199)
    }

    @Test func edgesHaveDefinedAnswers() {
        #expect(Poisson(mean: 0).tailProbability(of: 0) == 1)
        #expect(Poisson(mean: 0).tailProbability(of: 1) == 0)
        #expect(Poisson(mean: 4).tailProbability(of: 2.5) == Poisson(mean: 4).tailProbability(of: 3))
        #expect(Poisson(mean: 4).tailProbability(of: .infinity) == 0)
        #expect(Poisson(mean: 4).tailProbability(of: -.infinity) == 1)
        #expect(Poisson(mean: 4).tailProbability(of: .nan).isNaN)
        #expect(Binomial(trialCount: 0, probability: 0.5).tailProbability(of: 0) == 1)
        #expect(Binomial(trialCount: 3, probability: 1).tailProbability(of: 3) == 1)
        #expect(Binomial(trialCount: 3, probability: 0).tailProbability(of: 1) == 0)
        #expect(NegativeBinomial(mean: 0, dispersion: 1).tailProbability(of: 1) == 0)
        #expect(NegativeBinomial(mean: 3, dispersion: 0).tailProbability(of: 5) == Poisson(mean: 3).tailProbability(of: 5))
        #expect(ChiSquared(degreesOfFreedom: 2).tailProbability(of: -1) == 1)
        #expect(ChiSquared(degreesOfFreedom: 2).tailProbability(of: .infinity) == 0)
        #expect(ChiSquared(degreesOfFreedom: 2).quantile(1.5).isNaN)
        #expect(Beta(alpha: 2, beta: 3).tailProbability(of: 0) == 1)
        #expect(Beta(alpha: 2, beta: 3).tailProbability(of: 1) == 0)
        #expect(Normal().tailProbability(of: .infinity) == 0)
        #expect(Normal().tailProbability(of: -.infinity) == 1)
        #expect(Normal().logTailProbability(of: .nan).isNaN)
        #expect(PoissonBinomial(probabilities: []).tailProbability(of: 0) == 1)
        #expect(PoissonBinomial(probabilities: []).tailProbability(of: 1) == 0)
    }

    @Test func dispersionByMomentsIsRecovered() {
        var stream = RandomStream(seed: 21)
        let counts = (0..<50_000).map { _ in Double(stream.poisson(mean: stream.gamma(shape: 2, scale: 5))) }
        #expect(abs(NegativeBinomial.dispersion(ofCounts: counts) - 0.5) < 0.03)
        #expect(NegativeBinomial.dispersion(ofCounts: [3, 3, 3]) == 0)
        #expect(NegativeBinomial.dispersion(ofCounts: []) == 0)
    }
}
