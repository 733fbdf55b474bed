import Claims
import Features
import Statistics
import Testing

/// Patient features against values worked out by hand or by brute force.
struct PatientFeatureTests {
    @Test func visitsAreDistinctFacilityDays() throws {
        // Ten days; three settlements at one facility on one day are one visit.
        var rows = (0..<3).map { _ in Row(day: 20_000) }
        rows += [Row(facility: "P1", day: 20_000), Row(facility: "P2", day: 20_000), Row(facility: "P1", day: 20_009)]
        let table = Town.table(.patient, Town.store(rows))
        func value(_ name: String) -> Double { table.column(named: name)?[0] ?? .nan }
        #expect(value("visits_per_month") == 4)
        #expect(value("visit_days_per_month") == 2)
        #expect(value("facilities") == 3)
        #expect(value("pharmacies") == 2)
        #expect(value("pharmacy_visit_share") == 0.75)
        #expect(value("max_facilities_in_a_day") == 3)
        #expect(value("max_visits_in_7_days") == 3)
        #expect(abs(value("fund_per_month") - 360) < 1e-9)
        #expect(abs(value("fee_per_visit") - 150) < 1e-9)
    }

    @Test func monthsEndWithDeath() throws {
        let rows = [Row(day: 20_000), Row(day: 20_010), Row(person: "p2", day: 20_121)]
        let store = Town.store(rows) { persons in persons.deathDay[0] = 20_060 }
        let table = Town.table(.patient, store)
        let visits = try #require(table.column(named: "visits_per_month"))
        #expect(abs(visits[0] - 2 / (61 / 30.4375)) < 1e-12)
        #expect(abs(visits[1] - 1 / (122 / 30.4375)) < 1e-12)
    }

    @Test func mostVisitsInAWeekAgreesWithBruteForce() {
        for seed in 0..<8 as Range<UInt64> {
            var stream = RandomStream(seed: seed, stream: "week")
            let rows = (0..<60).map { _ in
                Row(facility: "H\(Int.random(in: 0..<3, using: &stream))", day: 20_000 + Int32.random(in: 0..<50, using: &stream))
            }
            let visits = Set(rows.map { [$0.day, Int32($0.facility.utf8.last!)] })
            let most = (20_000..<20_050).map { start in visits.count { ($0[0] - Int32(start)) >= 0 && ($0[0] - Int32(start)) < 7 } }.max()!
            #expect(Town.value("max_visits_in_7_days", .patient, rows) == Double(most))
        }
    }

    @Test func diseasesMixAndCross() throws {
        let codes = ["J01.1", "J01.9", "K02.1", "J01.1", "", "J01.2"]
        let rows = codes.enumerated().map { Row(day: 20_000 + Int32($0.offset), disease: $0.element, counter: "o\($0.offset % 2)") }
        #expect(Town.value("diseases", .patient, rows) == 2)
        #expect(Town.value("disease_crossing_rate", .patient, rows) == 0.5)
        let diversity = try #require(Town.value("disease_diversity", .patient, rows))
        #expect(abs(diversity - simpsonDiversity([4, 1])) < 1e-12)
        #expect(Town.value("operators", .patient, rows) == 2)
    }

    @Test func regularityIsOneLessTheVariation() throws {
        let days: [Int32] = [0, 3, 4, 9, 20, 21]
        let fees: [Int64] = [1_000, 1_200, 900, 1_100, 5_000, 1_000]
        let rows = zip(days, fees).map { Row(day: 20_000 + $0, fee: $1) }
        let intervals = try #require(Town.value("interval_regularity", .patient, rows))
        #expect(abs(intervals - max(0, 1 - coefficientOfVariation([3, 1, 5, 11, 1]))) < 1e-12)
        let amounts = try #require(Town.value("amount_regularity", .patient, rows))
        #expect(abs(amounts - max(0, 1 - coefficientOfVariation([10, 12, 9, 11, 50, 10]))) < 1e-12)
        let clockwork = (0..<10).map { Row(day: 20_000 + $0 * 7, fee: 9_999_999_999) }
        #expect(Town.value("interval_regularity", .patient, clockwork) == 1)
        #expect(Town.value("amount_regularity", .patient, clockwork) == 1)
        #expect(Town.value("interval_regularity", .patient, Array(clockwork.prefix(3)))?.isNaN == true)
    }

    @Test func purchasesElsewhereAreCountedOnceAndInsideTheStay() throws {
        for seed in 0..<40 as Range<UInt64> {
            var stream = RandomStream(seed: seed, stream: "stays")
            var rows: [Row] = []
            for _ in 0..<6 {
                let begin = 20_000 + Int32.random(in: 0..<30, using: &stream)
                let end = begin + Int32.random(in: 0..<12, using: &stream)
                rows.append(Row(facility: "H\(Int.random(in: 1...3, using: &stream))", day: end, care: .inpatient, begin: begin, end: end))
            }
            for _ in 0..<12 {
                rows.append(Row(facility: "H\(Int.random(in: 1...4, using: &stream))", day: 20_000 + Int32.random(in: 0..<40, using: &stream),
                                pooled: Int64.random(in: 0...1, using: &stream), care: .pharmacy))
            }
            let stays = rows.filter { $0.care == .inpatient }
            let outside = rows.filter { bought in
                bought.care == .pharmacy && bought.pooled > 0
                    && stays.contains { $0.begin < bought.day && bought.day < $0.end && $0.facility != bought.facility }
            }.count
            #expect(Town.value("in_stay_outside_purchases", .patient, rows) == Double(outside))
            #expect(Town.value("admissions", .patient, rows) == Double(Set(stays.map { "\($0.facility) \($0.begin)" }).count))
            #expect(Town.value("admission_facilities", .patient, rows) == Double(Set(stays.map(\.facility)).count))
        }
    }

    @Test func servicesAfterDeath() throws {
        let rows = [
            Row(day: 20_000), Row(day: 20_012, care: .inpatient, begin: 20_005, end: 20_010), Row(day: 20_011), Row(person: "p2", day: 20_020),
        ]
        let store = Town.store(rows) { persons in persons.deathDay[0] = 20_010 }
        #expect(Town.table(.patient, store).column(named: "post_death_settlements") == [1, 0])
        let without = Town.table(.patient, Town.store(rows))
        #expect(without.omitted.contains { $0.name == "post_death_settlements" && $0.missingColumn == "psn_info_b.die_date" })
    }

    @Test func nightAndWeekendNeedThreeSettlements() {
        let rows = (0..<4).map { Row(day: 20_000 + $0, second: $0 == 0 ? 3_600 : 36_000) }
        #expect(Town.value("night_share", .patient, rows) == 0.25)
        #expect(Town.value("weekend_share", .patient, rows) == 0.5)
        #expect(Town.value("night_share", .patient, Array(rows.prefix(2)))?.isNaN == true)
    }
}
