extension Array where Element: Comparable {
    /// How many of the values, which ascend, are less than `value`: the place of the first that is not. None is less than NaN.
    ///
    /// - Complexity: O(log n).
    @inlinable public func countBelow(_ value: Element) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
