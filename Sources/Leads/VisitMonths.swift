import Claims

/// Ambulatory visits of every person by calendar month. A visit is a distinct (facility, day): one hospital visit
/// often makes several settlements, and counting those is the commonest cause of a false "high frequency".
///
/// A month begins on the first, and, where shifts are asked for, also that many days later: a spree across a month's
/// end is otherwise cut in two. Shifted months that the extract holds only a part of are left out.
package struct VisitMonths {
    package struct Tally: Equatable, Sendable {
        /// Distinct (facility, day).
        package var visits: Int
        package var facilities: Int
        package var diseases: Int
    }

    /// How far exempt treatment is that and no more.
    package struct ExemptLimit: Sendable {
        /// Visits of a month.
        package let visits: Int
        /// Facilities of a month: a treatment is given at a place or two.
        package let facilities: Int

        package init(visits: Int, facilities: Int) {
            self.visits = visits
            self.facilities = facilities
        }
    }

    package struct Month: Sendable {
        package let person: Int32
        /// Months since year 0, of the first day less the shift.
        package let month: Int32
        /// Without the visits of exempt treatment.
        package let ordinary: Tally
        /// The same with each course of treatment as one visit.
        package let coursesOnce: Tally
        /// Visits of `ordinary` that belong to a course.
        package let courseVisits: Int
        /// With the visits of exempt treatment.
        package let all: Tally
        /// Visits any of whose settlements is of exempt treatment: the drugs of a dialysis day are seldom coded as dialysis.
        package let exemptVisits: Int
        /// Facilities of these.
        package let exemptFacilities: Int
        /// How many visits a month its exempt treatments may take by themselves; 0 where they do not say.
        let ownLimit: Int
        /// Where all the person's rows of the month stand in `store.byPerson.rows`.
        let range: Range<Int>

        /// Up to a limit the exempt visits of a month are the treatment itself, and its courses are one visit each;
        /// beyond it they count like any others.
        package func tally(exemptLimit: ExemptLimit, courseLimit: Int = 0) -> Tally {
            if isBeyond(exemptLimit) { return all }
            return courseVisits > courseLimit ? ordinary : coursesOnce
        }

        package func isBeyond(_ limit: ExemptLimit) -> Bool { exemptVisits > max(limit.visits, ownLimit) || exemptFacilities > limit.facilities }
    }

    /// By person, then shift, then month; months without an admitted settlement are left out.
    package private(set) var months: [Month] = []
    private let store: ClaimStore
    private let admitted: Set<CareClass>
    private let exemption: [Int8]
    private let ownLimits: [Int]
    private let courses: TreatmentCourses?

    /// - Parameters:
    ///   - exemption: for each row of the store the exemption that covers it, or -1.
    ///   - ownLimits: by exemption, visits a month that the treatment may take; 0 for none of its own.
    ///   - courses: treatment that counts once; without it every visit counts.
    ///   - shifts: days after the first on which months begin.
    /// - Complexity: O(*n* log *m*) for n settlements, m of them in one month of one person.
    package init(
        store: ClaimStore, admitted: Set<CareClass>, exemption: [Int8], ownLimits: [Int] = [], courses: TreatmentCourses? = nil, shifts: [Int] = [0]
    ) {
        self.store = store
        self.admitted = admitted
        self.exemption = exemption
        self.ownLimits = ownLimits
        self.courses = courses
        for person in 0..<store.persons.count {
            for shift in shifts { append(person: Int32(person), shift: Int32(shift)) }
        }
    }

    private mutating func append(person: Int32, shift: Int32) {
        let slice = store.byPerson[Int(person)]
        func month(_ day: Int32) -> Int32 { Self.month(of: day - shift) }
        var start = slice.startIndex
        while start < slice.endIndex {
            let current = month(store.settlements.day[Int(slice[start])])
            var end = start + 1
            while end < slice.endIndex, month(store.settlements.day[Int(slice[end])]) == current { end += 1 }
            let isPart = shift != 0 && (store.period.map { month($0.lowerBound) == current || month($0.upperBound) == current } ?? false)
            if !isPart, let counted = counted(person: person, month: current, range: start..<end) { months.append(counted) }
            start = end
        }
    }

    /// The settlements behind a month's tally, ascending.
    package func rows(of month: Month, exemptLimit: ExemptLimit, courseLimit: Int = 0) -> [Int32] {
        let rows = admittedRows(month.range)
        guard !month.isBeyond(exemptLimit) else { return rows }
        let exempt = exemptVisits(rows)
        let ordinary = rows.filter { !exempt.contains(visit($0)) }
        guard let courses, month.courseVisits > 0, month.courseVisits <= courseLimit else { return ordinary }
        // Of a course its first visit stands for all.
        var firstVisit: [Int32: Int64] = [:]
        for row in ordinary where courses.ofRow[Int(row)] >= 0 && firstVisit[courses.ofRow[Int(row)]] == nil {
            firstVisit[courses.ofRow[Int(row)]] = visit(row)
        }
        return ordinary.filter { courses.ofRow[Int($0)] < 0 || firstVisit[courses.ofRow[Int($0)]] == visit($0) }
    }

    private func counted(person: Int32, month: Int32, range: Range<Int>) -> Month? {
        let rows = admittedRows(range)
        guard !rows.isEmpty else { return nil }
        let exempt = exemptVisits(rows)
        let ordinaryRows = exempt.isEmpty ? rows : rows.filter { !exempt.contains(visit($0)) }
        let ordinary = tally(ordinaryRows)
        let courseOfRow: [Int32] = courses?.ofRow ?? []
        let ofCourses = courseOfRow.isEmpty ? [] : ordinaryRows.filter { courseOfRow[Int($0)] >= 0 }
        let courseVisits = Self.distinctCount(ofCourses.map(visit))
        var coursesOnce = ordinary
        coursesOnce.visits -= courseVisits - Self.distinctCount(ofCourses.map { courseOfRow[Int($0)] })
        return Month(
            person: person, month: month, ordinary: ordinary, coursesOnce: coursesOnce, courseVisits: courseVisits,
            all: exempt.isEmpty ? ordinary : tally(rows), exemptVisits: exempt.count,
            exemptFacilities: Self.distinctCount(exempt.map { $0 >> 32 }), ownLimit: exempt.isEmpty ? 0 : ownLimit(rows), range: range)
    }

    private func tally(_ rows: [Int32]) -> Tally {
        let diseases = courses?.diseaseClass ?? store.settlements.disease
        let facilities = store.settlements.facility
        return Tally(
            visits: Self.distinctCount(rows.map(visit)), facilities: Self.distinctCount(rows.map { facilities[Int($0)] }),
            diseases: Self.distinctCount(rows.map { diseases[Int($0)] }.filter { $0 >= 0 }))
    }

    /// By sorting: a person's month has a few rows, and hashing them costs ten times as much.
    private static func distinctCount(_ values: [some Comparable]) -> Int {
        guard values.count > 1 else { return values.count }
        let sorted = values.sorted()
        return 1 + sorted.indices.dropFirst().count { sorted[$0] != sorted[$0 - 1] }
    }

    private func admittedRows(_ range: Range<Int>) -> [Int32] {
        store.byPerson.rows[range].filter { admitted.contains(store.settlements.careClass[Int($0)]) }
    }

    private func exemptVisits(_ rows: [Int32]) -> Set<Int64> {
        Set(rows.filter { exemption[Int($0)] >= 0 }.map(visit))
    }

    private func ownLimit(_ rows: [Int32]) -> Int {
        rows.lazy.map { Int(self.exemption[Int($0)]) }.filter { $0 >= 0 && $0 < self.ownLimits.count }.map { self.ownLimits[$0] }.max() ?? 0
    }

    private func visit(_ row: Int32) -> Int64 {
        Int64(store.settlements.facility[Int(row)]) << 32 | Int64(store.settlements.day[Int(row)])
    }

    package static func month(of day: Int32) -> Int32 {
        let (year, month, _) = CalendarDay.civil(day)
        return Int32(year * 12 + month - 1)
    }
}
