import RealModule

extension RandomStream {
    /// How many of `count` independent trials succeed.
    ///
    /// With fewer than 10 successes to expect by inversion, walking up from zero; else by transformed rejection (W. Hörmann, "The
    /// generation of binomial random variates", Journal of Statistical Computation and Simulation 46, 1993, algorithm BTRS).
    ///
    /// - Precondition: `count >= 0`, `0 <= probability <= 1`.
    public mutating func binomial(count: Int, probability: Double) -> Int {
        precondition(count >= 0 && probability >= 0 && probability <= 1, "a count and a probability")
        if probability > 0.5 { return count - binomial(count: count, probability: 1 - probability) }
        if count == 0 || probability == 0 { return 0 }
        let (n, p, q) = (Double(count), probability, 1 - probability)
        return n * p < 10 ? binomialByInversion(n, p, q) : binomialByRejection(n, p, q)
    }

    private mutating func binomialByInversion(_ n: Double, _ p: Double, _ q: Double) -> Int {
        let none = Double.exp(n * Double.log(onePlus: -p))
        let odds = p / q
        while true {
            var left = uniform()
            var mass = none
            var successes = 0.0
            while left >= mass, successes < n {
                left -= mass
                successes += 1
                mass *= odds * (n - successes + 1) / successes
            }
            // Past the last trial only by rounding: drawn again.
            if left < mass { return Int(successes) }
        }
    }

    private mutating func binomialByRejection(_ n: Double, _ p: Double, _ q: Double) -> Int {
        let deviation = (n * p * q).squareRoot()
        let slope = 1.15 + 2.53 * deviation
        let tilt = -0.0873 + 0.0248 * slope + 0.01 * p
        let scale = (2.83 + 5.1 / slope) * deviation
        let acceptance = 0.92 - 4.2 / slope
        let mode = ((n + 1) * p).rounded(.down)
        while true {
            let u = uniform() - 0.5
            let v = 1 - uniform()
            let distance = 0.5 - abs(u)
            let candidate = ((2 * tilt / distance + slope) * u + n * p + 0.5).rounded(.down)
            // At distance zero the candidate is minus infinity.
            guard candidate >= 0, candidate <= n else { continue }
            if distance >= 0.07, v <= acceptance { return Int(candidate) }
            let logRatio = Double.log(v * scale / (tilt / (distance * distance) + slope))
            let mass = SpecialFunctions.logBinomialMass(candidate, n, p, q) - SpecialFunctions.logBinomialMass(mode, n, p, q)
            if logRatio <= mass { return Int(candidate) }
        }
    }
}
