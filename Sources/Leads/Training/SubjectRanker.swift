import Detection
import Features
package import Learning

/// A supervised ranking of the subjects of one kind, and the columns it reads.
public struct SubjectRanker: WeightCoding, Equatable {
    package let columns: [String]
    package let model: SupervisedRanker.Model

    package init(columns: [String], model: SupervisedRanker.Model) {
        self.columns = columns
        self.model = model
    }

    public func write(to weights: inout Weights) {
        weights.set("columns", texts: columns)
        weights.set("model", nested: model)
    }

    public init(from weights: Weights) throws(WeightError) {
        columns = try weights.texts("columns")
        model = try weights.nested("model", as: SupervisedRanker.Model.self)
        guard columns.count == model.columnCount else {
            throw .invalid(name: "columns", requirement: "as many as the model reads, \(model.columnCount)")
        }
    }

    static func name(of kind: SubjectKind) -> String { "ranker-\(kind.rawValue)" }
}
