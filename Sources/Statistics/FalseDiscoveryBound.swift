/// How many of a list may be false, for a list cut at any length and chosen in any way after looking at the p-values.
///
/// With probability `1 - level` the bounds hold for all sets of rows at once, so for every cut of every order. They are those of
/// closed testing with Simes's tests (J. Goeman and A. Solari, "Multiple testing for exploratory research", Statistical Science
/// 26, 2011), in the form of J. Goeman, R. Meijer, T. Krebs and A. Solari, "Simultaneous control of all false discovery
/// proportions in large-scale multiple hypothesis testing" (Biometrika 106, 2019):
///
///     V(S) = min over u ≥ 1 of (#{i in S: h p_i > u α} + u - 1), at most |S|
///
/// h being the size of the largest set that Simes's test does not reject; with the number of tests m in place of h it is the
/// bound of G. Blanchard, P. Neuvial and E. Roquain, "Post hoc confidence bounds on false positives using reference families"
/// (Annals of Statistics 48, 2020), which is never smaller. Simes's inequality holds for independent and for positively
/// dependent p-values, as conformal p-values by one reference are; else ask for `.arbitrary`, where the level is divided by
/// `1 + 1/2 + ⋯ + 1/m` (G. Hommel, 1983).
///
/// What "false" means is what the p-values mean: a row exchangeable with the reference. A row without p-value (NaN) is no
/// test and counts as false wherever it is listed. Marginal conformal p-values give the stated probability over draws of the
/// reference and the rows together.
///
/// All prefixes of an order take one pass: let `c_i` be the smallest u with `h p_i ≤ u α`; V(S) is then the number of rows of S
/// that find a place of their own below their `c_i` among the places 1, 2, …, which rows take greedily from the highest
/// down, whatever their order, by union and find.
public struct FalseDiscoveryBound: Sendable, Equatable {
    public let level: Double
    /// The p-values that are not missing.
    public let testCount: Int
    /// h: in all but a share `level` of cases, at least as many as there are ordinary rows among the tests.
    public let nullBound: Int
    /// Rows in order of their p-values, ties by index, missing ones last.
    public let order: [Int]
    /// Entry k bounds the false ones among the first k rows of `order`.
    public let orderedBounds: [Int]
    /// `c_i`, at most `testCount + 1`; beyond all of them for a row without p-value, so that it always finds a place.
    private let limits: [Int]

    /// - Parameters:
    ///   - pValues: one a row.
    ///   - level: the probability with which a bound may fail, above 0 and below 1.
    /// - Complexity: O(n log n).
    public init(pValues: [Double], level: Double = 0.1, dependence: TestDependence = .positive) {
        precondition(level > 0 && level < 1, "a probability above 0 and below 1")
        let tests = pValues.indices.filter { !pValues[$0].isNaN }.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        let alpha = level / dependence.factor(tests: tests.count)
        let size = Self.largestAccepted(tests.map { pValues[$0] }, alpha)
        self.level = level
        testCount = tests.count
        nullBound = size
        order = tests + pValues.indices.filter { pValues[$0].isNaN }
        let limits = pValues.map { p in
            p.isNaN ? pValues.count + 1 : Self.limit(Double(size) * p, alpha, tests: tests.count)
        }
        self.limits = limits
        orderedBounds = Self.bounds(order.map { limits[$0] }, placeCount: limits.count)
    }

    /// The most false ones among the first `k` rows in order of their p-values; k beyond the rows counts as all of them.
    public func bound(forFirst k: Int) -> Int {
        orderedBounds[Swift.min(Swift.max(k, 0), order.count)]
    }

    /// The most false ones among any rows.
    ///
    /// - Precondition: no row is named twice.
    /// - Complexity: O(n) but for a factor that is below 5 in practice.
    public func bound(of rows: [Int]) -> Int {
        bounds(inOrder: rows)[rows.count]
    }

    /// Entry k is the most false ones among the first k of `rows`, in any order, as of a list that is ranked by more than the
    /// p-value.
    ///
    /// - Precondition: no row is named twice.
    /// - Complexity: as `bound(of:)`.
    public func bounds(inOrder rows: [Int]) -> [Int] {
        Self.bounds(rows.map { limits[$0] }, placeCount: limits.count)
    }

    /// The smallest whole u ≥ 1 with `scaled ≤ u alpha`, or one more than all places.
    private static func limit(_ scaled: Double, _ alpha: Double, tests: Int) -> Int {
        let most = Double(tests + 1)
        var limit = Swift.max((scaled / alpha).rounded(.up), 1)
        guard limit < most else { return tests + 1 }
        // The quotient may be rounded over a whole number; the inequality itself decides.
        if limit > 1, scaled <= (limit - 1) * alpha { limit -= 1 } else if scaled > limit * alpha { limit += 1 }
        return Int(Swift.min(limit, most))
    }

    /// The largest i such that Simes's test does not reject the i largest p-values. If it does not reject i of them it does not
    /// reject fewer, so the size is found by bisection.
    private static func largestAccepted(_ sorted: [Double], _ alpha: Double) -> Int {
        let m = sorted.count
        func isAccepted(_ size: Int) -> Bool {
            for j in 0..<size where Double(size) * sorted[m - size + j] <= Double(j + 1) * alpha { return false }
            return true
        }
        var (low, high) = (0, m)
        while low < high {
            let middle = (low + high + 1) / 2
            if isAccepted(middle) { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private static func bounds(_ limits: [Int], placeCount: Int) -> [Int] {
        // A way to the highest free place at or below each place; 0 means none.
        var free = Array(0...placeCount)
        var result = [0]
        result.reserveCapacity(limits.count + 1)
        var taken = 0
        for limit in limits {
            var place = limit - 1
            while free[place] != place {
                free[place] = free[free[place]]
                place = free[place]
            }
            if place > 0 {
                free[place] = place - 1
                taken += 1
            }
            result.append(taken)
        }
        return result
    }
}
