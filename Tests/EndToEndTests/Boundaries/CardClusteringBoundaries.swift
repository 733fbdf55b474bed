import Leads
import Testing

/// 卡聚集: groups of cards among the strangers of ten facilities.
extension BoundaryTables {
    /// Cards one after another, `gap` seconds apart, on as many days as there are `starts`; on the day `turn` the order begins with the card `turn`.
    private static func settle(
        _ cards: [String], at facility: String, days: [Int], gap: Int, isRotating: Bool = false, in extract: inout SmallExtract,
        _ changes: (_ turn: Int, _ place: Int) -> Settlement = { _, _ in [:] }
    ) {
        for (turn, day) in days.enumerated() {
            for place in cards.indices {
                let card = cards[isRotating ? (place + turn) % cards.count : place]
                extract.settle(card, at: facility, day: day, second: 31_000 + turn * 4_100 % 26_000 + place * gap, changes(turn, place))
            }
        }
    }

    private static func cards(_ prefix: String, _ numbers: Range<Int>) -> [String] { numbers.map { "\(prefix)\($0)" } }

    private static func strangers() -> SmallExtract {
        var extract = SmallExtract()
        extract.addTraffic(persons: 400, visits: 2_400)
        return extract
    }

    private static func writeTrio(isRegistered: Bool) -> (String) throws -> Void {
        { folder in
            var extract = strangers()
            if isRegistered { extract.addresses["B1"] = "somewhere" }
            // Every two are neighbours on two of the three days and 500 seconds apart on the third.
            settle(cards("T", 0..<3), at: "P32010000005", days: [10, 41, 75], gap: 250, isRotating: true, in: &extract)
            try extract.write(to: folder)
        }
    }

    private static let trio = BoundaryExtract("card-clustering", thresholds: ["minimum_seed_days": 3], write: writeTrio(isRegistered: true))
    private static let neighbours = BoundaryExtract("card-clustering", thresholds: ["seed_window_seconds": 300], write: writeTrio(isRegistered: true))
    private static let unregistered = BoundaryExtract("card-clustering", write: writeTrio(isRegistered: false))

    /// Innocent groups, each for one reason.
    private static let innocent = BoundaryExtract("card-clustering") { folder in
        var extract = strangers()
        // Four of six at one address.
        for card in cards("F", 0..<6) { extract.addresses[card] = "their home" }
        settle(cards("F", 0..<4), at: "P32010000005", days: [3, 33, 63, 93], gap: 60, in: &extract)
        settle(cards("F", 4..<6), at: "P32010000001", days: [50], gap: 9_000, in: &extract)
        // Eight of ten at one address of eight.
        for card in cards("N", 0..<8) { extract.addresses[card] = "the home" }
        settle(cards("N", 0..<10), at: "P32010000004", days: [5, 35, 65, 95], gap: 40, in: &extract)
        // Ten of twenty settlements draw on a family's account.
        settle(cards("M", 0..<5), at: "P32010000003", days: [7, 37, 67, 97], gap: 60, in: &extract) { turn, _ in
            turn % 2 == 0 ? ["acct_mulaid_pay": "20.00"] : [:]
        }
        // Five of twenty colleagues at a clinic of forty persons.
        let clinic = "H32010000070"
        settle(cards("W", 0..<5), at: clinic, days: [9, 39, 69, 99], gap: 60, in: &extract) { _, _ in ["emp_no": "E7"] }
        for number in 0..<35 {
            extract.settle(
                number < 15 ? "W\(number + 5)" : "V\(number)", at: clinic, day: 1 + number / 3 * 9, second: 29_000 + number % 3 * 9_000,
                ["emp_no": number < 15 ? "E7" : "E\(number + 20)"])
        }
        try extract.write(to: folder)
    }

    /// Larger groups.
    static let groups = BoundaryExtract("card-clustering", thresholds: ["seed_window_seconds": 300]) { folder in
        var extract = strangers()
        extract.addresses["B1"] = "somewhere"
        // Two groups of four; two of each come together on two days, so that 4 of the 16 pairs between the groups are edges.
        settle(cards("A", 0..<4), at: "P32010000005", days: [3, 23, 43, 63, 83], gap: 60, in: &extract)
        settle(cards("Z", 0..<4), at: "P32010000004", days: [8, 28, 48, 68, 88], gap: 60, in: &extract)
        settle(cards("A", 0..<2) + cards("Z", 0..<2), at: "P32010000003", days: [13, 53], gap: 60, in: &extract)
        // Five cards on twelve days, a sixth on three of them, and each time a stranger.
        let days = (0..<12).map { 1 + $0 * 10 }
        for (turn, day) in days.enumerated() { extract.settle("B\(turn)", at: "P32010000002", day: day, second: 31_100 + turn * 4_100 % 26_000) }
        settle(cards("D", 0..<5), at: "P32010000002", days: days, gap: 60, in: &extract)
        for turn in [0, 5, 10] { extract.settle("D5", at: "P32010000002", day: days[turn], second: 31_330 + turn * 4_100 % 26_000) }
        try extract.write(to: folder)
    }

    /// Twenty-one cards a minute apart on four days, at a clinic that nobody else visits: each is close to ten of the twenty others.
    private static func writeBatch(_ folder: String) throws {
        var extract = strangers()
        extract.addresses["B1"] = "somewhere"
        settle(cards("K", 0..<21), at: "H32010000777", days: [4, 34, 64, 94], gap: 60, in: &extract)
        try extract.write(to: folder)
    }

