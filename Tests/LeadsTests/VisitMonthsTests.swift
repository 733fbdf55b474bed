import Claims
import Leads
import Statistics
import Testing

@Suite struct VisitMonthsTests {
    private let january = CalendarDay.number(year: 2025, month: 1, day: 1)

    @Test func severalSettlementsOfOneVisitAreOneVisit() throws {
        let sample = store([
            Row(day: january), Row(day: january, second: 40_000), Row(facility: "P2", day: january), Row(day: january + 30),
            Row(day: january + 31), Row(day: january + 5, care: .inpatient),
        ])
        let months = VisitMonths(store: sample, admitted: [.outpatient], exemption: Array(repeating: -1, count: 6))
        #expect(months.months.map(\.ordinary.visits) == [3, 1])
        #expect(months.months.map(\.ordinary.facilities) == [2, 1])
        #expect(months.months.map(\.month) == [24_300, 24_301])
        #expect(months.rows(of: months.months[0], exemptLimit: .init(visits: 0, facilities: 9)).map { sample.settlements.id[Int($0)] } == ["s0", "s1", "s2", "s4"])
    }

    @Test func aVisitWithOneExemptSettlementIsExempt() {
        // Dialysis with the drugs of the same day, and a test on another day.
        let sample = store([Row(day: january, disease: "N18.5"), Row(day: january, second: 50_000), Row(day: january + 1)])
        let months = VisitMonths(store: sample, admitted: [.outpatient], exemption: [0, -1, -1])
        #expect(months.months[0].exemptVisits == 1)
        #expect(months.months[0].tally(exemptLimit: .init(visits: 1, facilities: 9)).visits == 1)
        #expect(months.months[0].tally(exemptLimit: .init(visits: 0, facilities: 9)).visits == 2)
        #expect(months.rows(of: months.months[0], exemptLimit: .init(visits: 1, facilities: 9)) == [2])
        #expect(months.rows(of: months.months[0], exemptLimit: .init(visits: 0, facilities: 9)) == [0, 1, 2])
    }

    @Test func againstBruteForce() {
        var random = RandomStream(seed: 8, stream: "visit months")
        let care: [CareClass] = [.outpatient, .pharmacy, .inpatient]
        let sample = store((0..<3_000).map { _ in
            Row(
                person: "p\(Int.random(in: 0..<25, using: &random))", facility: "H\(Int.random(in: 0..<4, using: &random))",
                day: january + Int32.random(in: 0..<120, using: &random), disease: ["", "J06", "I10"][Int.random(in: 0..<3, using: &random)],
                care: care[Int.random(in: 0..<3, using: &random)])
        })
        let exemption = (0..<3_000).map { _ in Int8(Int.random(in: -3...0, using: &random)) }
        let found = VisitMonths(store: sample, admitted: [.outpatient, .pharmacy], exemption: exemption)
        let columns = sample.settlements
        var expected: [[Int]] = []
        for person in 0..<25 {
            for month in 0..<4 {
                let rows = (0..<3_000).filter {
                    let (year, number, _) = CalendarDay.civil(columns.day[$0])
                    return columns.person[$0] == Int32(person) && year == 2025 && number == month + 1 && columns.careClass[$0] != .inpatient
                }
                func key(_ row: Int) -> String { "\(columns.facility[row]) \(columns.day[row])" }
                let exempt = Set(rows.filter { exemption[$0] >= 0 }.map(key))
                let ordinary = rows.filter { !exempt.contains(key($0)) }
                guard !rows.isEmpty else { continue }
                expected.append([
                    person, Set(ordinary.map(key)).count, Set(ordinary.map { columns.facility[$0] }).count,
                    Set(ordinary.map { columns.disease[$0] }.filter { $0 >= 0 }).count, Set(rows.map(key)).count, exempt.count,
                ])
            }
        }
        #expect(found.months.map {
            [Int($0.person), $0.ordinary.visits, $0.ordinary.facilities, $0.ordinary.diseases, $0.all.visits, $0.exemptVisits]
        } == expected)
    }

    @Test func nothingIsNothing() {
        #expect(VisitMonths(store: store([]), admitted: [.outpatient], exemption: []).months.isEmpty)
    }
}
