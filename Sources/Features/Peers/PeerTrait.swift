import Claims

/// One trait of all subjects of a table: a small code for each, and what the codes mean.
struct PeerTrait {
    /// As the parameters call it.
    private(set) var name = ""
    let codes: [Int32]
    let labels: [LocalizedText]

    /// Whether it tells any two subjects apart.
    var isInformative: Bool { labels.count > 1 }

    static let unknown = LocalizedText(zh: "未知", en: "unknown")

    /// The traits of a kind of subject in the order of the parameters.
    static func traits(
        of kind: SubjectKind, _ subjects: [Int32], in context: FeatureContext, _ parameters: PeerParameters
    ) -> [PeerTrait] {
        func named(_ name: String, _ trait: PeerTrait) -> PeerTrait {
            var result = trait
            result.name = name
            return result
        }
        return switch kind {
        case .facility: parameters.facilityTraits.map { named($0.rawValue, facility($0, subjects, context.store, parameters)) }
        case .patient: parameters.patientTraits.map { named($0.rawValue, patient($0, subjects, context, parameters)) }
        }
    }

    /// Codes ranked by the number that stands for the label, so that only those in use remain.
    private init(_ subjects: [Int32], number: (Int) -> Int32, label: (Int32) -> LocalizedText) {
        let numbers = subjects.map { number(Int($0)) }
        let distinct = Set(numbers).sorted()
        let rank = Dictionary(uniqueKeysWithValues: zip(distinct, Int32(0)...))
        codes = numbers.map { rank[$0] ?? 0 }
        labels = distinct.map(label)
    }

    private static func facility(
        _ trait: PeerParameters.FacilityTrait, _ subjects: [Int32], _ store: ClaimStore, _ parameters: PeerParameters
    ) -> PeerTrait {
        let facilities = store.facilities
        func texts(_ column: [String], _ zh: String, _ en: String) -> PeerTrait {
            let table = IdentifierTable(column.filter { !$0.isEmpty })
            return PeerTrait(subjects, number: { table.number(of: column[$0]) ?? -1 }) { number in
                number < 0
                    ? LocalizedText(zh: zh + unknown.zh, en: en + " " + unknown.en)
                    : LocalizedText(zh: zh + table[number], en: en + " " + table[number])
            }
        }
        switch trait {
        case .type:
            return PeerTrait(subjects, number: { Int32(facilities.kind[$0].rawValue) }) { number in
                switch FacilityColumns.Kind(rawValue: UInt8(number)) {
                case .medical: LocalizedText(zh: "定点医疗机构", en: "medical facilities")
                case .pharmacy: LocalizedText(zh: "定点药店", en: "pharmacies")
                default: LocalizedText(zh: "类型未知机构", en: "facilities of unknown type")
                }
            }
        case .level: return texts(facilities.level, "等级", "level")
        case .ownership: return texts(facilities.ownership, "所有制", "ownership")
        case .specialty: return texts(facilities.specialty, "专科", "specialty")
        case .serviceMix:
            let mix = ServiceMix(subjects, in: store, clusterCount: parameters.serviceMixClusters)
            return PeerTrait(subjects, number: { mix.clusterOfFacility[$0] }) { mix.labels[Int($0)] }
        }
    }

    private static func patient(
        _ trait: PeerParameters.PatientTrait, _ subjects: [Int32], _ context: FeatureContext, _ parameters: PeerParameters
    ) -> PeerTrait {
        let persons = context.store.persons
        switch trait {
        case .ageBand:
            let starts = parameters.ageBandStarts.sorted()
            return PeerTrait(subjects, number: { band(persons.birthDay[$0], on: context.lastDay, starts) }) { number in
                guard number >= 0 else { return LocalizedText(zh: "年龄未知", en: "unknown age") }
                let first = starts[Int(number)]
                guard Int(number) + 1 < starts.count else {
                    return LocalizedText(zh: "\(first)岁及以上", en: "aged \(first)+")
                }
                let last = starts[Int(number) + 1] - 1
                return LocalizedText(zh: "\(first)-\(last)岁", en: "aged \(first)-\(last)")
            }
        case .sex:
            return PeerTrait(subjects, number: { Int32(persons.sex[$0]) }) { number in
                switch number {
                case 1: LocalizedText(zh: "男", en: "male")
                case 2: LocalizedText(zh: "女", en: "female")
                default: LocalizedText(zh: "性别未知", en: "unknown sex")
                }
            }
        case .scheme:
            return PeerTrait(subjects, number: { persons.scheme[$0] }) { number in
                number < 0
                    ? LocalizedText(zh: "险种未知", en: "unknown scheme")
                    : LocalizedText(zh: "险种\(context.store.schemes[number])", en: "scheme \(context.store.schemes[number])")
            }
        case .chronic:
            return PeerTrait(subjects, number: { persons.isChronic[$0] ? 1 : 0 }) { number in
                number == 1 ? LocalizedText(zh: "慢特病", en: "chronic") : LocalizedText(zh: "非慢特病", en: "not chronic")
            }
        }
    }

    /// The band of the age on a day; -1 where the birth day is missing or gives an age below the first band or over 120.
    private static func band(_ birth: Int32, on day: Int32, _ starts: [Int]) -> Int32 {
        guard birth != CalendarDay.missing else { return -1 }
        let age = CalendarDay.age(born: birth, on: day)
        guard age <= 120, let band = starts.lastIndex(where: { $0 <= age }) else { return -1 }
        return Int32(band)
    }
}
