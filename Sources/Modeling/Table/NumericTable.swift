import ADBC
import Foundation
public import LinearAlgebra

/// A table of numbers out of a CSV file, plain or gzip, or a Parquet file: a matrix, and beside it what names the rows and their truth.
///
/// Numbers, and truth values as 0 and 1. Missing is what is empty, NULL, or in a CSV one of `missingSpellings`; it becomes NaN, never
/// zero. A CSV file has a header row, fields separated by commas, semicolons, tabs or bars (whichever its header has most of), a point in
/// its decimals, and is UTF-8. Any other column is an error unless it is left out by name: a feature is never guessed.
public struct NumericTable: Sendable {
    /// The file's name without the folders above it.
    public let name: String
    /// The features, in the order of the file.
    public let columns: [String]
    /// A row a row of the file, a column a feature.
    public let values: Matrix
    /// What names the rows; an empty text where it is missing.
    public let identifiers: [String]?
    public let labels: [Bool]?

    static let missingSpellings = ["", "NA", "N/A", "NaN", "nan", "NULL", "null", "None"]

    public var rowCount: Int { values.rowCount }
    public var identities: [FeatureIdentity] { columns.map(FeatureIdentity.column) }

    public init(name: String, columns: [String], values: Matrix, identifiers: [String]? = nil, labels: [Bool]? = nil) {
        precondition(columns.count == values.columnCount, "a name for each column")
        self.name = name
        self.columns = columns
        self.values = values
        self.identifiers = identifiers
        self.labels = labels
    }

    /// Reads a file.
    ///
    /// - Throws: `ModelingError` with the file, the row (from 1, the header not counted) and the column of what is wrong.
    /// - Complexity: O(bytes); columns go to the matrix batch by batch.
    public init(_ request: TableRequest) throws(ModelingError) {
        var isFolder: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(atPath: request.path, isDirectory: &isFolder)
        guard exists, !isFolder.boolValue else {
            throw ModelingError("\(request.name) \(exists ? "is a folder" : "does not exist"); give a table: a file that ends in .csv, .csv.gz or .parquet")
        }
        let lowercase = request.path.lowercased()
        if lowercase.hasSuffix(".parquet") {
            self = try ParquetTable(request).read()
        } else if lowercase.hasSuffix(".csv") || lowercase.hasSuffix(".csv.gz") {
            self = try CSVTable(request).read()
        } else {
            throw ModelingError("\(request.name) is of an unknown kind; give a file that ends in .csv, .csv.gz or .parquet")
        }
    }

    /// The table with its columns in the order of a model's features.
    ///
    /// - Throws: `ModelingError` that names the features by which they differ.
    public func arranged(for part: ModelPart) throws(ModelingError) -> NumericTable {
        try part.requireFeatures(identities)
        let places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
        let order = part.card.features.map { places[$0.name] ?? 0 }
        guard order != Array(columns.indices) else { return self }
        return NumericTable(
            name: name, columns: order.map { columns[$0] }, values: values.selectingColumns(order), identifiers: identifiers, labels: labels)
    }
}
