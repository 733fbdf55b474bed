import Claims
import Features

/// What stays are told apart by: their kind of diagnosis, and the exemptions of a scenario that cover them.
struct StayTraits {
    /// The three-character category of the main diagnosis, as a number; -1 unknown.
    let diagnosisClass: [Int32]
    let classNames: [String]
    /// Index of the scenario's exemption that covers the stay, or -1.
    let exemption: [Int8]

    init(_ specification: ScenarioSpecification, _ store: ClaimStore) {
        let stays = store.stays
        var classOfDiagnosis: [Int32] = []
        var names: [String] = []
        // The table is in byte order, so codes of one category stand side by side.
        for number in 0..<stays.diagnoses.count {
            let name = Self.category(of: stays.diagnoses[Int32(number)])
            if names.last != name { names.append(name) }
            classOfDiagnosis.append(Int32(names.count - 1))
        }
        diagnosisClass = stays.diagnosis.map { $0 < 0 ? -1 : classOfDiagnosis[Int($0)] }
        classNames = names

        let exemptions = specification.exemptions ?? []
        func covering(_ code: String, _ prefixes: (ScenarioSpecification.Exemption) -> [String]?) -> Int8 {
            let code = code.uppercased()
            return Int8(exemptions.firstIndex { (prefixes($0) ?? []).contains { code.hasPrefix($0) } } ?? -1)
        }
        let byDiagnosis = (0..<stays.diagnoses.count).map { covering(stays.diagnoses[Int32($0)], \.diseasePrefixes) }
        let byType = (0..<store.medicalTypes.count).map { covering(store.medicalTypes[Int32($0)], \.medicalTypePrefixes) }
        let byRow = specification.exemptionOfRows(store)
        exemption = (0..<stays.count).map { stay in
            if stays.diagnosis[stay] >= 0, byDiagnosis[Int(stays.diagnosis[stay])] >= 0 { return byDiagnosis[Int(stays.diagnosis[stay])] }
            if stays.medicalType[stay] >= 0, byType[Int(stays.medicalType[stay])] >= 0 { return byType[Int(stays.medicalType[stay])] }
            return stays.rows(of: stay).lazy.map { byRow[Int($0)] }.first { $0 >= 0 } ?? -1
        }
    }

    /// ICD-10's three characters; the codes of special diseases (a letter and five digits, no point) are one each.
    static func category(of code: String) -> String {
        let bytes = Array(code.utf8)
        let isSpecial = bytes.count == 6 && bytes.dropFirst().allSatisfy { (48...57).contains($0) }
        return isSpecial ? code : String(code.prefix(3)).uppercased()
    }
}

extension ScenarioSpecification {
    /// A list of codes or words of the scenario; empty where it has none of this name.
    func list(_ name: String) -> [String] { lists?[name] ?? [] }

    /// What a reader is told of the exemptions that took stays out.
    func exemptionTexts(_ indices: some Sequence<Int8>) -> [LocalizedText] {
        Set(indices.filter { $0 >= 0 }).sorted().compactMap { index in
            exemptions.map { $0[Int(index)] }.map { exemption in
                .init(zh: "未计入：\(exemption.title.zh)（\(exemption.reason.zh)）", en: "left out: \(exemption.title.en) (\(exemption.reason.en))")
            }
        }
    }
}
