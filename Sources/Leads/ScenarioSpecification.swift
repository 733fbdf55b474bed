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
        /// What a lead must hold for it; always meant when absent.
        public var when: ReferralCondition?
    }

    /// Settlements that one kind of evidence does not apply to, and why. Owner and expiry are for whoever keeps it.
    public struct Exemption: Codable, Sendable {
        public var slug: String
        public var title: LocalizedText
        /// Prefixes of `dise_no` or the visit's main diagnosis, and of `med_type`, that it covers.
        public var diseasePrefixes: [String]?
        public var medicalTypePrefixes: [String]?
        /// What names of facilities contain whose settlements it covers.
        public var facilityNameParts: [String]?
        /// Visits a month that the treatment may take, where these are more than the scenario's own limit.
        public var visitsPerMonth: Int?
        /// The features that the settlements it covers do not count towards.
        public var features: [String]?
        public var reason: LocalizedText
        public var owner: String
        public var expires: String

        enum CodingKeys: String, CodingKey, CaseIterable {
            case slug, title, features, reason, owner, expires
            case diseasePrefixes = "disease_prefixes"
            case medicalTypePrefixes = "medical_type_prefixes"
            case facilityNameParts = "facility_name_parts"
            case visitsPerMonth = "visits_per_month"
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
    /// Further columns that it looks at where they are, by table.
    public var uses: [String: [String]]?
    /// Classes of care whose settlements it looks at; all when absent.
    public var careClasses: [String]?
    public var features: [String]?
    public var detectors: [DetectorChoice]?
    public var peers: PeerParameters?
    public var thresholds: ThresholdTable
    public var score: Score
    public var exemptions: [Exemption]?
    /// Codes and words that the method reads, by the name of the list.
    public var lists: [String: [String]]?
    public var recipients: [Recipient]
    public var lookAlikes: [LocalizedText]
    public var knownWeaknesses: [LocalizedText]
    public var owner: String
    public var date: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case format, slug, version, title, purpose, method, subject, requires, uses, features, detectors, peers, thresholds
        case score, exemptions, lists, recipients, owner, date
        case careClasses = "care_classes"
        case lookAlikes = "look_alikes"
        case knownWeaknesses = "known_weaknesses"
    }

    /// Tables of the extract that it looks at, also those that only its exemptions go by: or a scenario run alone would list what the
    /// same scenario beside others exempts.
    package var tables: Set<String> {
        var tables = Set(requires.keys).union(uses?.keys.map { $0 } ?? [])
        for exemption in exemptions ?? [] {
            if exemption.diseasePrefixes?.isEmpty == false { tables.insert("mdtrt_d") }
            if exemption.facilityNameParts?.isEmpty == false { tables.insert("fixmedins_b") }
        }
        return tables
    }

    /// Columns that the extract lacks, as `table.column`.
    package func missingColumns(in store: ClaimStore) -> [String] {
        requires.sorted { $0.key < $1.key }.flatMap { table, columns in
            columns.filter { !store.filledColumns.contains(table == "setl_d" ? $0 : "\(table).\($0)") }.map { "\(table).\($0)" }
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
        let byName = store.facilities.name.map { name in
            Int8(exemptions.firstIndex { ($0.facilityNameParts ?? []).contains { name.contains($0) } } ?? -1)
        }
        let diagnosis = store.visits?.diagnosis ?? []
        let byDiagnosis = store.visits.map { visits in
            (0..<visits.diagnoses.count).map { covering(visits.diagnoses[Int32($0)], \.diseasePrefixes) }
        } ?? []
        return (0..<store.settlements.count).map { row in
            let place = byName[Int(store.settlements.facility[row])]
            if place >= 0 { return place }
            let disease = store.settlements.disease[row]
            if disease >= 0, byDisease[Int(disease)] >= 0 { return byDisease[Int(disease)] }
            let visit = diagnosis.isEmpty ? -1 : store.settlements.visit[row]
            if visit >= 0, diagnosis[Int(visit)] >= 0, byDiagnosis[Int(diagnosis[Int(visit)])] >= 0 {
                return byDiagnosis[Int(diagnosis[Int(visit)])]
            }
            let type = store.settlements.medicalType[row]
            return type >= 0 ? byType[Int(type)] : -1
        }
    }
}
