import RealModule

/// Logarithms of the incomplete gamma and beta functions, accurate deep in both tails.
///
/// Prefactors are formed by C. Loader's saddle-point expansion ("Fast and accurate computation of binomial
/// probabilities", 2000), because the textbook form subtracts three numbers of the size of the argument and has lost half
/// its digits by an argument of a million.
enum SpecialFunctions {
    /// A logarithm of a probability and of its complement.
    struct LogTails {
        var lower: Double
        var upper: Double
    }

    static let halfLogTwoPi = 0.918_938_533_204_672_8

    /// `log(1 - exp(x))` for `x <= 0`, without cancellation at either end.
    static func logOneMinusExp(_ x: Double) -> Double {
        if x >= 0 { return -.infinity }
        return x > -0.693 ? Double.log(-Double.expMinusOne(x)) : Double.log(onePlus: -Double.exp(x))
    }

    /// `log n! - log(√(2πn) (n/e)ⁿ)`, the error of Stirling's formula, for real `n > 0`.
    static func stirlingError(_ n: Double) -> Double {
        if n < 16 {
            return Double.logGamma(n + 1) - (n + 0.5) * Double.log(n) + n - halfLogTwoPi
        }
        let square = n * n
        let inner = 1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square
        return (1.0 / 12 - (1.0 / 360 - inner / square) / square) / n
    }

    /// `x log(x / m) + m - x`, half the Poisson deviance; never negative.
    static func deviance(_ x: Double, _ m: Double) -> Double {
        guard abs(x - m) < 0.1 * (x + m) else { return x * Double.log(x / m) + m - x }
        let ratio = (x - m) / (x + m)
        var sum = (x - m) * ratio
        var power = 2 * x * ratio
        var order = 3.0
        while true {
            power *= ratio * ratio
            let next = sum + power / order
            if next == sum { return sum }
            sum = next
            order += 2
        }
    }

    /// `log(mˣ e⁻ᵐ / Γ(x + 1))` for real `x >= 0`.
    static func logPoissonMass(_ x: Double, mean m: Double) -> Double {
        if x < 0 { return -.infinity }
        if m == 0 { return x == 0 ? 0 : -.infinity }
        if x == 0 { return -m }
        return -stirlingError(x) - deviance(x, m) - halfLogTwoPi - 0.5 * Double.log(x)
    }

    /// `log(Γ(n+1) / (Γ(k+1) Γ(n-k+1)) pᵏ qⁿ⁻ᵏ)` for real `0 <= k <= n`, `q = 1 - p` given apart so a small one is exact.
    static func logBinomialMass(_ k: Double, _ n: Double, _ p: Double, _ q: Double) -> Double {
        if k < 0 || k > n { return -.infinity }
        if p == 0 { return k == 0 ? 0 : -.infinity }
        if q == 0 { return k == n ? 0 : -.infinity }
        if k == 0 { return n * (p < 0.5 ? Double.log(onePlus: -p) : Double.log(q)) }
        if k == n { return n * (q < 0.5 ? Double.log(onePlus: -q) : Double.log(p)) }
        let rest = n - k
        return stirlingError(n) - stirlingError(k) - stirlingError(rest)
            - deviance(k, n * p) - deviance(rest, n * q)
            - halfLogTwoPi + 0.5 * (Double.log(n) - Double.log(k) - Double.log(rest))
    }

