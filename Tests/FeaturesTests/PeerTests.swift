import Claims
import Features
import Foundation
import Statistics
import Testing

struct PeerTests {
    /// Facilities H…/P… with the given levels and ownerships, `settlements[i]` rows each.
    private func town(_ facilities: [(code: String, level: String, ownership: String, settlements: Int)]) -> ClaimStore {
        var rows: [Row] = []
        for facility in facilities {
            for index in 0..<facility.settlements {
                rows.append(Row(person: "p\(index)", facility: facility.code, account: index % 3 == 0 ? 1 : 0))
            }
        }
        return Town.store(rows) { _ in } facilities: { columns in
            for facility in facilities {
                guard let number = columns.id.number(of: facility.code) else { continue }
                columns.level[Int(number)] = facility.level
                columns.ownership[Int(number)] = facility.ownership
            }
        }
    }

    private func grouping(_ store: ClaimStore, minimum: Int) -> (FeatureTable, PeerGrouping, PeerParameters) {
        let context = FeatureContext(store)
        let table = FeatureTable(.facility, of: context)
        var parameters = PeerParameters()
        parameters.minimumFacilities = minimum
        parameters.minimumValues = 2
        return (table, PeerGrouping(table, in: context, parameters: parameters), parameters)
    }

    @Test func smallGroupsBackOffStepByStep() throws {
        // Medical: level 3 has 4 public and 1 private; level 2 has 2 public. Pharmacies: 5.
        var facilities = (0..<4).map { (code: "H1\($0)", level: "3", ownership: "public", settlements: 12) }
        facilities.append((code: "H20", level: "3", ownership: "private", settlements: 12))
        facilities += (0..<2).map { (code: "H3\($0)", level: "2", ownership: "public", settlements: 12) }
        facilities += (0..<5).map { (code: "P4\($0)", level: "", ownership: "", settlements: 12) }
        let (_, peers, _) = grouping(town(facilities), minimum: 4)
        let finest = try #require(peers.group(ofRow: 0))
        #expect(finest.backOff == 0 && finest.members == [0, 1, 2, 3])
        #expect(finest.key.en == "medical facilities · level 3 · ownership public")
        let private3 = try #require(peers.group(ofRow: 4))
        #expect(private3.backOff == 1 && private3.members == [0, 1, 2, 3, 4])
        #expect(private3.key.zh == "定点医疗机构 · 等级3")
        let level2 = try #require(peers.group(ofRow: 5))
        #expect(level2.backOff == 2 && level2.members == [0, 1, 2, 3, 4, 5, 6])
        #expect(peers.group(ofRow: 11)?.members == [7, 8, 9, 10, 11])
    }

    @Test func allTogetherOnlyAtLastAndTooFewNever() throws {
        let facilities = (0..<3).map { (code: "H\($0)", level: "", ownership: "", settlements: 12) }
            + (0..<2).map { (code: "P\($0)", level: "", ownership: "", settlements: 12) }
        let (_, all, _) = grouping(town(facilities), minimum: 3)
        #expect(all.group(ofRow: 0)?.members == [0, 1, 2])
        #expect(all.group(ofRow: 4)?.members == [0, 1, 2, 3, 4])
        #expect(all.group(ofRow: 4)?.key.en == "all facilities")

        let (table, none, parameters) = grouping(town(facilities), minimum: 6)
        #expect(none.groups.isEmpty && none.groupOfRow.allSatisfy { $0 == -1 })
        let comparison = PeerComparison(table, grouping: none, parameters: parameters)
        #expect(comparison.standardized.elements.allSatisfy { $0.isNaN })
        #expect(comparison.cell(row: 0, column: 0).peerCount == 0)

        // One facility alone: never a comparison, never an infinity.
        let (single, alone, _) = grouping(town([(code: "H0", level: "", ownership: "", settlements: 40)]), minimum: 1)
        #expect(alone.groupOfRow == [-1])
        #expect(PeerComparison(single, grouping: alone).standardized.elements.allSatisfy { $0.isNaN })
    }

    @Test func patientsAreGroupedByAgeAndSex() throws {
        let rows = (0..<40).map { Row(person: "p\($0 + 10)", day: 20_000) }
        let store = Town.store(rows) { persons in
            for person in 0..<40 {
                // 41 on the day of the settlement, the last ten have no birth day.
                persons.birthDay[person] = person < 30 ? CalendarDay.number(year: 1983, month: 10, day: person < 15 ? 4 : 5) : CalendarDay.missing
                persons.sex[person] = 1
            }
        }
        let context = FeatureContext(store)
        var parameters = PeerParameters()
        parameters.minimumPatients = 10
        let table = FeatureTable(.patient, of: context)
        let peers = PeerGrouping(table, in: context, parameters: parameters)
        #expect(peers.group(ofRow: 0)?.key.en == "aged 41-48")
        #expect(peers.group(ofRow: 15)?.key.en == "aged 18-40")
        #expect(peers.group(ofRow: 39)?.key.zh == "年龄未知")
        #expect(peers.group(ofRow: 39)?.count == 10)
    }

    @Test func valuesAreComparedOnTheScaleOfTheirTransform() throws {
        let sizes = [20, 24, 30, 33, 41, 57, 60, 72, 90, 400]
        let facilities = sizes.enumerated().map { (code: "H\($0.offset)", level: "", ownership: "", settlements: $0.element) }
        let (table, peers, parameters) = grouping(town(facilities), minimum: 5)
        let comparison = PeerComparison(table, grouping: peers, parameters: parameters, threads: 2)
        let cell = try #require(comparison.cell(row: 9, feature: "settlements"))
        #expect(cell.value == 400 && cell.peerCount == 10)
        #expect(cell.peerMedian == 49)
        #expect(abs(cell.peerP99 - quantile(sizes.map(Double.init), 0.99)) < 1e-12)
        // numpy: t = log1p(x); (t[9] - median(t)) / (1.4826022185 · median |t - median(t)|)
        #expect(abs(cell.z - 3.299_562_94) < 1e-5)
    }

