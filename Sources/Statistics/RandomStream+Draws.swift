import RealModule

extension RandomStream {
    /// A number in [0, 1), a multiple of 2⁻⁵³.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// An integer in `0 ..< bound`, without bias (D. Lemire, "Fast random integer generation in an interval", 2019).
    public mutating func uniform(below bound: Int) -> Int {
        precondition(bound > 0, "the bound must be positive")
        let width = UInt64(bound)
        var product = next().multipliedFullWidth(by: width)
        if product.low < width {
            let rejected = (0 &- width) % width
            while product.low < rejected {
                product = next().multipliedFullWidth(by: width)
            }
        }
        return Int(product.high)
    }

    /// A standard normal deviate, by the polar method (G. Marsaglia and T. Bray, 1964).
    public mutating func normal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        while true {
            let x = 2 * uniform() - 1
            let y = 2 * uniform() - 1
            let squaredRadius = x * x + y * y
            if squaredRadius > 0, squaredRadius < 1 {
                let factor = (-2 * Double.log(squaredRadius) / squaredRadius).squareRoot()
                spareNormal = y * factor
                return x * factor
            }
        }
    }

    /// `exp` of a normal deviate. `mean` and `standardDeviation` are those of the logarithm.
    public mutating func logNormal(mean: Double, standardDeviation: Double) -> Double {
        Double.exp(mean + standardDeviation * normal())
    }

    /// A waiting time with the given rate (the mean is `1 / rate`), by inversion.
    public mutating func exponential(rate: Double) -> Double {
        precondition(rate > 0, "the rate must be positive")
        return -Double.log(onePlus: -uniform()) / rate
    }

    /// A gamma deviate with mean `shape * scale` (G. Marsaglia and W. Tsang, "A simple method for generating gamma
    /// variables", ACM TOMS 26(3), 2000; a shape below one is raised by one and taken back by a power of a uniform).
    public mutating func gamma(shape: Double, scale: Double) -> Double {
        precondition(shape > 0 && scale > 0, "shape and scale must be positive")
        if shape < 1 {
            // 1 - uniform() is in (0, 1], so the logarithm is finite.
            let shrinkage = Double.exp(Double.log(1 - uniform()) / shape)
            return gamma(shape: shape + 1, scale: scale) * shrinkage
        }
        let offset = shape - 1.0 / 3
        let slope = 1 / (9 * offset).squareRoot()
        while true {
            let deviate = normal()
            let root = 1 + slope * deviate
            guard root > 0 else { continue }
            let cube = root * root * root
            let logUniform = Double.log(1 - uniform())
            if logUniform < 0.5 * deviate * deviate + offset * (1 - cube + Double.log(cube)) {
                return offset * cube * scale
            }
        }
    }

    /// A Poisson count: by products of uniforms below a mean of 10, else by transformed rejection
    /// (W. Hörmann, "The transformed rejection method for generating Poisson random variables", 1993, algorithm PTRS).
    public mutating func poisson(mean: Double) -> Int {
        precondition(mean >= 0 && mean < 1e15, "the mean must be finite, not negative, and countable")
        if mean == 0 { return 0 }
        if mean < 10 {
            let limit = Double.exp(-mean)
            var product = uniform()
            var count = 0
            while product > limit {
                product *= uniform()
                count += 1
            }
            return count
        }
        let spread = 0.931 + 2.53 * mean.squareRoot()
        let slope = -0.059 + 0.02483 * spread
        let inverseAlpha = 1.1239 + 1.1328 / (spread - 3.4)
        let acceptance = 0.9277 - 3.6224 / (spread - 2)
        while true {
            let u = uniform() - 0.5
            let v = 1 - uniform()
            let distance = 0.5 - abs(u)
            let candidate = ((2 * slope / distance + spread) * u + mean + 0.43).rounded(.down)
            if distance >= 0.07, v <= acceptance { return Int(candidate) }
            if candidate < 0 || (distance < 0.013 && v > distance) { continue }
            let logRatio = Double.log(v * inverseAlpha / (slope / (distance * distance) + spread))
            if logRatio <= SpecialFunctions.logPoissonMass(candidate, mean: mean) { return Int(candidate) }
        }
    }

    /// Fisher–Yates, from the last place to the first.
    ///
    /// - Complexity: O(n).
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, uniform(below: last + 1))
        }
    }

    /// `count` distinct members of `0 ..< population`, in random order; all of them when `count` is larger.
    ///
    /// Both branches walk the same Fisher–Yates shuffle; the sparse one only remembers the places it has touched.
    ///
    /// - Complexity: O(min(population, count)).
    public mutating func sample(count: Int, from population: Int) -> [Int] {
        let wanted = Swift.min(Swift.max(count, 0), Swift.max(population, 0))
        if population <= 4 * wanted {
            var places = Array(0..<Swift.max(population, 0))
            for place in 0..<wanted {
                places.swapAt(place, place + uniform(below: population - place))
            }
            return Array(places.prefix(wanted))
        }
        var moved: [Int: Int] = [:]
        return (0..<wanted).map { place in
            let other = place + uniform(below: population - place)
            let chosen = moved[other] ?? other
            moved[other] = moved[place] ?? place
            return chosen
        }
    }

    /// The index `i` with probability proportional to `cumulative[i] - cumulative[i - 1]`.
    ///
    /// `cumulative` holds the running sums of weights that are not negative, with a positive total. A weight of zero is
    /// never drawn.
    ///
    /// - Complexity: O(log n).
    public mutating func weightedIndex(cumulative: [Double]) -> Int {
        precondition((cumulative.last ?? 0) > 0, "the weights must have a positive total")
        let target = uniform() * cumulative[cumulative.count - 1]
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
