public import Statistics

// What `Statistics` freezes, as named tensors.

extension RankSketch: WeightCoding {
    public func write(to weights: inout Weights) {
        weights.set("points", points)
        weights.set("below", below.map(Double.init))
        weights.set("upTo", upTo.map(Double.init))
        weights.set("count", Double(count))
    }

    public init(from weights: Weights) throws(WeightError) {
        let points = try weights.vector("points", allowing: .infinite)
        func ranks(_ name: String) throws(WeightError) -> [Int] {
            let values = try weights.vector(name, count: points.count)
            if let index = values.firstIndex(where: { Int(exactly: $0) == nil }) {
                throw .outOfRange(name: name, index: index, requirement: "a whole number")
            }
            return values.map { Int($0) }
        }
        let sketch = RankSketch(
            points: points, below: try ranks("below"), upTo: try ranks("upTo"), count: try weights.integer("count", in: 0...1 << 52))
        guard let sketch else {
            throw .invalid(name: "points", requirement: "ascending, with ranks that ascend from 0 to the tensor count")
        }
        self = sketch
    }
}

extension ConformalCalibration: WeightCoding {
    public func write(to weights: inout Weights) { weights.set("reference", nested: sketch) }

    public init(from weights: Weights) throws(WeightError) {
        self.init(sketch: try weights.nested("reference", as: RankSketch.self))
    }
}

extension CrossConformal: WeightCoding {
    public func write(to weights: inout Weights) {
        weights.set("foldCount", Double(calibrations.count))
        for (fold, calibration) in calibrations.enumerated() { weights.set("folds.\(fold)", nested: calibration) }
    }

    public init(from weights: Weights) throws(WeightError) {
        var calibrations: [ConformalCalibration] = []
        // No more folds than tensors, so that a wrong count cannot make a long loop.
        for fold in 0..<(try weights.integer("foldCount", in: 0...weights.tensors.count)) {
            calibrations.append(try weights.nested("folds.\(fold)", as: ConformalCalibration.self))
        }
        self.init(calibrations: calibrations)
    }
}

extension ColumnProfile: WeightCoding {
    public func write(to weights: inout Weights) {
        weights.set("values", nested: sketch)
        weights.set("missing", Double(missingCount))
    }

    public init(from weights: Weights) throws(WeightError) {
        self.init(
            sketch: try weights.nested("values", as: RankSketch.self), missingCount: try weights.integer("missing", in: 0...1 << 52))
    }
}
