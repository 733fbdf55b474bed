import RealModule
import Statistics

extension MinimumCovarianceDeterminant {
    /// What the covariance of the central share α of normal rows is multiplied by to estimate that of all of them.
    /// C. Croux and G. Haesbroeck, "Influence function and efficiency of the minimum covariance determinant scatter matrix
    /// estimator" (J. Multivariate Analysis 71, 1999).
    package static func consistencyFactor(columnCount p: Int, share: Double) -> Double {
        guard share < 1 else { return 1 }
        let quantile = ChiSquared(degreesOfFreedom: Double(p)).quantile(share)
        return share / ChiSquared(degreesOfFreedom: Double(p + 2)).cumulative(quantile)
    }

    /// G. Pison, S. Van Aelst and G. Willems, "Small sample corrections for LTS and MCD" (Metrika 55, 2002): the constants of
    /// their fitted curves, linear in the share between its tabulated values. A factor outside 1...50, where rows are too few
    /// for the curves, is taken as 1.
    package static func smallSampleFactor(rowCount: Int, columnCount: Int, share: Double, reweighted: Bool) -> Double {
        let half = shrinkage(reweighted ? Self.reweightedHalf : Self.rawHalf, rowCount, columnCount)
        let most = shrinkage(reweighted ? Self.reweightedMost : Self.rawMost, rowCount, columnCount)
        let inverse = share <= 0.875 ? half + (most - half) * (share - 0.5) / 0.375 : most + (1 - most) * (share - 0.875) / 0.125
        let factor = 1 / inverse
        return factor >= 1 && factor <= 50 ? factor : 1
    }

    /// The curve `1 - exp(a) / nᵇ`: (a, b) for one and for two columns, and (coefficient, exponent) of the curves through which
    /// (a, b) for more columns is found, at n = 2p² and n = 3p².
    private struct Curve {
        var one: (Double, Double)
        var two: (Double, Double)
        var atTwice: (Double, Double)
        var atThrice: (Double, Double)
    }

    private static let rawHalf = Curve(
        one: (0.262024211897096, 0.604756680630497), two: (0.673292623522027, 0.691365864961895),
        atTwice: (1.42764571687802, 1.26263336932151), atThrice: (1.06141115981725, 1.28907991440387))
    private static let rawMost = Curve(
        one: (-0.351584646688712, 1.01646567502486), two: (0.446537815635445, 1.06690782995919),
        atTwice: (0.455179464070565, 1.11192541278794), atThrice: (0.294241208320834, 1.09649329149811))
    private static let reweightedHalf = Curve(
        one: (1.11098143415027, 1.5182890270453), two: (3.11101712909049, 1.91401056721863),
        atTwice: (1.02842572724793, 1.67659883081926), atThrice: (0.26800273450853, 1.35968562893582))
    private static let reweightedMost = Curve(
        one: (-0.66046776772861, 0.88939595831888), two: (0.79473550581058, 1.10081930350091),
        atTwice: (0.544482443573914, 1.25994483222292), atThrice: (0.343791072183285, 1.25159004257133))

    private static func shrinkage(_ curve: Curve, _ rowCount: Int, _ columnCount: Int) -> Double {
        let logCount = Double.log(Double(rowCount))
        if columnCount == 1 { return 1 - Double.exp(curve.one.0 - curve.one.1 * logCount) }
        if columnCount == 2 { return 1 - Double.exp(curve.two.0 - curve.two.1 * logCount) }
        let p = Double(columnCount)
        // Two points on the line a - b log n.
        let first = Double.log(curve.atTwice.0) - curve.atTwice.1 * Double.log(p)
        let second = Double.log(curve.atThrice.0) - curve.atThrice.1 * Double.log(p)
        let slope = (second - first) / (Double.log(3) - Double.log(2))
        return 1 - Double.exp(first + slope * (logCount - Double.log(2 * p * p)))
    }
}