    /// The regularised incomplete gamma functions `log P(a, x)` and `log Q(a, x)`, `a > 0`, `x >= 0`.
    ///
    /// Below `x = a + 1` the power series of P, above it Legendre's continued fraction of Q (Abramowitz and Stegun
    /// 6.5.29 and 6.5.31), the fraction by Lentz's method.
    ///
    /// - Complexity: O(√a) terms near `x = a`, fewer elsewhere.
    static func incompleteGamma(_ a: Double, _ x: Double) -> LogTails {
        if a.isNaN || x.isNaN { return LogTails(lower: .nan, upper: .nan) }
        if x <= 0 { return LogTails(lower: -.infinity, upper: 0) }
        if x == .infinity { return LogTails(lower: 0, upper: -.infinity) }
        let prefactor = logPoissonMass(a, mean: x)
        if x < a + 1 {
            var term = 1.0
            var sum = 1.0
            var denominator = a
            repeat {
                denominator += 1
                term *= x / denominator
                sum += term
            } while term > sum * 1e-17
            let lower = Swift.min(prefactor + Double.log(sum), 0)
            return LogTails(lower: lower, upper: logOneMinusExp(lower))
        }
        let fraction = lentz(first: x + 1 - a) { index in
            (-index * (index - a), x + 1 - a + 2 * index)
        }
        let upper = Swift.min(prefactor + Double.log(a) - Double.log(fraction), 0)
        return LogTails(lower: logOneMinusExp(upper), upper: upper)
    }

    /// The regularised incomplete beta function `log I_x(a, b)` and its complement; `y = 1 - x` is given apart.
    ///
    /// The continued fraction of Abramowitz and Stegun 26.5.8, on the side of the mean where it converges fast.
    ///
    /// - Complexity: O(√max(a, b)) terms.
    static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> LogTails {
        if a.isNaN || b.isNaN || x.isNaN || y.isNaN { return LogTails(lower: .nan, upper: .nan) }
        if x <= 0 { return LogTails(lower: -.infinity, upper: 0) }
        if y <= 0 { return LogTails(lower: 0, upper: -.infinity) }
        if x > (a + 1) / (a + b + 2) {
            let mirrored = incompleteBetaLower(b, a, y, x)
            return LogTails(lower: logOneMinusExp(mirrored), upper: mirrored)
        }
        let lower = incompleteBetaLower(a, b, x, y)
        return LogTails(lower: lower, upper: logOneMinusExp(lower))
    }

    private static func incompleteBetaLower(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
        let prefactor = logBinomialMass(a, a + b, x, y) + Double.log(b / (a + b))
        let fraction = lentz(first: 1) { index in
            let half = (index / 2).rounded(.down)
            if half * 2 == index {
                return (half * (b - half) * x / ((a + index - 1) * (a + index)), 1)
            }
            return (-(a + half) * (a + b + half) * x / ((a + index - 1) * (a + index)), 1)
        }
        return Swift.min(prefactor - Double.log(fraction), 0)
    }

    /// `b₀ + a₁/(b₁ + a₂/(b₂ + …))` by the modified Lentz method.
    private static func lentz(first: Double, _ term: (Double) -> (numerator: Double, denominator: Double)) -> Double {
        let tiny = 1e-300
        var value = first == 0 ? tiny : first
        var c = value
        var d = 0.0
        var index = 1.0
        while index < 1e7 {
            let (numerator, denominator) = term(index)
            d = denominator + numerator * d
            if abs(d) < tiny { d = tiny }
            d = 1 / d
            c = denominator + numerator / c
            if abs(c) < tiny { c = tiny }
            let factor = c * d
            value *= factor
            if abs(factor - 1) < 2e-16 { break }
            index += 1
        }
        return value
    }

    /// The root of an increasing function by Newton's steps, each kept inside a bracket that only shrinks.
    static func increasingRoot(
        from start: Double, in bracket: ClosedRange<Double>, _ function: (Double) -> (value: Double, slope: Double)
    ) -> Double {
        var low = bracket.lowerBound
        var high = bracket.upperBound
        var x = Swift.min(Swift.max(start, low), high)
        for _ in 0..<200 {
            let (value, slope) = function(x)
            if value == 0 { return x }
            if value > 0 { high = x } else { low = x }
            var next = x - value / slope
            if !(next > low && next < high) { next = low + (high - low) / 2 }
            if abs(next - x) <= 4e-16 * abs(next) || next == x { return next }
            x = next
        }
        return x
    }
}
