import Claims
import Features

/// A scenario as `Models/<slug>.yaml` gives it: what it looks at, with which numbers, under which law, for whom.
public struct ScenarioSpecification: Codable, Sendable {
    public struct DetectorChoice: Codable, Sendable {
        public var name: String
        public var hyperparameters: [String: Double]?
    }

    public struct Recipient: Codable, Sendable {
        public var authority: LocalizedText
        public var article: LocalizedText
        public var request: LocalizedText
    }

    /// Settlements that one kind of evidence does not apply to, and why. Owner and expiry are for whoever keeps it.
    public struct Exemption: Codable, Sendable {
        public var slug: String
        public var title: LocalizedText
        /// Prefixes of `dise_no`, and of `med_type`, that it covers.
        public var diseasePrefixes: [String]?
        public var medicalTypePrefixes: [String]?
        public var reason: LocalizedText
        public var owner: String
        public var expires: String

        enum CodingKeys: String, CodingKey {
            case slug, title, reason, owner, expires
            case diseasePrefixes = "disease_prefixes"
            case medicalTypePrefixes = "medical_type_prefixes"
        }
    }

    public struct Score: Codable, Sendable {
        /// The strength that scores half of the ceiling.
        public var half: Threshold
        /// The highest score this kind of evidence can reach.
        public var ceiling: Threshold
    }

    public var format: Int
    public var slug: String
    public var version: Int
    public var title: LocalizedText
    public var purpose: LocalizedText
    public var method: String
    public var subject: Lead.SubjectKind
    /// Columns without which it cannot run, by table.
    public var requires: [String: [String]]
    /// Classes of care whose settlements it looks at; all when absent.
    public var careClasses: [String]?
    public var features: [String]?
    public var detectors: [DetectorChoice]?
    public var peers: PeerParameters?
    public var thresholds: ThresholdTable
    public var score: Score
    public var exemptions: [Exemption]?
    public var recipients: [Recipient]
    public var lookAlikes: [LocalizedText]
    public var knownWeaknesses: [LocalizedText]
    public var owner: String
    public var date: String

    enum CodingKeys: String, CodingKey {
        case format, slug, version, title, purpose, method, subject, requires, features, detectors, peers, thresholds
        case score, exemptions, recipients, owner, date
        case careClasses = "care_classes"
        case lookAlikes = "look_alikes"
        case knownWeaknesses = "known_weaknesses"
    }

    /// Columns that the extract lacks, as `table.column`.
    package func missingColumns(in store: ClaimStore) -> [String] {
        requires.sorted { $0.key < $1.key }.flatMap { table, columns in
            columns.filter { table != "setl_d" || !store.filledColumns.contains($0) }.map { "\(table).\($0)" }
        }
    }

    /// The classes of care it looks at. - Throws: `ClaimsError` for a class that there is not.
    package func admittedCareClasses() throws(ClaimsError) -> Set<CareClass> {
        guard let careClasses else { return Set(CareClass.allCases) }
        var admitted: Set<CareClass> = []
        for name in careClasses {
            guard let careClass = CareClass(name: name) else {
                throw ClaimsError("scenario \(slug): there is no class of care `\(name)`; the classes are \(CareClass.allCases.map(\.name).joined(separator: ", "))")
            }
            admitted.insert(careClass)
        }
        return admitted
    }

    /// For each row of the store the exemption that covers it, as an index into `exemptions`, or -1.
    package func exemptionOfRows(_ store: ClaimStore) -> [Int8] {
        let exemptions = exemptions ?? []
        func covering(_ code: String, _ prefixes: (Exemption) -> [String]?) -> Int8 {
            Int8(exemptions.firstIndex { (prefixes($0) ?? []).contains { code.uppercased().hasPrefix($0) } } ?? -1)
        }
        let byDisease = (0..<store.diseases.count).map { covering(store.diseases[Int32($0)], \.diseasePrefixes) }
        let byType = (0..<store.medicalTypes.count).map { covering(store.medicalTypes[Int32($0)], \.medicalTypePrefixes) }
        return (0..<store.settlements.count).map { row in
            let disease = store.settlements.disease[row]
            if disease >= 0, byDisease[Int(disease)] >= 0 { return byDisease[Int(disease)] }
            let type = store.settlements.medicalType[row]
            return type >= 0 ? byType[Int(type)] : -1
        }
    }
}
