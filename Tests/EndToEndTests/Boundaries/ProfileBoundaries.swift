import Leads
import Statistics

/// 机构综合画像异常、参保人综合画像异常: whoever differs from ordinary peers on several features.
extension BoundaryTables {
    /// Twenty-four clinics with thirty settlements each, two of which are visited in minutes by many with one bill.
    private static let oddClinics = BoundaryExtract("facility-profile") { folder in
        var extract = CareExtract()
        var random = RandomStream(seed: 7, stream: "profiles")
        for clinic in 0..<24 {
            for visit in 0..<30 {
                let isOdd = clinic == 3 || clinic == 8 && visit % 2 == 0
                extract.settle(
                    "B\(random.uniform(below: 400))", at: CareExtract.clinic(clinic),
                    day: isOdd ? visit / 10 * 30 : random.uniform(below: SmallExtract.dayCount),
                    second: isOdd ? 7_200 + visit * 20 : 28_800 + random.uniform(below: 32_400),
                    CareExtract.money(isOdd ? 2_000 : 1_000 + random.uniform(below: 30_000), employer: isOdd ? 7 : random.uniform(below: 50)))
            }
        }
        try extract.write(to: folder)
    }

    /// Three hundred strangers, one who comes to many places at night within days, and one who does so less often.
    private static func writePatients(_ folder: String) throws {
        var extract = SmallExtract()
        extract.addTraffic(persons: 300, visits: 2_400)
        for turn in 0..<12 {
            let place = turn % 10
            extract.settle(
                "V1", at: place < 6 ? "P3201000000\(place)" : "H3201000000\(place)", day: 40 + turn / 3, second: 7_200 + turn * 900,
                ["dise_no": ["I10.x00", "J06.900", "M54.500", "K29.500", "C50.900", "N18.300"][turn % 6], "medfee_sumamt": "100.00"])
        }
        for turn in 0..<8 {
            extract.settle(
                "V2", at: "P3201000000\(turn % 6)", day: 70 + turn / 2, second: 7_200 + turn * 900, ["dise_no": ["I10.x00", "J06.900"][turn % 2]])
        }
        try extract.write(to: folder)
    }

    private static let oddPatients = BoundaryExtract("patient-profile", write: writePatients)
    /// The second is far out on fewer features.
    private static let oddPair = BoundaryExtract(
        "patient-profile", thresholds: ["minimum_extreme_features": 1, "minimum_beyond_p99": 1], write: writePatients)

    /// The least probable of a group is always looked at; the second has two in 24, those of the group and one more.
    static let facilityProfile: [Boundary] = [
        Boundary(oddClinics, "maximum_p", kept: 0.0834, crossed: 0.0833) { $0.lists(CareExtract.clinic(8)) },
        Boundary(oddClinics, "minimum_extreme_features", kept: 8, crossed: 9) { $0.lists(CareExtract.clinic(3)) },
        Boundary(oddClinics, "minimum_z", kept: 12.9, crossed: 13) { $0.lists(CareExtract.clinic(3)) },
        Boundary(oddClinics, "minimum_beyond_p99", kept: 7, crossed: 8) { $0.lists(CareExtract.clinic(3)) },
        // The lower the cap, the less the wildest of its values weighs.
        Boundary(oddClinics, "z_cap", kept: 27.5, crossed: 27.4) {
            ($0.lead(CareExtract.clinic(3))?.reason("same_amount_share")?.contribution ?? 0) > 0.275
        },
        Boundary(oddClinics, "minimum_settlements", kept: 30, crossed: 31) { $0.lists(CareExtract.clinic(3)) },
    ]

    static let patientProfile: [Boundary] = [
        Boundary(oddPair, "maximum_p", kept: 0.0083, crossed: 0.0082) { $0.lists("V2") },
        Boundary(oddPatients, "minimum_extreme_features", kept: 4, crossed: 5) { $0.lists("V1") },
        Boundary(oddPatients, "minimum_z", kept: 7.07, crossed: 7.1) { $0.lists("V1") },
        Boundary(oddPatients, "minimum_beyond_p99", kept: 4, crossed: 5) { $0.lists("V1") },
        Boundary(oddPatients, "z_cap", kept: 3.5, crossed: 3) { ($0.lead("V1")?.reason("max_visits_in_7_days")?.contribution ?? 0) > 0.23 },
        Boundary(oddPatients, "minimum_settlements", kept: 12, crossed: 13) { $0.lists("V1") },
    ]
}