    private static let batch = BoundaryExtract("card-clustering", thresholds: ["seed_window_seconds": 300], write: writeBatch)
    private static let typed = BoundaryExtract(
        "card-clustering", thresholds: ["seed_window_seconds": 300, "maximum_close_share": 1], write: writeBatch)

    /// Twelve of one employer at a clinic, four times.
    private static let colleagues = BoundaryExtract("card-clustering") { folder in
        var extract = strangers()
        settle(cards("E", 0..<12), at: "H32010000778", days: [4, 34, 64, 94], gap: 30, in: &extract) { _, _ in ["emp_no": "E9"] }
        try extract.write(to: folder)
    }

    static let cardClustering: [Boundary] = [
        Boundary(trio, "window_seconds", kept: 250, crossed: 249) { $0.lists(cards("T", 0..<3)) },
        Boundary(trio, "seed_window_seconds", kept: 500, crossed: 499) { $0.lists(cards("T", 0..<3)) },
        Boundary(neighbours, "minimum_seed_days", kept: 2, crossed: 3) { $0.lists(cards("T", 0..<3)) },
        Boundary(trio, "minimum_member_days", kept: 3, crossed: 4) { $0.lists(cards("T", 0..<3)) },
        Boundary(trio, "minimum_joint_days", kept: 3, crossed: 4) { $0.lists(cards("T", 0..<3)) },
        Boundary(trio, "minimum_facilities", kept: 1, crossed: 2) { $0.lists(cards("T", 0..<3)) },
        Boundary(trio, "minimum_group_size", kept: 3, crossed: 4) { $0.lists(cards("T", 0..<3)) },
        Boundary(groups, "maximum_group_size", kept: 8, crossed: 7) { $0.lists(cards("A", 0..<4) + cards("Z", 0..<4)) },
        // The tail probability of the likeliest of its pairs is 0.0001651.
        Boundary(trio, "seed_probability", kept: 0.000166, crossed: 0.000165) { $0.lists(cards("T", 0..<3)) },
        // The group's adjusted probability is 1.0078e-9.
        Boundary(trio, "alpha", kept: 1.01e-9, crossed: 1e-9) { $0.lists(cards("T", 0..<3)) },
        // The last two cards join the other six by 4 of 12 pairs.
        Boundary(groups, "resolution", kept: 0.333, crossed: 0.334) { $0.lists(cards("A", 0..<4) + cards("Z", 0..<4)) },
        Boundary(groups, "prune_share", kept: 0.25, crossed: 0.251) { $0.lists(cards("D", 0..<6)) },
        // A stranger close by counts for less, the more the hour's profile weighs.
        Boundary(groups, "rate_shrinkage", kept: 10, crossed: 9) { ($0.leads.first { $0.members == cards("D", 0..<6) }?.pValue ?? 1) < 1e-43 },
        Boundary(batch, "minimum_batch_cards", kept: 21, crossed: 22) { !$0.lists(cards("K", 0..<21)) },
        Boundary(batch, "maximum_close_share", kept: 0.5, crossed: 0.499) { $0.lists(cards("K", 0..<21)) },
        // Of the gaps of a minute five are within the window: six cards.
        Boundary(typed, "maximum_window_cards", kept: 6, crossed: 5) { $0.lists(cards("K", 0..<21)) },
        Boundary(trio, "minimum_households", kept: 3, crossed: 4) { $0.lists(cards("T", 0..<3)) },
        Boundary(innocent, "largest_household", kept: 6, crossed: 5) { $0.suppressed.contains("household") },
        Boundary(innocent, "largest_institution", kept: 8, crossed: 7) { $0.suppressed.contains("shared-institution") },
        Boundary(innocent, "institution_share", kept: 0.8, crossed: 0.801) { $0.suppressed.contains("shared-institution") },
        Boundary(innocent, "own_clinic_share", kept: 0.5, crossed: 0.501) { $0.suppressed.contains("own-clinic") },
        Boundary(innocent, "own_clinic_multiple", kept: 4, crossed: 4.01) { $0.suppressed.contains("own-clinic") },
        Boundary(colleagues, "employer_group", kept: 12, crossed: 13) { $0.suppressed.contains("employers-series") },
        Boundary(unregistered, "largest_family", kept: 3, crossed: 2) { ($0.leads.first?.reasons.first?.contribution ?? 9) < 4.5 },
        // Half of 8.997.
        Boundary(unregistered, "unknown_household_weight", kept: 0.5, crossed: 0.49) { ($0.leads.first?.reasons.first?.contribution ?? 0) > 4.45 },
        Boundary(innocent, "mutual_aid_share", kept: 0.5, crossed: 0.501) { $0.suppressed.contains("family-mutual-aid") },
    ]
}

@Suite struct PairBudgetTests {
    @Test func howManyPairsAreHeldAtOnceChangesNothing() throws {
        let leads = try BoundaryTables.groups.screening().leads
        let leadsOfMorePasses = try BoundaryTables.groups.screening(["pair_budget": 1]).leads
        let isSame = !leads.isEmpty && leads == leadsOfMorePasses
        #expect(isSame)
    }
}

extension Screening {
    /// Whether exactly these cards are a group of the list.
    fileprivate func lists(_ cards: [String]) -> Bool { leads.contains { $0.members == cards.sorted() } }
}
