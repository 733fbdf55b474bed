import Leads
import Testing

/// A case at the very value of a threshold, and the same case a notch beyond it.
///
/// It is the threshold that is moved, not the case: to the value that the case has, at which it still counts, and to the next one, at
/// which it no longer does. So the tables beside this file need no extract of their own for every threshold, and a threshold that does
/// nothing is found out.
struct Boundary: Sendable, CustomTestStringConvertible {
    let extract: BoundaryExtract
    let threshold: String
    /// The strictest value at which the case still counts.
    let kept: Double
    /// A notch stricter.
    let crossed: Double
    /// What is true at `kept` and not at `crossed`; most often that the case is listed.
    let holds: @Sendable (Screening) -> Bool

    init(_ extract: BoundaryExtract, _ threshold: String, kept: Double, crossed: Double, holds: @escaping @Sendable (Screening) -> Bool) {
        self.extract = extract
        self.threshold = threshold
        self.kept = kept
        self.crossed = crossed
        self.holds = holds
    }

    var testDescription: String { "\(extract.scenario).\(threshold) \(kept) | \(crossed)" }

    func screening(_ value: Double) throws -> Screening { try extract.screening([threshold: value]) }
}

/// An extract that several boundaries of a scenario share, written and read once.
final class BoundaryExtract: Sendable {
    let scenario: String
    private let extract: Result<ScreeningRun.ReadExtract, any Error>
    /// Thresholds that are the same for all its boundaries, where the defaults would hide the one that is looked at.
    private let thresholds: [String: Double]

    /// - Parameter write: writes the extract's files into a folder.
    init(_ scenario: String, thresholds: [String: Double] = [:], write: (String) throws -> Void) {
        self.scenario = scenario
        self.thresholds = thresholds
        extract = Result {
            let folder = try TemporaryFolder()
            try write(folder.path)
            return try Screening.read(.folder(folder.path), scenarios: [scenario])
        }
    }

    func screening(_ changes: [String: Double] = [:]) throws -> Screening {
        let changed = thresholds.merging(changes) { $1 }
        return try Screening(
            extract.get(), scenarios: [scenario], limit: 200, threads: 1,
            thresholds: Dictionary(uniqueKeysWithValues: changed.map { ("\(scenario).\($0.key)", $0.value) }))
    }
}

/// The tables of all scenarios, a file each: `extension BoundaryTables { static let splitAdmission: [Boundary] = … }`.
enum BoundaryTables {
    /// Thresholds of memory and time on which no list depends; so says a test of each.
    static let limitsOfWork: Set = ["card-clustering.pair_budget"]

    /// Told among the scenario's own tests: `halfPrescribedAtVisits`, `signsAreCountedAmongStaysAboutAsLong`.
    static let elsewhere: Set = ["abnormal-purchase.prescribed_share", "paper-admission.similar_length_factor"]

    static let all: [Boundary] = [
        abnormalPurchase,
        bedDays,
        cardClustering,
        checkupAdmission,
        chronicPopulation,
        facilityProfile,
        frequentVisits,
        genderConflict,
        growthSpike,
        impossibleDoctor,
        inpatientAnomaly,
        inpatientOccupancy, inpatientHospitals, inpatientRotation,
        inventoryMismatch,
        lowStandardAdmission,
        outpatientAnomaly,
        paperAdmission,
        patientProfile,
        postDeath,
        ruleHits,
        splitAdmission,
        traceDuplicate,
    ].flatMap(\.self)
}

@Suite struct BoundaryTests {
    @Test(arguments: BoundaryTables.all)
    func countsAtTheThresholdAndNotBeyond(_ boundary: Boundary) throws {
        // Asked beforehand: handed a screening, `#expect` would print all of it.
        let isKept = try boundary.holds(boundary.screening(boundary.kept))
        #expect(isKept, "at \(boundary.kept)")
        let isKeptBeyond = try boundary.holds(boundary.screening(boundary.crossed))
        #expect(!isKeptBeyond, "at \(boundary.crossed)")
    }

    @Test func everyThresholdHasABoundary() throws {
        for scenario in try library.get().scenarios {
            let told = Set(BoundaryTables.all.filter { $0.extract.scenario == scenario.slug }.map(\.threshold))
            let missing = Set(scenario.thresholds.values.keys).subtracting(told)
                .filter { !BoundaryTables.limitsOfWork.union(BoundaryTables.elsewhere).contains("\(scenario.slug).\($0)") }.sorted()
            #expect(missing.isEmpty, "\(scenario.slug) has no boundary case for \(missing.joined(separator: ", "))")
        }
    }
}
