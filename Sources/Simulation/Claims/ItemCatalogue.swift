/// What an item is used for; baskets are drawn by group.
enum ItemGroup: String, CaseIterable, Sendable {
    // Drugs for acute illness.
    case cold, antibiotic, analgesic, gastric, dermal, supplement, patent, decoction, infusion
    // Drugs for chronic conditions, in the order of `ChronicCondition`.
    case hypertension, diabetes, coronaryDisease, chronicObstructive, stroke, hepatitis, psychosis, thyroid
    case dialysisDrug, oncology
    // Services.
    case registration, consultation, generalConsultation, laboratory, imaging, treatment, physiotherapy
    case bed, nursing, surgery, dialysis, radiotherapy, vaccination, checkup
    case consumable
    // Wards; the items of the last four are for one sex.
    case wardBed, wardRound, wardLaboratory, wardImaging, wardInfusion, wardCare, wardSurgery, wardMaterial
    case femaleExamination, femaleSurgery, maleExamination, maleSurgery

    /// `allowed_gend` of the group's items, 0 for both.
    var sex: Int {
        switch self {
        case .femaleExamination, .femaleSurgery: 2
        case .maleExamination, .maleSurgery: 1
        default: 0
        }
    }

    static func drugs(for condition: ChronicCondition) -> ItemGroup {
        [.hypertension, .diabetes, .coronaryDisease, .chronicObstructive, .stroke, .hepatitis, .psychosis, .thyroid,
         .dialysisDrug, .oncology][Int(condition.rawValue)]
    }
}

/// One entry of the catalogue of drugs, services and consumables.
struct CatalogueItem: Sendable {
    /// `med_list_codg` in the national style: `X`/`Z`/`T` for drugs, `C` for consumables, 15 digits for services.
    let code: String
    let name: String
    /// `list_type` and `med_chrgitm_type`.
    let listType: Int
    let chargeType: String
    /// List price in fen.
    let price: Int
    /// Per cent of the price inside the policy's scope.
    let scopePercent: Int
    /// Days of supply in one pack; 0 for what is not a drug.
    let supplyDays: Int
    /// `allowed_gend`: 1 men, 2 women, 0 both.
    let sex: Int
}

/// Some four hundred items with list prices, grouped by use.
struct ItemCatalogue: Sendable {
    let items: [CatalogueItem]
    private let groups: [ItemGroup: Range<Int>]

    init() {
        var items: [CatalogueItem] = []
        var groups: [ItemGroup: Range<Int>] = [:]
        for (group, listing) in ItemListing.all + ItemListing.inpatient {
            let start = items.count
            for line in listing.split(separator: "\n") {
                let fields = line.split(separator: "|", omittingEmptySubsequences: false)
                for (variant, price) in fields[1].split(separator: " ").enumerated() {
                    let supply = fields.count > 2 ? Int(fields[2]) ?? 0 : 0
                    items.append(Self.item(
                        group, name: String(fields[0]), price: Int(price) ?? 0, variant: variant, supplyDays: supply, serial: items.count,
                        scopePercent: fields.count > 3 ? Int(fields[3]) : nil
                    ))
                }
            }
            groups[group] = start..<items.count
        }
        self.items = items
        self.groups = groups
    }

    /// The places of a group's items; no group is empty.
    func range(_ group: ItemGroup) -> Range<Int> { groups[group] ?? 0..<0 }

    private static func item(
        _ group: ItemGroup, name: String, price: Int, variant: Int, supplyDays: Int, serial: Int, scopePercent: Int? = nil
    ) -> CatalogueItem {
        let number = String(1_000 + serial)
        let letter = String(UnicodeScalar(UInt8(65 + serial % 26)))
        let (prefix, listType, chargeType, scope): (String, Int, String, Int) = switch group {
        case .patent: ("ZA0\(number)\(letter)", 101, "11", 90)
        case .decoction: ("T00\(number)", 102, "10", 100)
        case .supplement: ("XA1\(number)\(letter)", 101, "09", 0)
        case .consumable, .wardMaterial: ("C0\(number)", 301, "08", 80)
        case .registration: ("0011", 201, "13", 0)
        case .consultation: ("0011", 201, "02", 100)
        case .generalConsultation: ("0011", 201, "12", 100)
        case .laboratory: ("0025", 201, "04", 100)
        case .imaging: ("0021", 201, "03", 95)
        case .treatment, .dialysis, .radiotherapy: ("0031", 201, "05", 100)
        // Chapter 34 of the national price items: physical medicine 3401 and rehabilitation 3402.
        case .physiotherapy: ("003401", 201, "05", 100)
        case .nursing: ("0012", 201, "07", 100)
        case .bed, .wardBed: ("0011", 201, "01", 80)
        case .surgery, .wardSurgery, .femaleSurgery, .maleSurgery: ("0033", 201, "06", 100)
        case .wardRound: ("0011", 201, "02", 100)
        case .wardLaboratory: ("0025", 201, "04", 100)
        case .wardImaging, .femaleExamination, .maleExamination: ("0021", 201, "03", 95)
        case .wardCare: ("0031", 201, "05", 100)
        case .vaccination, .checkup: ("0014", 201, "14", 0)
        default: ("X\(letter)0\(number)\(letter)", 101, "09", serial % 3 == 0 ? 100 : 90)
        }
        let code = switch listType {
        case 101: prefix + "001010\(number)\(variant + 1)0\(serial % 89 + 10)"
        case 102: prefix + "\(number)"
        case 301: prefix + "0500\(number)0\(variant + 1)\(serial + 10_000)"
        default: prefix + String(10_000_000_000 + serial * 100_100).dropFirst(prefix.count - 4)
        }
        return CatalogueItem(
            code: code, name: variant == 0 ? name : name + " (\(variant + 1))", listType: listType, chargeType: chargeType,
            price: price, scopePercent: scopePercent ?? scope, supplyDays: supplyDays * (variant + 1),
            sex: name.hasPrefix("Hysteroscopic") ? 2 : group.sex
        )
    }
}