    @Test func ratesAreShrunkenSoThatFewTrialsSayLittle() throws {
        // Every third settlement draws on the account and all have fund money, so no settlement is account-only here;
        // same_amount_share is 1 everywhere. Round shares differ by construction.
        var rows: [Row] = []
        for facility in 0..<30 {
            let count = facility == 0 ? 20 : 400
            let share = facility < 2 ? 3 : 20 + facility % 5
            for index in 0..<count {
                rows.append(Row(person: "p\(index)", facility: "H\(10 + facility)", day: 20_000 + Int32(index % 9), fee: index % share == 0 ? 2_000 : 2_001 + Int64(index)))
            }
        }
        let context = FeatureContext(Town.store(rows))
        let table = FeatureTable(.facility, of: context)
        let peers = PeerGrouping(table, in: context)
        let comparison = PeerComparison(table, grouping: peers)
        let few = try #require(comparison.cell(row: 0, feature: "round_amount_share"))
        let many = try #require(comparison.cell(row: 1, feature: "round_amount_share"))
        #expect(few.value == 0.35 && many.value > 0.33)
        #expect(few.shrunken < many.shrunken && many.shrunken < many.value)
        #expect(0 < few.z && few.z < many.z)
        let column = try #require(table.index(of: "round_amount_share"))
        let counts = (0..<30).compactMap { table.counts(row: $0, column: column) }
        let prior = BetaBinomialShrinkage(successes: counts.map(\.numerator), trials: counts.map(\.denominator))
        #expect(few.shrunken == prior.posteriorMean(successes: 7, trials: 20))
    }

    @Test func peersWhoAllAgreeGiveFiniteScores() throws {
        var rows: [Row] = []
        for facility in 0..<25 {
            for index in 0..<(facility == 0 ? 60 : 24) { rows.append(Row(person: "p\(index)", facility: "H\(10 + facility)")) }
        }
        let context = FeatureContext(Town.store(rows))
        let table = FeatureTable(.facility, of: context)
        let comparison = PeerComparison(table, grouping: PeerGrouping(table, in: context))
        let column = try #require(table.index(of: "settlements"))
        #expect(comparison.standardized[0, column] > 3 && comparison.standardized[0, column].isFinite)
        #expect(comparison.standardized[1, column] == 0)
        #expect(comparison.standardized.elements.allSatisfy { $0.isNaN || $0.isFinite })
    }

    @Test func theNumberOfThreadsChangesNothing() {
        let context = FeatureContext(Town.store(Town.randomRows(4_000, seed: 6, persons: 300, facilities: 60)))
        let table = FeatureTable(.patient, of: context)
        let peers = PeerGrouping(table, in: context)
        let one = PeerComparison(table, grouping: peers)
        let three = PeerComparison(table, grouping: peers, threads: 3)
        #expect(isSame(one.standardized.elements, three.standardized.elements))
        #expect(one.standardized.elements.contains { !$0.isNaN })
    }

    @Test func aSelectionKeepsItsCounts() throws {
        let table = Town.table(.facility, Town.store(Town.randomRows(2_000, seed: 6)))
        let selection = table.selecting(["night_share", "no_such_feature", "settlements", "weekend_share"])
        #expect(selection.definitions.map(\.name) == ["night_share", "settlements", "weekend_share"])
        let night = try #require(table.index(of: "night_share"))
        let weekend = try #require(table.index(of: "weekend_share"))
        for row in table.subjects.indices {
            #expect(selection.counts(row: row, column: 0)?.denominator == table.counts(row: row, column: night)?.denominator)
            #expect(selection.counts(row: row, column: 2)?.numerator == table.counts(row: row, column: weekend)?.numerator)
            #expect(selection.counts(row: row, column: 1) == nil)
        }
    }

    @Test func rowsAreFoundBySubject() {
        var rows = Town.randomRows(300, seed: 6, persons: 30)
        rows.removeAll { $0.person == "p7" }
        let store = Town.store(rows + [Row(person: "p7", day: 20_001)])
        let table = Town.table(.patient, store)
        for (row, subject) in table.subjects.enumerated() { #expect(table.row(of: subject) == row) }
        #expect(table.row(of: -1) == nil && table.row(of: 1_000) == nil)
        #expect(Town.table(.patient, Town.store([])).row(of: 0) == nil)
    }

    @Test func parametersMayBeGivenInPartAndAreChecked() throws {
        let some = try JSONDecoder().decode(PeerParameters.self, from: Data(#"{"minimumFacilities": 7, "facilityTraits": ["type"]}"#.utf8))
        #expect(some.minimumFacilities == 7 && some.facilityTraits == [.type] && some.minimumPatients == 100)
        let features = try JSONDecoder().decode(FeatureParameters.self, from: Data(#"{"nightEndHour": 5}"#.utf8))
        #expect(features.nightEndHour == 5 && features.burstWindowSeconds == 300)
        for text in [#"{"roundAmountUnit": 0}"#, #"{"readmissionDays": -1}"#, #"{"burstWindowSeconds": 0}"#, #"{"nightEndHour": 25}"#] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(FeatureParameters.self, from: Data(text.utf8)) }
        }
    }
}
