import ADBC
import LinearAlgebra

/// Takes in the batches of a query: first the features as doubles, then the identifier and the label as text, where they were asked for.
struct TableBuilder {
    private let request: TableRequest
    private let columns: [String]
    private let roles: TableRequest.Roles
    private var elements: [Double] = []
    private var identifiers: [String] = []
    private var labels: [Bool] = []
    private(set) var rowCount = 0

    init(_ request: TableRequest, columns: [String], roles: TableRequest.Roles) {
        self.request = request
        self.columns = columns
        self.roles = roles
    }

    /// A driver's error or the table's own.
    enum Failure: Error {
        case driver(ADBCError)
        case table(ModelingError)
    }

    mutating func take(_ stream: RecordStream) throws(Failure) {
        while true {
            let batch: RecordBatch?
            do { batch = try stream.next() } catch { throw .driver(error) }
            guard let batch else { return }
            do { try takeNumbers(batch) } catch { throw .driver(error) }
            do { try takeTexts(batch) } catch { throw .table(error) }
            rowCount += batch.rowCount
        }
    }

    private mutating func takeNumbers(_ batch: RecordBatch) throws(ADBCError) {
        let width = roles.features.count
        let start = elements.count
        elements.append(contentsOf: repeatElement(.nan, count: batch.rowCount * width))
        for place in 0..<width {
            let column = try batch.double(place)
            var target = elements.mutableSpan
            column.withValues { values in
                var index = start + place
                for row in values.indices {
                    if !column.mayHaveNulls || !column.isNull(row) { target[index] = values[row] }
                    index += width
                }
            }
        }
    }

    private mutating func takeTexts(_ batch: RecordBatch) throws(ModelingError) {
        var place = roles.features.count
        if roles.identifier != nil {
            if case .utf8(let column) = batch.column(place) {
                for row in 0..<batch.rowCount { identifiers.append(column.string(row) ?? "") }
            }
            place += 1
        }
        guard let label = roles.label, case .utf8(let column) = batch.column(place) else { return }
        for row in 0..<batch.rowCount {
            switch column.string(row)?.lowercased() {
            case "1", "1.0", "true": labels.append(true)
            case "0", "0.0", "false": labels.append(false)
            case let found:
                throw ModelingError("""
                    \(request.name), row \(rowCount + row + 1), column \(columns[label]): found \(found == nil ? "nothing" : "another value"), \
                    expected a label of 0, 1, true or false; mend the row, or leave --label out
                    """)
            }
        }
    }

    func table() throws(ModelingError) -> NumericTable {
        guard rowCount > 0 else { throw ModelingError("\(request.name): there is no row; expected a header row and at least two rows of numbers") }
        let width = roles.features.count
        return NumericTable(
            name: request.name, columns: roles.features.map { columns[$0] },
            values: Matrix(rowCount: rowCount, columnCount: width, elements: elements),
            identifiers: roles.identifier == nil ? nil : identifiers, labels: roles.label == nil ? nil : labels)
    }
}
