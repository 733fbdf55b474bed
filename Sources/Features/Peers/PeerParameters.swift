import Claims

/// Who is compared with whom.
public struct PeerParameters: Codable, Sendable, Equatable {
    public enum FacilityTrait: String, Codable, Sendable, CaseIterable {
        case type, level, ownership, specialty
        /// The cluster of its shares of care classes (`ServiceMix`).
        case serviceMix
    }

    public enum PatientTrait: String, Codable, Sendable, CaseIterable {
        case ageBand, sex, scheme, chronic
    }

    /// The most important trait first: the last is the first to be dropped where a group is too small.
    public var facilityTraits: [FacilityTrait] = [.type, .level, .ownership, .specialty]
    public var patientTraits = PatientTrait.allCases
    /// Clusters of the service mix.
    public var serviceMixClusters = 5
    /// A group with fewer members gives way to its parent.
    public var minimumFacilities = 20
    public var minimumPatients = 100
    /// A feature that fewer members of a group have is not compared.
    public var minimumValues = 10
    /// First years of the age bands, ascending; the last is open.
    public var ageBandStarts = [0, 4, 7, 18, 41, 49, 66]
    /// The least spread a group is credited with: on the log and log-odds scales as it stands, on the scale of the
    /// values as a share of the median. Differences of a few percent are not worth a visit however alike the peers are.
    public var minimumScale = 0.05

    enum CodingKeys: String, CodingKey, CaseIterable {
        case facilityTraits, patientTraits, serviceMixClusters, minimumFacilities, minimumPatients, minimumValues, ageBandStarts, minimumScale
    }

    public init() {}

    public init(from decoder: any Decoder) throws {
        self.init()
        let values = try decoder.container(knowing: CodingKeys.self)
        facilityTraits = try values.decodeIfPresent([FacilityTrait].self, forKey: .facilityTraits) ?? facilityTraits
        patientTraits = try values.decodeIfPresent([PatientTrait].self, forKey: .patientTraits) ?? patientTraits
        serviceMixClusters = try values.decodeIfPresent(Int.self, forKey: .serviceMixClusters) ?? serviceMixClusters
        minimumFacilities = try values.decodeIfPresent(Int.self, forKey: .minimumFacilities) ?? minimumFacilities
        minimumPatients = try values.decodeIfPresent(Int.self, forKey: .minimumPatients) ?? minimumPatients
        minimumValues = try values.decodeIfPresent(Int.self, forKey: .minimumValues) ?? minimumValues
        ageBandStarts = try values.decodeIfPresent([Int].self, forKey: .ageBandStarts) ?? ageBandStarts
        minimumScale = try values.decodeIfPresent(Double.self, forKey: .minimumScale) ?? minimumScale
    }

    func minimumSize(of kind: SubjectKind) -> Int {
        max(2, kind == .facility ? minimumFacilities : minimumPatients)
    }
}
