import Claims
import Features
import Foundation
import Statistics

/// How many of a facility's stays are cases, against facilities of its kind, and against departments of such facilities.
///
/// A facility can hide ten check-up stays a week behind a large house, or keep them in one department, so both are looked
/// at: the facility's probability is twice the lesser of its own and of its least probable department's, the latter
/// times the number of its departments (Bonferroni). Departments count only where the extract names them.
struct FacilityShares {
    struct Finding {
        let facility: Int32
        let cases: Int
        let stays: Int
        /// Of the facility or of a department, whichever is less probable, corrected for the choice.
        let log10P: Double
        let qValue: Double
        let law: PeerRates.Law
        /// Lower 5 % quantile of the facility's share once it is shrunken to its peers'.
        let shrunkenLower: Double
        let peerGroup: LocalizedText
        let department: Department?

        /// Its surprisal among so many facilities that were looked at.
        func strength(among count: Int) -> Double { max(0, -log10P - log10(Double(max(1, count)))) }

        /// The same where so many looks at the facilities could have shown it (Bonferroni).
        func corrected(forLooks looks: Int) -> Finding {
            Finding(
                facility: facility, cases: cases, stays: stays, log10P: min(0, log10P + log10(Double(looks))), qValue: min(1, qValue * Double(looks)),
                law: law, shrunkenLower: shrunkenLower, peerGroup: peerGroup, department: department)
        }
    }

    struct Department {
        let name: String
        let cases: Int
        let stays: Int
        let log10P: Double
    }

    /// By facility number, ascending: those with stays and peers.
    private(set) var findings: [Finding] = []
    /// Of all facilities with stays and peers, in the order of `findings`.
    private(set) var subjects = SubjectTails([])
    private(set) var tails = LawTails()
    private(set) var withoutPeers = 0

    /// - Parameters:
    ///   - isTrial: stays that are looked at.
    ///   - isCase: those of them that show the behaviour.
    ///   - law: what the facilities' tails are called in the record of the run.
    init(isTrial: [Bool], isCase: [Bool], law: String = "facility_share", _ specification: ScenarioSpecification, in context: ScreeningContext) throws {
        let store = context.store
        let stays = store.stays
        var trials = [Double](repeating: 0, count: store.facilities.count)
        var cases = trials
        for stay in 0..<stays.count where isTrial[stay] {
            trials[Int(stays.facility[stay])] += 1
            if isCase[stay] { cases[Int(stays.facility[stay])] += 1 }
        }
        let facilities = trials.indices.filter { trials[$0] > 0 }.map { Int32($0) }
        guard !facilities.isEmpty else { return }
        let grouping = PeerGrouping(.facility, subjects: facilities, in: context.features, parameters: specification.peers ?? PeerParameters())
        let contamination = try specification.thresholds.value("contamination_share")
        let rates = PeerRates(
            successes: facilities.map { cases[Int($0)] }, trials: facilities.map { trials[Int($0)] },
            group: grouping.groupOfRow.map(Int.init), members: grouping.membersOfGroup, contamination: contamination)
        tails.add(law, of: specification, in: context) { rates.add(to: &$0) }
        let departments = DepartmentShares(
            isTrial: isTrial, isCase: isCase, stays: stays, facilities: facilities, grouping: grouping, contamination: contamination)

        var found: [(place: Int, log10P: Double, department: Department?)] = []
        for place in facilities.indices {
            guard let own = rates.log10TailProbability(of: place) else {
                withoutPeers += 1
                continue
            }
            let department = departments.leastProbable(of: place)
            let least = department.map { min(own, min(0, $0.log10P)) + log10(2) } ?? own
            found.append((place, min(0, least), department.flatMap { $0.log10P < own ? $0 : nil }))
        }
        subjects = SubjectTails(found.map(\.log10P))
        findings = zip(found, subjects.qValues).compactMap { entry, q in
            guard let law = rates.law(of: entry.place) else { return nil }
            return Finding(
                facility: facilities[entry.place], cases: Int(cases[Int(facilities[entry.place])]), stays: Int(trials[Int(facilities[entry.place])]),
                log10P: entry.log10P, qValue: q, law: law, shrunkenLower: rates.shrunkenLower(of: entry.place) ?? 0,
                peerGroup: grouping.group(ofRow: entry.place)?.key ?? .init(zh: "无同类可比", en: "no peers"), department: entry.department)
        }
    }

    /// Facilities to ask about, with the surprisal of each among all that were looked at: against those of its kind, and else against all, by
    /// what they treat.
    func found(or excess: FacilityExcess, largestQ: Double, minimumCases: Int) -> [(finding: Finding, strength: Double)] {
        let own = findings.filter { $0.qValue <= largestQ && $0.cases >= minimumCases }
        let listed = Set(own.map(\.facility))
        let further = excess.findings.map { $0.corrected(forLooks: 2) }.filter {
            $0.qValue <= largestQ && $0.cases >= minimumCases && !listed.contains($0.facility)
        }
        return own.map { ($0, $0.strength(among: subjects.count)) } + further.map { ($0, $0.strength(among: excess.count)) }
    }
}

/// The same by department: cells of facility × department, compared with the cells of the facility's peers.
private struct DepartmentShares {
    private var cells: [(facility: Int, name: String, trials: Double, cases: Double)] = []
    private var firstCell: [Int]
    private var rates: PeerRates?

    init(
        isTrial: [Bool], isCase: [Bool], stays: StayColumns, facilities: [Int32], grouping: PeerGrouping, contamination: Double
    ) {
        firstCell = [Int](repeating: 0, count: facilities.count + 1)
        let count = stays.departments.count
        guard count > 1 else { return }
        var trials = [Double](repeating: 0, count: count)
        var cases = trials
        for (place, facility) in facilities.enumerated() {
            var seen: [Int32] = []
            for row in stays.byFacility[Int(facility)] {
                let stay = Int(row)
                let department = stays.department[stay]
                guard isTrial[stay], department >= 0 else { continue }
                if trials[Int(department)] == 0 { seen.append(department) }
                trials[Int(department)] += 1
                if isCase[stay] { cases[Int(department)] += 1 }
            }
            if seen.count > 1 {
                for department in seen.sorted() {
                    cells.append((place, stays.departments[department], trials[Int(department)], cases[Int(department)]))
                }
            }
            for department in seen { (trials[Int(department)], cases[Int(department)]) = (0, 0) }
            firstCell[place + 1] = cells.count
        }
        let firstCell = firstCell
        rates = PeerRates(
            successes: cells.map(\.cases), trials: cells.map(\.trials), group: cells.map { Int(grouping.groupOfRow[$0.facility]) },
            members: grouping.membersOfGroup.map { $0.flatMap { firstCell[$0]..<firstCell[$0 + 1] } }, contamination: contamination)
    }

    /// The least probable department of a facility, times their number.
    func leastProbable(of place: Int) -> FacilityShares.Department? {
        guard firstCell.last ?? 0 > 0 else { return nil }
        let own = firstCell[place]..<firstCell[place + 1]
        let tested = own.compactMap { cell in rates?.log10TailProbability(of: cell).map { (cell, $0) } }
        guard let least = tested.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }) else { return nil }
        let cell = cells[least.0]
        return .init(name: cell.name, cases: Int(cell.cases), stays: Int(cell.trials), log10P: least.1 + log10(Double(tested.count)))
    }
}
