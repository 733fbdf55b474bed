import Testing

import Statistics

@Suite struct OrderStatisticTests {
    /// Oracle: the sorted array.
    @Test(arguments: [1, 2, 3, 10, 257, 2000])
    func everyRankIsThatOfTheSortedValues(_ count: Int) {
        var stream = RandomStream(seed: UInt64(count))
        let kinds: [[Double]] = [
            (0..<count).map { _ in stream.normal() },
            (0..<count).map { _ in Double(stream.uniform(below: 3)) },
            (0..<count).map { Double($0) },
            (0..<count).map { Double(-$0) },
            (0..<count).map { Double($0 % 2 == 0 ? $0 : count - $0) },
            [Double](repeating: 4, count: count),
        ]
        for values in kinds {
            let sorted = values.sorted()
            for rank in stride(from: 0, to: count, by: max(1, count / 17)) {
                var copy = values
                let found = copy.orderStatistic(at: rank)
                #expect(found == sorted[rank])
                #expect(copy[..<rank].allSatisfy { $0 <= sorted[rank] } && copy[rank...].allSatisfy { $0 >= sorted[rank] })
                #expect(copy.sorted() == sorted)
            }
        }
    }

    @Test func quantilesAreThoseOfSortedValues() {
        var stream = RandomStream(seed: 5)
        let values = (0..<101).map { _ in stream.normal() }
        for probability in [0, 0.1, 0.25, 0.333, 0.5, 0.9, 1] {
            #expect(quantile(values, probability) == quantile(sorted: values.sorted(), probability))
        }
        #expect(quantile([.nan, 3, .infinity], 0.5) == 3)
        #expect(median([]).isNaN)
    }
}
