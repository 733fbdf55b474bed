import Claims
import Rules

/// What the tables of `Datasets/knowledge` and the rule packs of `Models/rules` say: which item is for whom, which bed is
/// no bed of the patient's own, how long a service takes.
public struct KnowledgeTables: Sendable {
    /// Items that one sex alone can have, where the extract brings no table of its own.
    public private(set) var itemSexes = ItemSexes([:])
    /// Bed charges beside the patient's own bed.
    public private(set) var bedExemptions: [NamedItems] = []
    /// Services that take a doctor's own time.
    public private(set) var timedServices: [TimedService] = []
    /// Whole units to a pack, for telling a tablet from a box.
    public private(set) var packSizes: [Double] = []
    public private(set) var rulePacks: [RulePack] = []
    /// Drugs that are bought to be sold on, and items of rehabilitation.
    public var resaleProne = ResaleProneDrugs()
    public var rehabilitation = ItemPrefixes()

    /// Items by their code, or its beginning and `*`, or by words of their name.
    public struct NamedItems: Sendable {
        public let code: String
        public let nameContains: String
        public let kind: String

        func covers(_ itemCode: String, _ name: String) -> Bool {
            if !nameContains.isEmpty, name.contains(nameContains) { return true }
            guard !code.isEmpty else { return false }
            return code.hasSuffix("*") ? itemCode.hasPrefix(code.dropLast()) : itemCode == code
        }
    }

    public struct TimedService: Sendable {
        public let items: NamedItems
        /// `med_chrgitm_type` that it stands for where no item says more, 0 for none.
        public let chargeType: UInt8
        public let minutes: Double
        public let ambulatoryOnly: Bool
        /// Whether minutes that the name of an item states count instead: one therapist's hands at one patient.
        public let countsStated: Bool
    }

    public init() {}

    /// - Parameter text: the text of a file of `Datasets/knowledge`, by its name.
    init(packs: [RulePack], text: (String) throws(ClaimsError) -> String) throws(ClaimsError) {
        rulePacks = packs
        itemSexes = try ItemSexes(csv: try text("items_gender.csv"), name: "items_gender.csv")
        bedExemptions = try Self.rows(try text("bed_items.csv"), "bed_items.csv", columns: 3) { fields in
            NamedItems(code: fields[0], nameContains: fields[1], kind: fields[2])
        }
        timedServices = try Self.rows(try text("service_minutes.csv"), "service_minutes.csv", columns: 7) { fields in
            guard let minutes = Double(fields[3]), let type = UInt8(fields[2].isEmpty ? "0" : fields[2]) else { return nil }
            return TimedService(
                items: NamedItems(code: fields[0], nameContains: fields[1], kind: fields[5]), chargeType: type, minutes: minutes,
                ambulatoryOnly: fields[4] == "ambulatory", countsStated: fields[6] == "counts")
        }
        resaleProne = try ResaleProneDrugs(csv: try text("resale-prone-drugs.csv"))
        rehabilitation = try ItemPrefixes(csv: try text("rehabilitation-items.csv"), name: "rehabilitation-items.csv")
        packSizes = try Self.rows(try text("pack_sizes.csv"), "pack_sizes.csv", columns: 1) { Double($0[0]) }
    }

    /// Rows after the header, of at least so many fields; none of these tables has a quoted field.
    private static func rows<Row>(
        _ text: String, _ name: String, columns: Int, _ row: ([String]) -> Row?
    ) throws(ClaimsError) -> [Row] {
        var rows: [Row] = []
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= columns, let value = row(fields) else {
                throw ClaimsError("\(name), line \(index + 1): is not as the first line says")
            }
            rows.append(value)
        }
        return rows
    }
}
