import Testing

import Statistics

@Suite struct RobustScaleTests {
    @Test func quantilesAreThoseOfTypeSeven() {
        // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [0, .1, .25, .5, .9, 1])
        let values = [3.0, 1, 4, 1, 5, 9, 2, 6]
        let expected = [(0.0, 1.0), (0.1, 1.0), (0.25, 1.75), (0.5, 3.5), (0.9, 6.9), (1.0, 9.0)]
        for (probability, value) in expected {
            #expect(abs(quantile(values, probability) - value) < 1e-15)
        }
        #expect(median([2, .nan, 8, .infinity]) == 5)
        #expect(median([]).isNaN)
        #expect(quantile([7], 0.3) == 7)
        #expect(quantile([-1e308, 1e308], 0.5) == 0)
    }

    @Test func scaleOfNormalValuesIsTheirStandardDeviation() {
        var stream = RandomStream(seed: 4)
        let values = (0..<100_000).map { _ in 10 + 3 * stream.normal() }
        let scale = RobustScale(values)
        #expect(scale.basis == .medianAbsoluteDeviation)
        #expect(abs(scale.center - 10) < 0.05)
        #expect(abs(scale.scale - 3) < 0.05)
        #expect(abs(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9]) - 1) < 1e-15)
    }

    @Test func wildMinorityDoesNotMoveTheScale() {
        let clean = (0..<100).map(Double.init)
        let spoiled = clean + [Double](repeating: 1e12, count: 20)
        #expect(RobustScale(spoiled).scale < 1.5 * RobustScale(clean).scale)
    }

    @Test func fallsBackWhenMostValuesAreEqual() {
        let rare = RobustScale([0, 0, 0, 0, 0, 0, 10])
        #expect(rare.basis == .meanAbsoluteDeviation)
        #expect(abs(rare.scale - 10.0 / 7 * 1.253_314_137_315_5) < 1e-12)
        for constant in [RobustScale([5, 5, 5]), RobustScale([]), RobustScale([.nan]), RobustScale([3])] {
            #expect(constant.basis == .none && constant.scale == 0)
            #expect(constant.robustZ(1e300) == 0)
        }
        #expect(RobustScale([0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2]).basis != .medianAbsoluteDeviation)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e308, -1e308, 1e-300, 0])
    func zIsAlwaysFinite(_ x: Double) {
        let columns: [[Double]] = [[], [1], [1, 2, 3], [-1e308, 0, 1e308], [1e-306, 2e-306, 3e-306], [0, 0, 0, 1e308]]
        for column in columns {
            #expect(RobustScale(column).robustZ(x).isFinite)
        }
        #expect(robustZ([1, 2, 3, .infinity, .nan]) == [-1 / 1.482602218505602, 0, 1 / 1.482602218505602, 1e9, 0])
    }
}
