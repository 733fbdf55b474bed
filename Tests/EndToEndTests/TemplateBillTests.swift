import Leads
import Statistics
import Testing

/// Bills copied from one another at a clinic, and what resembles them.
@Suite struct TemplateBillTests {
    private static let place = CareExtract.clinic(5)

    private static func lines(_ items: [Int]) -> [Settlement] {
        items.map { ["med_list_codg": "XB0\(10 + $0)AAA\(100 + $0)A001010100001", "hilist_name": "item \(100 + $0)", "det_item_fee_sumamt": "10.00"] }
    }

    /// Twenty clinics with bills of three to five of forty items.
    private static func town() -> CareExtract {
        var extract = CareExtract()
        var random = RandomStream(seed: 8, stream: "templates")
        for clinic in 0..<20 {
            for visit in 0..<200 {
                var items: Set<Int> = []
                for _ in 0..<(3 + random.uniform(below: 3)) { items.insert(random.uniform(below: 40)) }
                extract.settle(
                    "B\(clinic * 200 + visit)", at: CareExtract.clinic(clinic), day: visit % 100, second: 30_000 + visit * 97,
                    CareExtract.money(3_000 + visit * 101 + clinic), lines: lines(items.sorted()))
            }
        }
        return extract
    }

    /// `count` bills of the items at the clinic, one a person, over the days.
    private static func copies(
        _ count: Int, at clinic: String = place, days: Int = 100, persons: Int = .max, _ changes: Settlement = [:], in extract: inout CareExtract,
        items: (Int) -> [Int] = { _ in [1, 7, 20, 33] }
    ) {
        for turn in 0..<count {
            extract.settle(
                "C\(turn % persons)", at: clinic, day: turn % days, second: 40_000 + turn * 131 % 20_000,
                CareExtract.money(4_000 + turn * 7).merging(changes) { $1 }, lines: lines(items(turn)))
        }
    }

    private func features(_ extract: CareExtract) throws -> [String] {
        try extract.screening("outpatient-anomaly").leads.filter { $0.subjectID == Self.place }.flatMap { $0.reasons.map(\.feature) }
    }

    @Test(arguments: [(30, false), (70, true), (150, true), (600, true)])
    func oneListForManyPersons(count: Int, isListed: Bool) throws {
        var extract = Self.town()
        Self.copies(count, in: &extract)
        let found = try extract.screening("outpatient-anomaly").leads
        #expect(found.map(\.subjectID) == (isListed ? [Self.place] : []))
        guard isListed else { return }
        #expect(found[0].reasons.first?.feature == "template_share")
        #expect(found[0].evidenceCount <= count)
    }

    @Test func aPathwayIsMetElsewhere() throws {
        var extract = Self.town()
        for clinic in 0..<20 { Self.copies(clinic == 5 ? 150 : 20, at: CareExtract.clinic(clinic), in: &extract) }
        #expect(try features(extract).isEmpty)
    }

    /// Most of its bills have each of four items, so all four meet by themselves.
    @Test func aNarrowPracticeHasFewItems() throws {
        var extract = Self.town()
        var random = RandomStream(seed: 9, stream: "practice")
        let choices = (0..<900).map { _ in [1, 7, 20, 33].filter { _ in random.uniform(below: 10) < 8 } }
        Self.copies(900, in: &extract) { choices[$0] }
        #expect(try features(extract).isEmpty)
    }

    @Test func aCampaignLastsADayOrTwo() throws {
        var extract = Self.town()
        Self.copies(150, days: 2, in: &extract)
        #expect(try features(extract).isEmpty)
    }

    @Test func theSessionsOfACourseAreAlike() throws {
        var extract = Self.town()
        Self.copies(150, persons: 6, in: &extract)
        #expect(try features(extract).isEmpty)
    }

    @Test func registeredChronicCareIsLeftOut() throws {
        var extract = Self.town()
        Self.copies(150, ["med_type": "14", "dise_no": "M03900"], in: &extract)
        #expect(try features(extract).isEmpty)
    }
}
