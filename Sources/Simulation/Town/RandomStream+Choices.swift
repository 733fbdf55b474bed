import Statistics

extension RandomStream {
    mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    /// A whole number in a closed range.
    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + uniform(below: range.upperBound - range.lowerBound + 1)
    }

    mutating func real(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// One element of a collection that is not empty.
    mutating func element<Elements: RandomAccessCollection>(of elements: Elements) -> Elements.Element {
        elements[elements.index(elements.startIndex, offsetBy: uniform(below: elements.count))]
    }

    /// `count` different elements in random order, or all of them when there are fewer.
    mutating func elements<Element>(_ count: Int, of elements: [Element]) -> [Element] {
        sample(count: count, from: elements.count).map { elements[$0] }
    }
}

/// The running sums of weights, as `RandomStream.weightedIndex(cumulative:)` wants them.
func runningSums(_ weights: [Double]) -> [Double] {
    var sum = 0.0
    return weights.map { weight in
        sum += weight
        return sum
    }
}
