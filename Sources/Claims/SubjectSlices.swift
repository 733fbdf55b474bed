/// The rows of each subject, side by side: a counting sort of row numbers by a column of subject numbers.
///
/// Rows keep their order within a subject, and the store's rows are in time order, so every slice is in time order too.
public struct SubjectSlices: Sendable {
    public let rows: [Int32]
    public let offsets: [Int32]

    /// - Parameters:
    ///   - subjects: the subject of each row, in 0..<subjectCount, or negative for none.
    /// - Complexity: O(*n* + *subjectCount*).
    public init(subjects: [Int32], subjectCount: Int) {
        var offsets = [Int32](repeating: 0, count: subjectCount + 1)
        for subject in subjects where subject >= 0 { offsets[Int(subject) + 1] += 1 }
        for subject in 0..<subjectCount { offsets[subject + 1] += offsets[subject] }
        var next = offsets
        var rows = [Int32](repeating: 0, count: Int(offsets[subjectCount]))
        for (row, subject) in subjects.enumerated() where subject >= 0 {
            rows[Int(next[Int(subject)])] = Int32(row)
            next[Int(subject)] += 1
        }
        self.rows = rows
        self.offsets = offsets
    }

    public var subjectCount: Int { offsets.count - 1 }

    @inlinable
    public subscript(subject: Int) -> ArraySlice<Int32> { rows[Int(offsets[subject])..<Int(offsets[subject + 1])] }
}
