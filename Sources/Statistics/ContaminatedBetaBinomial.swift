import RealModule

extension BetaBinomialShrinkage {
    /// The prior by maximum likelihood where some of the peers are none: each is with probability `contamination` not of the law but has
    /// any number of successes, one as likely as another. What lies far out then has no say, and what does not is not narrowed by its
    /// absence.
    ///
    /// The contaminated law is J. W. Tukey's ("A survey of sampling from contaminated distributions", 1960), with the uniform noise of
    /// J. Banfield and A. Raftery ("Model-based Gaussian and non-Gaussian clustering", Biometrics 49, 1993). The likelihood may have two
    /// tops, a wide law for all and a narrow one for most: the search starts from the moments of all peers and from those of the
    /// smallest rates, and the higher top is taken. Where that leaves far more apart than were assumed, the peers are of two kinds, and the law
    /// is that of all by moments. The prior's weight `alpha + beta` is kept between 1 and 1e6, as by moments.
    ///
    /// - Complexity: O(evaluations × *n*), at most 400 × *n*.
    /// - Precondition: `contamination` lies between 0 and 1.
    public init(successes: [Double], trials: [Double], contamination: Double) {
        precondition(contamination > 0 && contamination < 1, "a share between 0 and 1")
        let peers = zip(successes, trials).filter { $0 >= 0 && $0 <= $1 && $1 > 0 && $1 < .infinity }.map { (successes: $0, trials: $1) }
        let ordered = peers.sorted { ($0.successes / $0.trials, $0.trials, $0.successes) < ($1.successes / $1.trials, $1.trials, $1.successes) }
        let calm = ordered.prefix(max(2, Int((Double(ordered.count) * Self.calmShare).rounded(.down))))
        let starts = [Array(ordered), Array(calm)].map {
            BetaBinomialShrinkage(successes: $0.map(\.successes), trials: $0.map(\.trials))
        }
        guard ordered.count > 1 else {
            self = starts[0]
            return
        }
        let found = starts.map { start in
            Self.likeliest(from: start) { law in
                ordered.reduce(0) { sum, peer in
                    let own = BetaBinomial(trialCount: peer.trials, alpha: law.alpha, beta: law.beta).logMass(peer.successes)
                    return sum + Double.log((1 - contamination) * Double.exp(own) + contamination / (peer.trials + 1))
                }
            }
        }
        let best = found[1].cost < found[0].cost ? found[1].law : found[0].law
        let odd = ordered.count { peer in
            let own = BetaBinomial(trialCount: peer.trials, alpha: best.alpha, beta: best.beta).logMass(peer.successes)
            return (1 - contamination) * Double.exp(own) < contamination / (peer.trials + 1)
        }
        self = Double(odd) > Self.kindOfItsOwn * contamination * Double(ordered.count) ? starts[0] : best
    }

    /// Where so many times as many stand apart as were taken to, they are another kind of peer that nobody registered, not odd ones.
    private static let kindOfItsOwn = 3.0

    /// The second start; any share that leaves out those far out does.
    private static let calmShare = 0.7
    private static let evaluationLimit = 200
    private static let weights = 1.0...1e6

    /// The simplex search of J. A. Nelder and R. Mead, "A simplex method for function minimization" (1965), over the log-odds of the mean
    /// and the logarithm of the weight.
    private static func likeliest(
        from start: BetaBinomialShrinkage, _ logLikelihood: (BetaBinomialShrinkage) -> Double
    ) -> (law: BetaBinomialShrinkage, cost: Double) {
        func law(_ point: SIMD2<Double>) -> BetaBinomialShrinkage {
            let mean = min(max(1 / (1 + Double.exp(-point.x)), 1e-9), 1 - 1e-9)
            let weight = min(max(Double.exp(point.y), weights.lowerBound), weights.upperBound)
            return BetaBinomialShrinkage(alpha: mean * weight, beta: (1 - mean) * weight)
        }
        func cost(_ point: SIMD2<Double>) -> Double {
            // Beyond the bounds nothing changes any more; a slope leads back.
            let beyond = max(0, point.y - Double.log(weights.upperBound)) + max(0, Double.log(weights.lowerBound) - point.y) + max(0, abs(point.x) - 20)
            let value = -logLikelihood(law(point)) + beyond
            return value.isNaN ? .infinity : value
        }
        let first = SIMD2(Double.log(start.alpha / start.beta), Double.log(start.alpha + start.beta))
        var simplex = [first, first + SIMD2(0.5, 0), first + SIMD2(0, 1)].map { (point: $0, cost: cost($0)) }
        var evaluations = simplex.count
        while evaluations < evaluationLimit {
            simplex.sort { $0.cost < $1.cost }
            guard simplex[2].cost - simplex[0].cost > 1e-7 else { break }
            let center = (simplex[0].point + simplex[1].point) / 2
            func tried(_ factor: Double) -> (point: SIMD2<Double>, cost: Double) {
                evaluations += 1
                let point = center + factor * (center - simplex[2].point)
                return (point, cost(point))
            }
            let reflected = tried(1)
            if reflected.cost < simplex[0].cost {
                let expanded = tried(2)
                simplex[2] = expanded.cost < reflected.cost ? expanded : reflected
            } else if reflected.cost < simplex[1].cost {
                simplex[2] = reflected
            } else {
                let contracted = tried(reflected.cost < simplex[2].cost ? 0.5 : -0.5)
                if contracted.cost < min(reflected.cost, simplex[2].cost) {
                    simplex[2] = contracted
                } else {
                    for place in 1...2 {
                        let point = (simplex[0].point + simplex[place].point) / 2
                        simplex[place] = (point, cost(point))
                    }
                    evaluations += 2
                }
            }
        }
        simplex.sort { $0.cost < $1.cost }
        return (law(simplex[0].point), simplex[0].cost)
    }
}
