import Claims
import Features
import Statistics
import Testing

/// What every family in the catalogue promises, whatever it measures.
struct CatalogueContractTests {
    static let families: [(SubjectKind, any FeatureExtractor)] = SubjectKind.allCases.flatMap { kind in
        FeatureCatalog.extractors(for: kind).map { (kind, $0) }
    }

    /// The values of a slice gathered in the given parts, each part on its own, merged in the order given.
    private static func values<Extractor: FeatureExtractor>(
        _ extractor: Extractor, parts: [ArraySlice<Int32>], subject: Int, _ context: FeatureContext
    ) -> FeatureValues {
        var whole = Extractor.Summary()
        for part in parts {
            var summary = Extractor.Summary()
            extractor.gather(part, in: context, into: &summary)
            whole.merge(summary)
        }
        var values = FeatureValues()
        extractor.values(of: &whole, subject: subject, in: context, into: &values)
        return values
    }

    @Test(arguments: families.indices)
    func mergingPartsInAnyOrderIsTheWhole(_ index: Int) {
        let (kind, extractor) = Self.families[index]
        let store = Town.store(Town.randomRows(900, seed: 11))
        let context = FeatureContext(store)
        let slices = kind.slices(of: store)
        for subject in 0..<slices.subjectCount {
            let rows = slices[subject]
            let whole = Self.values(extractor, parts: [rows], subject: subject, context)
            let middle = rows.startIndex + rows.count / 3
            let late = rows.startIndex + rows.count * 3 / 4
            let parts = [rows[..<middle], rows[middle..<late], rows[late...]]
            for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
                let merged = Self.values(extractor, parts: order.map { parts[$0] }, subject: subject, context)
                #expect(isSame(whole.values, merged.values))
            }
            let single = Self.values(extractor, parts: rows.map { [$0] }, subject: subject, context)
            #expect(isSame(whole.values, single.values))
            #expect(whole.values.count == extractor.definitions.count)
        }
    }

    @Test(arguments: families.indices)
    func readingTwiceAndResettingChangeNothing(_ index: Int) {
        func check<Extractor: FeatureExtractor>(_ extractor: Extractor, _ kind: SubjectKind) {
            let store = Town.store(Town.randomRows(300, seed: 3))
            let context = FeatureContext(store)
            let slices = kind.slices(of: store)
            var summary = Extractor.Summary()
            extractor.gather(slices[1], in: context, into: &summary)
            var first = FeatureValues()
            extractor.values(of: &summary, subject: 1, in: context, into: &first)
            var second = FeatureValues()
            extractor.values(of: &summary, subject: 1, in: context, into: &second)
            #expect(isSame(first.values, second.values))
            summary.reset()
            extractor.gather(slices[0], in: context, into: &summary)
            var reused = FeatureValues()
            extractor.values(of: &summary, subject: 0, in: context, into: &reused)
            #expect(isSame(reused.values, Self.values(extractor, parts: [slices[0]], subject: 0, context).values))
        }
        check(Self.families[index].1, Self.families[index].0)
    }

    @Test(arguments: families.indices)
    func noRowsGiveNoRatesAndNoAmounts(_ index: Int) {
        let (_, extractor) = Self.families[index]
        let context = FeatureContext(Town.store([Row()]))
        let values = Self.values(extractor, parts: [[]], subject: 0, context)
        for (definition, value) in zip(extractor.definitions, values.values) {
            // Counts of events that did not happen are zero; everything else is missing.
            let isEventCount = ["admissions", "admission_facilities", "in_stay_outside_purchases"].contains(definition.name)
            #expect(isEventCount ? value == 0 : value.isNaN, "\(definition.name)")
        }
    }

    @Test(arguments: SubjectKind.allCases, [1, 2, 60, 1_500])
    func valuesLieInTheirRange(_ kind: SubjectKind, _ count: Int) {
        let table = Town.table(kind, Town.store(Town.randomRows(count, seed: 5)))
        for (column, definition) in table.definitions.enumerated() {
            for value in table.values.column(column) where !value.isNaN {
                #expect(definition.range.contains(value) && value.isFinite, "\(definition.name) \(value)")
            }
        }
    }

    @Test func everyFeatureOfABusyTownHasAValue() {
        var rows = Town.randomRows(4_000, seed: 9)
        rows[0].day = 20_000
        let holidays = HolidayCalendar(holidays: [20_003, 20_004])
        let store = Town.store(rows, calendar: holidays) { persons in persons.deathDay[0] = 20_030 }
        for kind in SubjectKind.allCases {
            let table = Town.table(kind, store)
            #expect(table.omitted.isEmpty)
            #expect(table.definitions == FeatureCatalog.definitions(for: kind))
            for (column, definition) in table.definitions.enumerated() {
                #expect(table.values.column(column).contains { !$0.isNaN }, "\(definition.name)")
            }
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func theOrderOfRowsOfOneInstantChangesNothing(_ kind: SubjectKind) {
        let rows = Town.randomRows(2_000, seed: 21, days: 6)
        let straight = Town.table(kind, Town.store(rows))
        let turned = Town.table(kind, Town.store(rows.reversed()))
        #expect(isSame(straight.values.elements, turned.values.elements))
    }

    @Test(arguments: SubjectKind.allCases)
    func theNumberOfThreadsChangesNothing(_ kind: SubjectKind) {
        let store = Town.store(Town.randomRows(3_000, seed: 8, persons: 500, facilities: 40))
        let one = Town.table(kind, store)
        let four = Town.table(kind, store, threads: 4)
        #expect(isSame(one.values.elements, four.values.elements))
        #expect(one.subjects == four.subjects)
        for row in one.subjects.indices {
            for column in one.definitions.indices {
                #expect(one.counts(row: row, column: column)?.denominator == four.counts(row: row, column: column)?.denominator)
            }
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func withoutTimesNothingIsSaidOfHours(_ kind: SubjectKind) {
        let rows = Town.randomRows(500, seed: 2).map { row in
            var row = row
            row.second = CalendarDay.noSecond
            return row
        }
        let timed = FeatureCatalog.definitions(for: kind).filter { $0.requires.contains("setl_time") }.map(\.name)
        #expect(!timed.isEmpty)
        let absent = Town.table(kind, Town.store(rows, columns: Town.allColumns.subtracting(["setl_time"])))
        for name in timed {
            #expect(absent.column(named: name) == nil)
            #expect(absent.omitted.contains { $0.name == name && $0.missingColumn == "setl_time" })
        }
        // The column is said to be filled, but no row has a time.
        let empty = Town.table(kind, Town.store(rows))
        for name in timed { #expect(empty.column(named: name)?.allSatisfy { $0.isNaN } == true, "\(name)") }
    }

    @Test(arguments: SubjectKind.allCases)
    func missingAmountsStayMissing(_ kind: SubjectKind) {
        let rows = Town.randomRows(500, seed: 4).map { row in
            var row = row
            (row.fee, row.fund, row.pooled) = (Fen.missing, Fen.missing, Fen.missing)
            return row
        }
        let table = Town.table(kind, Town.store(rows))
        for definition in table.definitions where definition.unit == .yuan || definition.requires.contains("medfee_sumamt") {
            #expect(table.column(named: definition.name)?.allSatisfy { $0.isNaN } == true, "\(definition.name)")
        }
    }

    @Test func anEmptyStoreGivesAnEmptyTable() {
        for kind in SubjectKind.allCases {
            let table = Town.table(kind, Town.store([]))
            #expect(table.subjects.isEmpty && table.values.rowCount == 0)
        }
    }

    @Test func featuresOfAbsentColumnsAreLeftOutWithTheColumn() {
        let store = Town.store(Town.randomRows(200, seed: 1), columns: ["psn_no", "fixmedins_code", "fund_pay_sumamt"])
        let table = Town.table(.facility, store)
        #expect(table.column(named: "fund_total") != nil)
        #expect(table.omitted.contains { $0.name == "operator_hhi" && $0.missingColumn == "opter_id" })
        #expect(table.column(named: "operator_hhi") == nil)
        let without = Town.table(.facility, Town.store([Row()], columns: ["psn_no"]))
        #expect(without.omitted.contains { $0.name == "fund_total" && $0.missingColumn == "fund_pay_sumamt | hifp_pay" })
    }

    @Test func everyDefinitionIsDocumentedInBothLanguages() {
        for kind in SubjectKind.allCases {
            let definitions = FeatureCatalog.definitions(for: kind)
            #expect(Set(definitions.map(\.name)).count == definitions.count)
            for definition in definitions {
                #expect(definition.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil)
                for text in [definition.title, definition.meaning] {
                    #expect(text.zh.unicodeScalars.contains { (0x4e00...0x9fff).contains($0.value) }, "\(definition.name)")
                    #expect(text.en.unicodeScalars.allSatisfy(\.isASCII) && text.en.count > 3, "\(definition.name)")
                }
                #expect(definition.meaning.zh.hasSuffix("。") && definition.meaning.en.hasSuffix("."), "\(definition.name)")
                if definition.isRate { #expect(definition.range == 0...1 && definition.transform == .logit) }
            }
        }
        for language in Language.allCases {
            let rows = FeatureCatalog.describe(language: language)
            #expect(rows.count == 1 + SubjectKind.allCases.reduce(0) { $0 + FeatureCatalog.definitions(for: $1).count })
            #expect(rows.allSatisfy { $0.count == rows[0].count })
            #expect(FeatureCatalog.markdown(language: language).split(separator: "\n").count == rows.count + 1)
        }
    }
}
