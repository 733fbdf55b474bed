import Statistics
import Testing

@Suite struct RidgeRegressionTests {
    private static let x = [1.0, 2, 3, 4, 5, 6]
    private static let y = [2.1, 3.9, 6.2, 7.8, 10.1, 12.2]

    private func line(penalty: Double) throws -> RidgeRegression {
        try RidgeRegression(rowCount: 6, penalties: [0, penalty]) { row, columns in
            columns[columns.startIndex] = 1
            columns[columns.startIndex + 1] = Self.x[row]
            return Self.y[row]
        }
    }

    /// Worked by hand: slope 35.35/17.5, intercept 7.05 - 2.02 × 3.5, residual sum of squares 71.535 - 35.35²/17.5.
    @Test func leastSquaresOfALine() throws {
        let model = try line(penalty: 0)
        #expect(abs(model.coefficients[1] - 2.02) < 1e-12)
        #expect(abs(model.coefficients[0] - -0.02) < 1e-12)
        #expect(model.degreesOfFreedom == 4)
        let squares: Double = 71.535 - 35.35 * 35.35 / 17.5
        #expect(abs(model.residualVariance - squares / 4) < 1e-10)
        // 1 + 1/6 + (7 - 3.5)²/17.5 of the variance at 7.
        let deviation = (model.residualVariance * (1 + 1.0 / 6 + 12.25 / 17.5)).squareRoot()
        #expect(abs(model.predictionDeviation([1, 7]) - deviation) < 1e-10)
        #expect(abs(model.upperLimit([1, 7], probability: 0.05) - (14.12 + 2.131_846_786_326_65 * deviation)) < 1e-8)
    }

    @Test func ridgeShrinksAndNeverFails() throws {
        #expect(try line(penalty: 100).coefficients[1] < 1)
        // Two columns that are one: only the penalty tells them apart.
        let twins = try RidgeRegression(rowCount: 6, penalties: [1, 1]) { row, columns in
            for place in columns.indices { columns[place] = Self.x[row] }
            return Self.y[row]
        }
        #expect(abs(twins.coefficients[0] - twins.coefficients[1]) < 1e-12)
        #expect(twins.degreesOfFreedom > 4 && twins.degreesOfFreedom < 6)
    }

    /// From the tables: t of 0.975 with 10 degrees is 2.228139, of 0.95 with 1 degree 6.313752.
    @Test func studentT() {
        let ten = StudentT(degreesOfFreedom: 10)
        #expect(abs(ten.upperQuantile(0.025) - 2.228_138_851_964_939) < 1e-9)
        #expect(abs(StudentT(degreesOfFreedom: 1).upperQuantile(0.05) - 6.313_751_514_675_04) < 1e-8)
        #expect(abs(ten.tailProbability(of: 2.228_138_851_964_939) - 0.025) < 1e-12)
        #expect(abs(ten.tailProbability(of: -1) + ten.tailProbability(of: 1) - 1) < 1e-12)
        #expect(ten.tailProbability(of: 0) == 0.5)
        #expect(ten.upperQuantile(0.5) == 0)
    }
}
