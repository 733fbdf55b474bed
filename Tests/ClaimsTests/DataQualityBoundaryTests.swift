import Claims
import TestSupport
import Testing

/// Every threshold of `Models/data-quality.yaml` at the value that a case has, and a notch beyond it.
@Suite struct DataQualityBoundaryTests {
    private static func boundary(
        _ threshold: String, kept: Double, crossed: Double, _ files: [String: String], holds: @escaping @Sendable (DataQuality) -> Bool
    ) -> ThresholdBoundary {
        ThresholdBoundary(threshold, kept: kept, crossed: crossed) { value in
            let folder = try ExtractFolder()
            for (name, text) in files { try folder.write(name, text) }
            return try holds(folder.read(checksAllTables: true, thresholds: [threshold: value]).quality)
        }
    }

    // MARK: The extracts

    private static func hundred(_ change: (Int) -> Row = { _ in [:] }) -> [Row] {
        (0..<100).map { settlement("S\($0)", person: "P\($0)", ["gend": $0 < 50 ? "1" : "2"].merging(change($0)) { $1 }) }
    }

    private static let oneUnreadable = ["setl_d.csv": csv(hundred { $0 == 7 ? ["medfee_sumamt": "many"] : [:] })]

    /// Of one in a hundred the patient's part is three fen too high.
    private static let oneUnequal = ["setl_d.csv": csv(hundred { $0 == 7 ? ["psn_pay": "30.03"] : [:] })]

    /// The same between a settlement and its only line.
    private static let oneUnequalLine = [
        "setl_d.csv": csv(hundred()),
        "fee_list_d.csv": feeLines((0..<100).map { ("S\($0)", "H1", "D1", "I", "L", $0 == 7 ? "100.03" : "100.00", "1") }),
    ]

    /// A thousand settlements; the one of 26 September comes 181 days after the last of the others, after 180 days without any.
    private static let oneStray = [
        "setl_d.csv": csv((0..<999).map { settlement("S\($0)", person: "P\($0 % 90)", at: "2026-03-\(10 + $0 % 20) 10:00:00") }
            + [settlement("X", at: "2026-09-26 10:00:00")]),
    ]

    /// Four refunds by a flag and one by a negative row.
    private static let refunds = [
        "setl_d.csv": csv((0..<4).flatMap { number in
            [settlement("A\(number)", person: "P\(number)"),
             settlement("R\(number)", person: "P\(number)", at: "2026-03-03 08:00:00", ["refd_setl_flag": "1"])]
        } + [settlement("B", person: "Q"), settlement("N", person: "Q", at: "2026-03-04 08:00:00", ["medfee_sumamt": "-100.00"])]),
    ]

    private static let aged = ["setl_d.csv": csv([settlement("A", ["brdy": "1905-03-02"]), settlement("B", person: "P2")])]

    /// Twelve persons ten seconds apart on three days, and as many again on days of their own.
    private static let typedInARow = [
        "setl_d.csv": csv((0..<36).map { number in
            let turn = number % 12
            return settlement("S\(number)", person: "P\(turn)", at: "2026-03-0\(1 + number / 12) 18:0\(turn / 6):\(turn % 6)0")
        } + (0..<12).map { settlement("T\($0)", person: "Q\($0)", at: "2026-03-\(10 + $0) 10:00:00") }),
    ]

    private static let oneLineTooMany = [
        "setl_d.csv": csv(hundred()),
        "fee_list_d.csv": feeLines((0..<100).map { ("\($0 == 7 ? "X" : "S")\($0)", "H1", "D1", "I", "L", "100.00", "1") }),
    ]

    /// Twenty of forty lines name nobody.
    private static let halfUnknown = [
        "setl_d.csv": csv(hundred()),
        "fee_list_d.csv": feeLines((0..<40).map { ("S\($0)", "H1", $0 < 20 ? "未知" : "D320100000001", "I", "L", "1.00", "1") }),
    ]

