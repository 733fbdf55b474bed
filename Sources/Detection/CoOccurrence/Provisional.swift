/// P(X >= count) for X a sum of independent trials with these probabilities (Poisson-binomial), by the forward recursion with the
/// state `count` absorbing: only sums of positive products, so deep tails keep their relative accuracy down to the least normal number.
///
/// - Complexity: O(n·count).
func poissonBinomialUpperTail(_ probabilities: [Double], atLeast count: Int) -> Double {
    guard count > 0 else { return 1 }
    guard count <= probabilities.count else { return 0 }
    var mass = [Double](repeating: 0, count: count + 1)
    mass[0] = 1
    for probability in probabilities {
        mass[count] += mass[count - 1] * probability
        for successes in stride(from: count - 1, to: 0, by: -1) {
            mass[successes] = mass[successes] * (1 - probability) + mass[successes - 1] * probability
        }
        mass[0] *= 1 - probability
    }
    return min(1, mass[count])
}
