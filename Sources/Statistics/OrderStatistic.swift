extension [Double] {
    /// The value that would stand at `rank`, counted from 0, were the array sorted; rearranges the array so that no value before
    /// that place is larger and none after it smaller.
    ///
    /// C. Hoare, "Algorithm 65: Find" (Communications of the ACM 4, 1961), with the middle of three as the pivot. An unlucky order
    /// that would cost the square is sorted instead.
    ///
    /// - Precondition: the rank lies inside the array, and no value is missing.
    /// - Complexity: O(n) on average, O(n log n) at worst.
    public mutating func orderStatistic(at rank: Int) -> Double {
        precondition(rank >= 0 && rank < count, "the rank lies inside the array")
        var (low, high) = (0, count - 1)
        var rounds = 8 + 4 * (Int.bitWidth - count.leadingZeroBitCount)
        while low < high {
            rounds -= 1
            if rounds == 0 {
                self[low...high].sort()
                break
            }
            let (newLow, newHigh) = partition(low, high, around: rank)
            if newLow == rank && newHigh == rank { break }
            (low, high) = (newLow, newHigh)
        }
        return self[rank]
    }

    /// The part in which the search goes on; the rank itself once it is found.
    private mutating func partition(_ low: Int, _ high: Int, around rank: Int) -> (Int, Int) {
        var values = mutableSpan
        let middle = low + (high - low) / 2
        if values[middle] < values[low] { values.swapAt(middle, low) }
        if values[high] < values[low] { values.swapAt(high, low) }
        if values[high] < values[middle] { values.swapAt(high, middle) }
        let pivot = values[middle]
        var (left, right) = (low, high)
        while left <= right {
            while values[left] < pivot { left += 1 }
            while pivot < values[right] { right -= 1 }
            if left <= right {
                values.swapAt(left, right)
                left += 1
                right -= 1
            }
        }
        if rank <= right { return (low, right) }
        return rank >= left ? (left, high) : (rank, rank)
    }
}
