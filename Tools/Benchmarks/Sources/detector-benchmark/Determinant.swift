import ArgumentParser
import Detection

/// What `minimum_covariance_determinant.py` holds against scikit-learn: the search alone, on subsets of a given size.
struct Determinant: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Searches the rows whose covariance has the least determinant, once a seed.",
        discussion: "Example: detector-benchmark determinant --matrix normal.f64 --columns 50 --coverage 750 --seeds 10"
    )

    @Option(help: "A file of doubles, row after row, without a header.")
    var matrix: String
    @Option var columns: Int
    @Option(help: "The number of rows looked for.")
    var coverage: Int
    @Option(help: "The search is made with the seeds 1 to this.")
    var seeds: UInt64 = 10

    func run() throws {
        let rows = try RawMatrix.read(path: matrix, columns: columns)
        guard coverage >= 1, coverage <= rows.rowCount else {
            throw ValidationError("--coverage is \(coverage), expected between 1 and the \(rows.rowCount) rows")
        }
        guard seeds > 0 else { throw ValidationError("--seeds is 0, expected at least 1") }
        let search = MinimumCovarianceDeterminant(rows: rows, coverage: coverage, ridge: Array(repeating: 0, count: columns))
        try DetectorBenchmark.printJSON(Found(logDeterminants: (1...seeds).map { search.search(seed: $0)?.logDeterminant }))
    }

    private struct Found: Encodable {
        /// By seed; null where it is zero.
        let logDeterminants: [Double?]
    }
}
