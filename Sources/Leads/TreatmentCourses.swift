import Claims

/// Courses of treatment: visits of one person to one facility for one class of disease on nearly consecutive days, such as a course of
/// acupuncture, rehabilitation or injections. They are many by prescription, not by habit.
///
/// Some note another complaint at every session. So visits for nothing but the same treatments are a course, too, whatever they note;
/// drugs day by day are none.
///
/// A course is given at one place. Where two that overlap in time treat the same disease at different facilities, or one whose disease
/// nobody noted, neither is taken for a course. Buying at a pharmacy is no treatment and belongs to none.
package struct TreatmentCourses: Sendable {
    /// By row of the store the number of its course, or -1.
    package private(set) var ofRow: [Int32]
    /// By row of the store its class of disease, the first three characters of its code, as a number; -1 unknown.
    package private(set) var diseaseClass: [Int32]
    package private(set) var count = 0

    private struct Run {
        let facility: Int32
        let disease: Int32
        let first: Int32
        let last: Int32

        func repeats(_ other: Run) -> Bool {
            facility != other.facility && first <= other.last && other.first <= last
                && (disease == other.disease || disease < 0 || other.disease < 0)
        }

        var ofUnknownDisease: Run { Run(facility: facility, disease: -1, first: first, last: last) }

        func holds(_ facility: Int32, _ day: Int32) -> Bool { facility == self.facility && day >= first && day <= last }
    }

    private static let classLength = 3

    /// - Parameters:
    ///   - minimumVisits: fewer days are no course.
    ///   - largestGap: most days from one visit of a course to its next.
    /// - Complexity: O(*n* log *m*) for n settlements, m of one person.
    package init(store: ClaimStore, admitted: Set<CareClass>, minimumVisits: Int, largestGap: Int) {
        let columns = store.settlements
        let classes = Self.classes(store)
        diseaseClass = classes
        ofRow = [Int32](repeating: -1, count: columns.count)
        let treatments = Self.treatments(store)
        var visits: [(facility: Int32, disease: Int32, day: Int32)] = []
        var sessions: [(facility: Int32, disease: Int32, day: Int32)] = []
        for person in 0..<store.persons.count {
            let slice = store.byPerson[person]
            guard slice.count >= minimumVisits else { continue }
            visits.removeAll(keepingCapacity: true)
            sessions.removeAll(keepingCapacity: true)
            for row in slice {
                let row = Int(row)
                guard admitted.contains(columns.careClass[row]), columns.careClass[row] != .pharmacy else { continue }
                visits.append((columns.facility[row], classes[row], columns.day[row]))
                if treatments[row] >= 0 { sessions.append((columns.facility[row], treatments[row], columns.day[row])) }
            }
            guard visits.count >= minimumVisits else { continue }
            let runs = Self.runs(visits, minimumVisits: minimumVisits, largestGap: Int32(largestGap))
                + Self.runs(sessions, minimumVisits: minimumVisits, largestGap: Int32(largestGap)).map(\.ofUnknownDisease)
            let courses = runs.filter { run in !runs.contains { run.repeats($0) } }
            guard !courses.isEmpty else { continue }
            for row in slice where admitted.contains(columns.careClass[Int(row)]) {
                guard let number = courses.firstIndex(where: { $0.holds(columns.facility[Int(row)], columns.day[Int(row)]) })
                else { continue }
                ofRow[Int(row)] = Int32(count + number)
            }
            count += courses.count
        }
    }

    /// - Parameter unordered: where, what for (a class of disease, or treatments), and when.
    private static func runs(
        _ unordered: [(facility: Int32, disease: Int32, day: Int32)], minimumVisits: Int, largestGap: Int32
    ) -> [Run] {
        let visits = unordered.sorted { ($0.facility, $0.disease, $0.day) < ($1.facility, $1.disease, $1.day) }
        var runs: [Run] = []
        var start = 0
        while start < visits.count {
            var end = start + 1
            var days = 1
            while end < visits.count, visits[end].facility == visits[start].facility, visits[end].disease == visits[start].disease,
                  visits[end].day - visits[end - 1].day <= largestGap {
                if visits[end].day != visits[end - 1].day { days += 1 }
                end += 1
            }
            if days >= minimumVisits {
                runs.append(Run(
                    facility: visits[start].facility, disease: visits[start].disease, first: visits[start].day, last: visits[end - 1].day))
            }
            start = end
        }
        return runs
    }

    /// By row the treatments of a settlement for nothing else, as a number; -1 where there is none, or other things, too.
    private static func treatments(_ store: ClaimStore) -> [Int32] {
        var treatments = [Int32](repeating: -1, count: store.settlements.count)
        guard let lines = store.feeLines else { return treatments }
        var numbers: [Set<Int32>: Int32] = [:]
        for row in treatments.indices {
            let own = lines.lines(ofSettlement: row).filter { !ChargeType.isHouse(lines.chargeType[$0]) }
            guard !own.isEmpty, own.allSatisfy({ lines.chargeType[$0] == ChargeType.treatment && lines.item[$0] >= 0 }) else { continue }
            let items = Set(own.map { lines.item[$0] })
            treatments[row] = numbers[items] ?? Int32(numbers.count)
            numbers[items] = treatments[row]
        }
        return treatments
    }

    /// What the visit was for by its main diagnosis, else by `dise_no`.
    private static func classes(_ store: ClaimStore) -> [Int32] {
        var numbers: [String: Int32] = [:]
        func number(_ code: String) -> Int32 {
            let prefix = String(code.uppercased().prefix(classLength))
            guard !prefix.isEmpty else { return -1 }
            if let known = numbers[prefix] { return known }
            let new = Int32(numbers.count)
            numbers[prefix] = new
            return new
        }
        let ofDisease = (0..<store.diseases.count).map { number(store.diseases[Int32($0)]) }
        var ofVisit: [Int32] = []
        if let visits = store.visits {
            let ofDiagnosis = (0..<visits.diagnoses.count).map { number(visits.diagnoses[Int32($0)]) }
            ofVisit = visits.diagnosis.map { $0 < 0 ? -1 : ofDiagnosis[Int($0)] }
        }
        let columns = store.settlements
        return (0..<columns.count).map { row in
            if !ofVisit.isEmpty, columns.visit[row] >= 0, ofVisit[Int(columns.visit[row])] >= 0 { return ofVisit[Int(columns.visit[row])] }
            return columns.disease[row] < 0 ? -1 : ofDisease[Int(columns.disease[row])]
        }
    }
}
