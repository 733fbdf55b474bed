import RealModule
import Statistics

/// How one hospital's wards differ from others of its level without anything being wrong: they keep patients longer, examine more,
/// give more drugs, admit lighter cases. Without such habits every difference between hospitals would be a finding.
struct WardHabits: Sendable {
    var days = 1.0
    var examinations = 1.0
    var drugs = 1.0
    /// How often an ordinary stay is a short one for observation.
    var observation = 0.0

    static func all(of town: Town) -> [WardHabits] {
        var random = RandomStream(seed: town.configuration.seed, stream: "ward habits")
        return town.facilities.map { facility in
            let level = switch facility.kind {
            case .tertiaryHospital, .cancerCentre: 1.18
            case .secondaryHospital: 1.0
            case .communityCentre: 0.72
            default: 0.9
            }
            return WardHabits(
                days: random.logNormal(mean: facility.kind == .tertiaryHospital ? -0.08 : 0, standardDeviation: 0.1),
                examinations: level * random.logNormal(mean: 0, standardDeviation: 0.12),
                drugs: random.logNormal(mean: 0, standardDeviation: 0.12),
                observation: 0.03 * random.gamma(shape: 2, scale: 0.5)
            )
        }
    }
}
