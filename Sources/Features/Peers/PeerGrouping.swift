/// Subjects that may be compared with each other.
public struct PeerGroup: Sendable {
    /// For print: the traits its members share.
    public let key: LocalizedText
    /// How many traits were dropped to make it large enough; 0 is the finest.
    public let backOff: Int
    /// Rows of the table, ascending. All subjects with these traits, also those that have a finer group of their own.
    public let members: [Int32]
    /// How many the group was made of: its members, or those of the table it was frozen from.
    public let count: Int
}

/// The peer group of every subject of a table.
///
/// A subject's group is that of all its traits. Where that has too few members, the last trait is dropped, and so on to
/// the first trait alone, and only then to all subjects. Where even these are too few, there is no comparison. Traits
/// that the extract does not tell, or in which all subjects agree, are not used.
public struct PeerGrouping: Sendable {
    public let groups: [PeerGroup]
    /// The names of the traits in use.
    let traits: [String]
    /// By row of the table: a position in `groups`, or -1.
    public let groupOfRow: [Int32]

    /// By group: its members as places in the table.
    public var membersOfGroup: [[Int]] { groups.map { $0.members.map(Int.init) } }

    public func group(ofRow row: Int) -> PeerGroup? {
        groupOfRow[row] >= 0 ? groups[Int(groupOfRow[row])] : nil
    }

    /// - Complexity: O(*n* · *traits*).
    public init(_ table: FeatureTable, in context: FeatureContext, parameters: PeerParameters = .init()) {
        self.init(table.subjectKind, subjects: table.subjects, in: context, parameters: parameters)
    }

    public init(
        _ kind: SubjectKind, subjects: [Int32], in context: FeatureContext, parameters: PeerParameters = .init()
    ) {
        let traits = PeerTrait.traits(of: kind, subjects, in: context, parameters).filter(\.isInformative)
        self.traits = traits.map(\.name)
        let minimum = parameters.minimumSize(of: kind)
        var groups: [PeerGroup] = []
        var groupOfRow = [Int32](repeating: -1, count: subjects.count)
        var remaining = Array(subjects.indices)
        for depth in stride(from: traits.count, through: 0, by: -1) where !remaining.isEmpty {
            let used = traits.prefix(depth)
            let cells = Self.cells(of: used, count: subjects.count)
            var sizes = [Int](repeating: 0, count: cells.count)
            for cell in cells.ofRow { sizes[Int(cell)] += 1 }

            // Groups are numbered by their first remaining row, which is an order of its own.
            var groupOfCell = [Int32](repeating: -1, count: cells.count)
            var members: [[Int32]] = []
            let firstGroup = groups.count
            var labels: [LocalizedText] = []
            for row in remaining where sizes[Int(cells.ofRow[row])] >= minimum {
                let cell = Int(cells.ofRow[row])
                if groupOfCell[cell] < 0 {
                    groupOfCell[cell] = Int32(firstGroup + members.count)
                    members.append([])
                    members[members.count - 1].reserveCapacity(sizes[cell])
                    labels.append(Self.key(of: row, used, kind))
                }
                groupOfRow[row] = groupOfCell[cell]
            }
            for row in subjects.indices {
                let group = groupOfCell[Int(cells.ofRow[row])]
                if group >= 0 { members[Int(group) - firstGroup].append(Int32(row)) }
            }
            for (label, rows) in zip(labels, members) {
                groups.append(PeerGroup(key: label, backOff: traits.count - depth, members: rows, count: rows.count))
            }
            remaining = remaining.filter { groupOfRow[$0] < 0 }
        }
        self.groups = groups
        self.groupOfRow = groupOfRow
    }

    /// The frozen groups that the subjects of another table belong to: each the finest of the model that has its traits.
    ///
    /// - Complexity: O(*n* · *traits*).
    init(_ table: FeatureTable, in context: FeatureContext, parameters: PeerParameters, model: PeerModel) {
        let all = PeerTrait.traits(of: table.subjectKind, table.subjects, in: context, parameters)
        let traits = model.traits.compactMap { name in all.first { $0.name == name } }
        var placeOfKey: [String: Int32] = [:]
        for (place, group) in model.groups.enumerated() { placeOfKey["\(group.backOff) \(group.key.en)"] = Int32(place) }
        var members = [[Int32]](repeating: [], count: model.groups.count)
        groupOfRow = table.subjects.indices.map { row in
            for depth in stride(from: traits.count, through: 0, by: -1) {
                let key = Self.key(of: row, traits.prefix(depth), table.subjectKind).en
                if let place = placeOfKey["\(model.traits.count - depth) \(key)"] {
                    members[Int(place)].append(Int32(row))
                    return place
                }
            }
            return -1
        }
        groups = zip(model.groups, members).map { PeerGroup(key: $0.key, backOff: $0.backOff, members: $1, count: $0.count) }
        self.traits = model.traits
    }

    /// A number for every combination of the traits that occurs, in the order of first occurrence.
    private static func cells(of traits: ArraySlice<PeerTrait>, count: Int) -> (ofRow: [Int32], count: Int) {
        var cells = [Int32](repeating: 0, count: count)
        var cellCount = count > 0 ? 1 : 0
        for trait in traits {
            var numbers: [Int: Int32] = [:]
            let radix = trait.labels.count
            for row in 0..<count {
                let combination = Int(cells[row]) * radix + Int(trait.codes[row])
                if let number = numbers[combination] {
                    cells[row] = number
                } else {
                    cells[row] = Int32(numbers.count)
                    numbers[combination] = cells[row]
                }
            }
            cellCount = numbers.count
        }
        return (cells, cellCount)
    }

    private static func key(of row: Int, _ traits: ArraySlice<PeerTrait>, _ kind: SubjectKind) -> LocalizedText {
        guard !traits.isEmpty else {
            return kind == .facility
                ? LocalizedText(zh: "全部机构", en: "all facilities") : LocalizedText(zh: "全部参保人", en: "all patients")
        }
        let labels = traits.map { $0.labels[Int($0.codes[row])] }
        return LocalizedText(
            zh: labels.map(\.zh).joined(separator: " · "), en: labels.map(\.en).joined(separator: " · "))
    }
}