    /// Elsewhere 49 of an item's 50 lines are women's, here 24 of 30 are men's.
    private static let mismapped = [
        "setl_d.csv": csv(hundred()),
        "fee_list_d.csv": feeLines(
            (50..<99).map { ("S\($0)", "H1", "D1", "OBSTETRIC", "A1", "1.00", "1") } + [("S0", "H1", "D1", "OBSTETRIC", "A1", "1.00", "1")]
                + (Array(1..<25) + Array(50..<56)).map { ("S\($0)", "H2", "D1", "OBSTETRIC", "B7", "1.00", "1") }),
    ]

    // MARK: The table

    private static let boundaries: [ThresholdBoundary] = [
        boundary("quarantined_share_limit", kept: 0.01, crossed: 0.0099, oneUnreadable) { $0.gate?.passed == true },
        boundary("stray_date_gap_days", kept: 180, crossed: 181, oneStray) { $0.finds("stray_settlement_date") },
        boundary("stray_date_share", kept: 0.001, crossed: 0.0009, oneStray) { $0.finds("stray_settlement_date") },
        // Where negative rows are the custom, a flagged positive row is an original whose refund is missing.
        boundary("negative_refund_share", kept: 0.2, crossed: 0.21, refunds) { $0.settlements.unpairedRefunds.rows == 4 },
        boundary("identity_tolerance_fen", kept: 3, crossed: 2, oneUnequal) { $0.identities.allSatisfy { $0.failed == 0 } },
        boundary("identity_tolerance_fen", kept: 3, crossed: 2, oneUnequalLine) { $0.identities.last?.failed == 0 },
        boundary("identity_failure_limit", kept: 0.01, crossed: 0.0099, oneUnequal) { $0.identities.allSatisfy(\.holds) },
        boundary("identity_failure_limit", kept: 0.01, crossed: 0.0099, oneUnequalLine) { $0.identities.last?.holds == true },
        boundary("maximum_age_years", kept: 121, crossed: 120, aged) { !$0.finds("impossible_age") },
        boundary("batch_entry_gap_seconds", kept: 10, crossed: 9, typedInARow) { $0.finds("batch_entry") },
        boundary("batch_entry_persons", kept: 12, crossed: 13, typedInARow) { $0.finds("batch_entry") },
        boundary("batch_entry_days", kept: 3, crossed: 4, typedInARow) { $0.finds("batch_entry") },
        boundary("batch_entry_share", kept: 0.75, crossed: 0.76, typedInARow) { $0.finds("batch_entry") },
        boundary("line_without_settlement_share", kept: 0.01, crossed: 0.011, oneLineTooMany) { $0.finds("line_without_settlement") },
        boundary("placeholder_doctor_share", kept: 0.5, crossed: 0.51, halfUnknown) { $0.finds("unknown_doctor") },
        boundary("placeholder_doctor_lines", kept: 20, crossed: 21, halfUnknown) { $0.finds("unknown_doctor") },
        boundary("mismapped_code_one_sex_share", kept: 0.98, crossed: 0.99, mismapped) { $0.finds("mismapped_code") },
        boundary("mismapped_code_other_sex_share", kept: 0.8, crossed: 0.81, mismapped) { $0.finds("mismapped_code") },
        boundary("mismapped_code_lines", kept: 30, crossed: 31, mismapped) { $0.finds("mismapped_code") },
    ]

    @Test(arguments: boundaries)
    func countsAtTheThresholdAndNotBeyond(_ boundary: ThresholdBoundary) throws {
        #expect(try boundary.countsWhereKept())
        #expect(try !boundary.countsWhereCrossed())
    }

    @Test func everyThresholdHasABoundary() throws {
        struct File: Decodable { var thresholds: ThresholdTable }
        let name = "Models/data-quality.yaml"
        let file = try YAMLText.decode(File.self, from: ExtractFolder.text(name), name: name)
        #expect(Set(Self.boundaries.map(\.threshold)) == Set(file.thresholds.values.keys))
    }
}

extension DataQuality {
    fileprivate func finds(_ kind: String) -> Bool { findings.contains { $0.kind == kind } }
}
