import Claims
import Leads
import Testing

@Suite struct TreatmentCoursesTests {
    private let january = CalendarDay.number(year: 2025, month: 1, day: 1)

    private func courses(_ rows: [Row]) -> (store: ClaimStore, courses: TreatmentCourses) {
        let sample = store(rows)
        return (sample, TreatmentCourses(store: sample, admitted: [.outpatient, .pharmacy], minimumVisits: 5, largestGap: 3))
    }

    private func daily(_ facility: String, from: Int32 = 0, count: Int32 = 10, step: Int32 = 1, disease: String = "M54", care: CareClass = .outpatient) -> [Row] {
        (0..<count).map { Row(facility: facility, day: january + from + $0 * step, disease: disease, care: care) }
    }

    @Test func tenDaysAndOtherVisitsAreOneCourseAndTheOthers() throws {
        let (sample, courses) = courses(daily("H1") + [Row(facility: "H2", day: january + 4, disease: "M54"), Row(facility: "P2", day: january + 20)])
        #expect(courses.count == 1)
        let months = VisitMonths(store: sample, admitted: [.outpatient, .pharmacy], exemption: Array(repeating: -1, count: 12), courses: courses)
        let month = try #require(months.months.first)
        #expect(month.tally(exemptLimit: .init(visits: 0, facilities: 9), courseLimit: 10).visits == 3)
        #expect(month.tally(exemptLimit: .init(visits: 0, facilities: 9), courseLimit: 9).visits == 12)
        #expect(months.rows(of: month, exemptLimit: .init(visits: 0, facilities: 9), courseLimit: 10).count == 3)
    }

    @Test func weekendsDoNotEndACourseAndLongerPausesDo() {
        #expect(courses(daily("H1", count: 5) + daily("H1", from: 7, count: 5)).courses.count == 1)
        #expect(courses(daily("H1", count: 5) + daily("H1", from: 8, count: 5)).courses.count == 2)
        #expect(courses(daily("H1", count: 4)).courses.count == 0)
        #expect(courses(daily("H1", step: 4)).courses.count == 0)
    }

    @Test func twoFacilitiesInTurnsForOneDiseaseAreNoCourse() {
        #expect(courses(daily("H1", step: 2) + daily("H2", from: 1, step: 2)).courses.count == 0)
        #expect(courses(daily("H1", step: 2) + daily("H2", from: 1, step: 2, disease: "")).courses.count == 0)
        #expect(courses(daily("H1", step: 2) + daily("H2", from: 1, step: 2, disease: "J06")).courses.count == 2)
    }

    /// Ten days of which each notes another complaint: with the same treatments, with a drug beside them, with another treatment each day.
    @Test(arguments: [(false, false, 1), (true, false, 0), (false, true, 0)])
    func nothingButTheSameTreatments(hasDrugs: Bool, varies: Bool, count: Int) throws {
        var extract = CaseExtract()
        for day in 0..<10 {
            extract.settle("s\(day)", day: "2026-03-\(11 + day)", disease: ["M79.1", "G51.0", "R53", "N95.1"][day % 4]) { writer in
                writer.line("001102000010000", charge: "02", name: "诊查费")
                writer.line(varies ? "0043000000\(10 + day)0000" : "004300000010000", name: "针刺")
                writer.line("003401000010000", name: "红外线")
                if hasDrugs { writer.line("XN06BX18E001007130487", charge: "09", name: "药品", list: "101") }
            }
        }
        let courses = try TreatmentCourses(store: extract.store(for: "frequent-visits"), admitted: [.outpatient], minimumVisits: 5, largestGap: 3)
        #expect(courses.count == count)
    }

    @Test func aPharmacyGivesNoCourse() {
        #expect(courses(daily("P1", care: .pharmacy)).courses.count == 0)
    }

    @Test func aSpreeAcrossAMonthsEndIsWholeInAShiftedMonth() {
        // From the extract's first day to its last, so that only whole shifted months are counted.
        let rows = [Row(day: january)] + (0..<12).map { Row(facility: "H\($0)", day: january + 25 + $0) } + [Row(day: january + 80)]
        let sample = store(rows)
        let months = VisitMonths(store: sample, admitted: [.outpatient], exemption: Array(repeating: -1, count: rows.count), shifts: [0, 15])
        #expect(months.months.map(\.ordinary.visits) == [7, 6, 1, 12])
    }
}
