import Statistics
import Testing

@Suite struct AscendingSearchTests {
    @Test func countsWhatIsLessAsACountDoes() {
        let values = [-2, 0, 0, 1, 1, 1, 5]
        for length in 0...values.count {
            let ascending = Array(values.prefix(length))
            for value in -3...6 { #expect(ascending.countBelow(value) == ascending.count { $0 < value }) }
        }
        #expect([-Double.infinity, 0, .infinity].countBelow(.infinity) == 2)
        #expect([0, 1.5].countBelow(.nan) == 0)
    }
}
