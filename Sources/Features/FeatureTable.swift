import LinearAlgebra
import Statistics

/// The vectors of all subjects of one kind that have at least one settlement: a row a subject, a column a feature.
///
/// NaN is missing. A feature whose columns the extract does not fill is not in the table; `omitted` says why.
public struct FeatureTable: Sendable {
    public struct Omission: Sendable, Equatable {
        public let name: String
        /// The column, or the columns that can stand for each other, that would be needed.
        public let missingColumn: String
    }

    public let subjectKind: SubjectKind
    /// Numbers of `PersonColumns` or `FacilityColumns`, ascending; row *i* of `values` is subject `subjects[i]`.
    public let subjects: [Int32]
    public let definitions: [FeatureDefinition]
    public let values: Matrix
    public let omitted: [Omission]

    /// The denominators of the rates, a row a subject, and where each column's stands; -1 for columns that are no rates.
    private let denominators: [Float]
    private let rateColumn: [Int]
    private let rateCount: Int

    init(
        subjectKind: SubjectKind, subjects: [Int32], definitions: [FeatureDefinition], values: Matrix,
        omitted: [Omission], denominators: [Float]
    ) {
        self.subjectKind = subjectKind
        self.subjects = subjects
        self.definitions = definitions
        self.values = values
        self.omitted = omitted
        self.denominators = denominators
        rateColumn = Self.rateColumns(definitions)
        rateCount = definitions.count(where: \.isRate)
    }

    static func rateColumns(_ definitions: [FeatureDefinition]) -> [Int] {
        var next = -1
        return definitions.map { definition in
            guard definition.isRate else { return -1 }
            next += 1
            return next
        }
    }

    public func index(of name: String) -> Int? { definitions.firstIndex { $0.name == name } }

    /// The column of a feature; nil when the table does not have it.
    public func column(named name: String) -> [Double]? { index(of: name).map(values.column) }

    /// The row of a subject; nil when it has no settlement.
    /// - Complexity: O(log *n*).
    public func row(of subject: Int32) -> Int? {
        let place = subjects.countBelow(subject)
        return place < subjects.count && subjects[place] == subject ? place : nil
    }

    /// The numerator and denominator of a rate; nil for what is no rate or missing.
    public func counts(row: Int, column: Int) -> (numerator: Double, denominator: Double)? {
        guard rateColumn[column] >= 0 else { return nil }
        let denominator = Double(denominators[row * rateCount + rateColumn[column]])
        let value = values[row, column]
        guard !value.isNaN, denominator > 0 else { return nil }
        return ((value * denominator).rounded(), denominator)
    }

    /// The table with only these features, in the order given; names it does not have are left out.
    public func selecting(_ names: [String]) -> FeatureTable {
        let columns = names.compactMap(index(of:))
        let rates = columns.map { rateColumn[$0] }.filter { $0 >= 0 }
        var kept: [Float] = []
        kept.reserveCapacity(subjects.count * rates.count)
        for row in subjects.indices {
            for rate in rates { kept.append(denominators[row * rateCount + rate]) }
        }
        return FeatureTable(
            subjectKind: subjectKind, subjects: subjects, definitions: columns.map { definitions[$0] },
            values: values.selectingColumns(columns), omitted: omitted.filter { names.contains($0.name) },
            denominators: kept)
    }
}
