/// Which table is wanted, and what its columns are for.
public struct TableRequest: Sendable {
    public var path: String
    /// The column that names the rows; it is no feature.
    public var identifier: String?
    /// The column of the truth, 0 or 1; it is no feature.
    public var label: String?
    /// Columns that are left out.
    public var ignored: [String]
    public var threads: Int

    public init(path: String, identifier: String? = nil, label: String? = nil, ignored: [String] = [], threads: Int = 1) {
        self.path = path
        self.identifier = identifier
        self.label = label
        self.ignored = ignored
        self.threads = threads
    }

    /// What messages call the table: never the machine's folders above.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The positions of the columns by what they are for.
    struct Roles: Equatable {
        var identifier: Int?
        var label: Int?
        var features: [Int] = []
    }

    /// - Throws: `ModelingError` for a column that there is not, is there twice or has no name, and where no feature is left.
    func roles(of columns: [String]) throws(ModelingError) -> Roles {
        for (place, column) in columns.enumerated() {
            guard !column.isEmpty else {
                throw ModelingError("\(name): column \(place + 1) has no name; give it one in the header row")
            }
            if let first = columns[..<place].firstIndex(of: column) {
                throw ModelingError("\(name): columns \(first + 1) and \(place + 1) are both named \(column); give each its own name")
            }
        }
        func place(of column: String?, _ option: String) throws(ModelingError) -> Int? {
            guard let column else { return nil }
            guard let place = columns.firstIndex(of: column) else {
                throw ModelingError("\(name): there is no column \(column) for \(option); the columns are \(FeatureDifference.list(columns, limit: 20))")
            }
            return place
        }
        var roles = Roles(identifier: try place(of: identifier, "--id"), label: try place(of: label, "--label"))
        var taken = Set([roles.identifier, roles.label].compactMap(\.self))
        if roles.identifier != nil, roles.identifier == roles.label {
            throw ModelingError("\(name): the column \(identifier ?? "") cannot be both --id and --label")
        }
        for column in ignored { taken.formUnion([try place(of: column, "--ignore")].compactMap(\.self)) }
        roles.features = columns.indices.filter { !taken.contains($0) }
        guard !roles.features.isEmpty else { throw ModelingError("\(name): no column is left to be a feature; expected at least one column of numbers") }
        return roles
    }
}
