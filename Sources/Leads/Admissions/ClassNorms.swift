import Statistics

/// What is usual among stays of the same category of diagnosis: the median and its scaled median absolute deviation, which
/// up to half of wild stays cannot move. Small categories, and stays without one, are compared with all stays.
struct ClassNorms {
    private let values: [Double]
    private let classes: [Int32]
    private let norms: [RobustScale?]
    private let all: RobustScale?

    /// - Parameter values: by stay, NaN where it does not count.
    init(_ values: [Double], classes: [Int32], classCount: Int, minimum: Int) {
        var members = [[Double]](repeating: [], count: classCount)
        for (stay, value) in values.enumerated() where value.isFinite && classes[stay] >= 0 { members[Int(classes[stay])].append(value) }
        self.values = values
        self.classes = classes
        norms = members.map { $0.count >= minimum ? RobustScale($0) : nil }
        let known = values.filter(\.isFinite)
        all = known.count >= minimum ? RobustScale(known) : nil
    }

    private func norm(of stay: Int) -> RobustScale? { classes[stay] >= 0 ? norms[Int(classes[stay])] ?? all : all }

    /// The usual value of stays like this one; nil where there are too few.
    func center(of stay: Int) -> Double? { norm(of: stay)?.center }

    /// How far a stay's value is from it, in robust standard deviations; NaN where nothing can be said. Where all stays
    /// have one value, any higher one is far and the same one is not.
    func robustZ(of stay: Int) -> Double {
        guard let norm = norm(of: stay), values[stay].isFinite else { return .nan }
        if norm.scale == 0 { return values[stay] > norm.center ? RobustScale.limit : values[stay] < norm.center ? -RobustScale.limit : 0 }
        return norm.robustZ(values[stay])
    }
}
