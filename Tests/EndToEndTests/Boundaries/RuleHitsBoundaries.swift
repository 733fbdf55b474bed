import Leads

/// 规则命中: a question and a violation of the starter pack, one each.
extension BoundaryTables {
    private static let ruleBreakers = BoundaryExtract("rule-hits") { folder in
        var extract = CareExtract()
        func stay(_ person: String, _ hospital: Int, _ days: ClosedRange<Int>, _ item: String) {
            extract.settle(
                person, at: CareExtract.clinic(hospital), day: days.upperBound, second: 40_000,
                ["med_type": "21", "begndate": SmallExtract.date(days.lowerBound)],
                lines: [["med_list_codg": item, "list_type": "201", "fee_ocur_time": SmallExtract.date(days.lowerBound + 1) + " 09:00:00"]])
        }
        // Care of the newborn for a grown person.
        stay("B1", 1, 10...14, "003112020010000")
        // A ward bed at one hospital during a stay at another.
        stay("B2", 2, 10...20, "001102000010000")
        stay("B2", 3, 12...15, "001109000010000")
        try extract.write(to: folder)
    }

    static let ruleHits: [Boundary] = [
        Boundary(ruleBreakers, "strength_violation", kept: 1, crossed: 0.99) {
            ($0.lead(CareExtract.clinic(3))?.reason("rule:bed-while-inpatient-elsewhere")?.contribution ?? 0) >= 1
        },
        Boundary(ruleBreakers, "strength_question", kept: 0.3, crossed: 0.29) {
            ($0.lead(CareExtract.clinic(1))?.reason("rule:newborn-items")?.contribution ?? 0) >= 0.3
        },
    ]
}
