import Claims
import Features
import Foundation
import Rules

/// 进销存不符: a facility bills more of a drug than its own books say it could have sold.
///
/// available = opening + purchases − purchase returns + other in − other out − closing; over = Σ billed − available.
/// What was sold for cash is not even counted, so the true gap is larger. The first explanation of a gap is a unit: boxes
/// in the books, tablets on the bill. Such drugs are data findings.
struct InventoryMismatchScenario: Scenario {
    static let method = "inventory-mismatch"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    private struct Mismatch {
        let balance: StockBalance
        let total: BilledStock.Total
        var over: Double { total.quantity - balance.available }
        /// Doublings of what was available; a drug of which nothing was counts as if one unit had been.
        var doublings: Double { log2(total.quantity / max(1, balance.available)) }
    }

    /// The most that one drug can add. A few drugs billed as many times over as a package holds may be in another unit whatever the ratio, and
    /// say little; many say much.
    private struct DoublingCaps {
        let any, pack, packRatio: Double

        func cap(of mismatch: Mismatch) -> Double {
            mismatch.balance.mayBePackages(mismatch.total, ratio: packRatio) ? pack : any
        }
    }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        let store = context.store
        guard let inventory = store.inventory, let rules = RuleContext(store), let period = store.period else { return outcome }
        let thresholds = specification.thresholds
        let leastOver = try thresholds.value("minimum_over")
        let leastRatio = try thresholds.value("minimum_ratio")
        let late = Int32(try thresholds.integer("late_booking_days"))
        let arrears = try BookArrears(
            inventory, until: period.upperBound, multiple: thresholds.value("arrears_multiple"), leastDays: Int32(thresholds.integer("arrears_days")),
            leastReceiptDays: thresholds.integer("arrears_receipt_days"))
        let (balances, withoutOpening) = StockBalance.all(
            inventory, until: period.upperBound, lateDays: late, keptUntil: arrears.keptUntil)
        outcome.findings += arrears.keptUntil.sorted { $0.key < $1.key }.map { facility, day in
            DataFinding(
                kind: "inventory_in_arrears", facility: store.facilities.id[facility], count: balances.count { $0.facility == facility },
                of: balances.count, messageChinese: "该机构自某日起未再录入任何药品的入库，进销存只核算到该日",
                messageEnglish: "this facility entered no receipt of any drug after a day; its stock is balanced until then only",
                examples: [CalendarDay.text(day)])
        }
        let totals = BilledStock.totals(of: balances, inventory, rules, keepsLines: false)
        let flagged = balances.indices.filter { index in
            let over = totals[index].quantity - balances[index].available
            return over >= leastOver - 1e-6 && totals[index].quantity >= leastRatio * balances[index].available - 1e-6
        }
        outcome.counts = ["facility_drugs": balances.count, "without_opening_stock": withoutOpening, "facility_drugs_over": flagged.count]
        guard !flagged.isEmpty else { return outcome }
        let wholesale = try WholesaleUnits(balances, totals, flagged: flagged, thresholds)

        // Of every drug that is over somewhere, all facilities, so that units can be compared.
        let items = Set(flagged.map { balances[$0].item })
        let compared = balances.filter { items.contains($0.item) }
        let comparedTotals = BilledStock.totals(of: compared, inventory, rules, keepsLines: true)
        let units = try DrugUnits(compared, comparedTotals, thresholds, context.knowledge.packSizes)
        let isFlagged = Set(flagged.map { [balances[$0].facility, balances[$0].item] })
        var byFacility: [Int32: [Mismatch]] = [:]
        var unitFaults: [Int32: [String]] = [:]
        for (index, balance) in compared.enumerated() where isFlagged.contains([balance.facility, balance.item]) {
            if wholesale.holds(balance) || units.areMixed(index) || units.areConverted(index, inventory) {
                unitFaults[balance.facility, default: []].append(inventory.items[balance.item])
            } else {
                byFacility[balance.facility, default: []].append(Mismatch(balance: balance, total: comparedTotals[index]))
            }
        }
        // Where most of what is over is a matter of units, the rest is.
        let faultShare = try thresholds.value("unit_fault_share")
        let leastFaults = try thresholds.integer("unit_fault_count")
        for (facility, mismatches) in byFacility.sorted(by: { $0.key < $1.key }) {
            let faults = unitFaults[facility]?.count ?? 0
            guard faults >= leastFaults, Double(faults) >= faultShare * Double(faults + mismatches.count) else { continue }
            unitFaults[facility, default: []] += mismatches.map { inventory.items[$0.balance.item] }
            byFacility[facility] = nil
        }
        outcome.findings += unitFaults.sorted { $0.key < $1.key }.map { facility, drugs in
            DataFinding(
                kind: "inventory_unit", facility: store.facilities.id[facility], count: drugs.count,
                of: balances.count { $0.facility == facility },
                messageChinese: "该机构部分药品的进销存与收费计量单位疑不一致（盒与片），不作为线索",
                messageEnglish: "units of stock and of billing of some drugs of this facility seem to differ (boxes and tablets); no leads",
                examples: Array(drugs.prefix(3)))
        }
        // Books without any receipt in the whole time are books that were not sent, not a shelf that filled itself.
        let withoutReceipts = Set(byFacility.keys).filter { facility in
            !balances.contains { $0.facility == facility && $0.purchased + $0.otherIn > 0 }
        }
        outcome.findings += withoutReceipts.sorted().map { facility in
            DataFinding(
                kind: "inventory_without_purchases", facility: store.facilities.id[facility], count: byFacility[facility]?.count ?? 0,
                of: balances.count { $0.facility == facility }, messageChinese: "该机构未上传任何购进记录，无法核算进销存",
                messageEnglish: "this facility sent no purchase at all; its stock cannot be balanced")
        }
        let cases = ContradictionCases(specification: specification, store: store)
        let caps = DoublingCaps(
            any: try thresholds.value("doublings_cap"), pack: try thresholds.value("doublings_pack_cap"), packRatio: try thresholds.value("unit_ratio"))
        for (facility, mismatches) in byFacility.sorted(by: { $0.key < $1.key }) where !withoutReceipts.contains(facility) {
            outcome.candidates.append(candidate(facility, mismatches, caps, rules, inventory, cases))
        }
        return outcome
    }

    private func candidate(
        _ facility: Int32, _ mismatches: [Mismatch], _ caps: DoublingCaps, _ rules: RuleContext, _ inventory: InventoryColumns, _ cases: ContradictionCases
    ) -> Candidate {
        let ordered = mismatches.sorted { ($1.over, $0.balance.item) < ($0.over, $1.balance.item) }
        var fenOfLine: [Int32: Int64] = [:]
        for mismatch in ordered where mismatch.total.quantity > 0 {
            let share = min(1, mismatch.over / mismatch.total.quantity)
            let fen = Int64((Double(max(0, mismatch.total.fen)) * share).rounded())
            let positive = mismatch.total.lines.filter { rules.fen($0) > 0 }.map { ($0, rules.fen($0)) }
            for part in ShapedRule.laid(fen, on: positive, rules) where part.fen > 0 { fenOfLine[part.line] = part.fen }
        }
        let worst = ordered[0]
        let strength = ordered.reduce(0) { $0 + max(0, min(caps.cap(of: $1), $1.doublings)) }
        let name = worst.total.lines.first.map { rules.itemName($0) } ?? inventory.items[worst.balance.item]
        return cases.candidate(
            .facility, cases.store.facilities.id[facility], facilities: [facility],
            days: ordered.flatMap { [$0.balance.firstDay, $0.balance.lastDay] }, strength: strength,
            reasons: [
                ContradictionCases.reason(
                    "drugs_over_stock", ("收费量大于可供量的药品数", "drugs billed beyond what the books had"), ("种", "drugs"), Double(ordered.count), strength),
                ContradictionCases.reason(
                    "worst_over", ("差额最大的药品（\(name)）超出可供量", "units beyond stock of the worst drug (\(name))"), ("单位", "units"), worst.over, 0),
                ContradictionCases.reason("worst_billed", ("该药品收费数量", "units billed of it"), ("单位", "units"), worst.total.quantity, 0),
                ContradictionCases.reason(
                    "worst_available", ("该药品可供量（期初＋购进－退货＋其他入－其他出－期末）", "units that the books had of it"), ("单位", "units"), worst.balance.available, 0),
            ],
            fenOfLine: fenOfLine,
            evidence: ordered.flatMap { $0.balance.movements.map { .inventory(Int32($0)) } },
            checked: [
                (
                    .init(zh: "计量单位不同（盒与片）", en: "different units (boxes and tablets)"),
                    .init(
                        zh: "与同药品其他机构的单价、单次用量比较，未见单位差异；并非其大部分药品如此，也并非多家机构的该药品如此",
                        en: "price and quantity a line are those of other facilities; it is not most of its drugs, nor the drug at many facilities")),
                (.init(zh: "期初库存未知", en: "unknown opening stock"), .init(zh: "从首次盘点起算", en: "counted from the first stock-take")),
                (
                    .init(zh: "购进补录", en: "purchases booked late"),
                    .init(
                        zh: "盘点后补录的购进已计入；入库全部停录的机构只核算到最后一次入库",
                        en: "those booked after the last stock-take are counted; where no receipts are entered any more, the balance ends with the last")),
            ])
    }
}

extension StockBalance {
    /// Whether so many times as much was billed as the shelf was ever given that the books may count packages. Where as much was received as was
    /// billed, and sent back, it is no unit.
    fileprivate func mayBePackages(_ total: BilledStock.Total, ratio: Double) -> Bool {
        total.quantity >= ratio * max(1, available + returned + otherOut)
    }
}

/// Facilities that are over with a good part of their drugs, and drugs that a good part of the facilities is over with: there it is the
/// unit, or the books, not what was sold.
private struct WholesaleUnits {
    private let facilities: Set<Int32>
    private let items: Set<Int32>

    init(_ balances: [StockBalance], _ totals: [BilledStock.Total], flagged: [Int], _ thresholds: ThresholdTable) throws {
        let share = try thresholds.value("wholesale_share")
        let itemShare = try thresholds.value("wholesale_item_share")
        let least = try thresholds.integer("wholesale_count")
        func wholesale(_ subject: (StockBalance) -> Int32, _ flagged: [Int], _ least: Int, _ share: Double) -> Set<Int32> {
            var (all, over): ([Int32: Int], [Int32: Int]) = ([:], [:])
            for balance in balances { all[subject(balance), default: 0] += 1 }
            for index in flagged { over[subject(balances[index]), default: 0] += 1 }
            return Set(over.filter { $0.value >= least && Double($0.value) >= share * Double(all[$0.key] ?? 0) }.keys)
        }
        // Billed so many times over that it may be a package: fewer drugs suffice.
        let packRatio = try thresholds.value("wholesale_pack_ratio")
        let packed = flagged.filter { balances[$0].mayBePackages(totals[$0], ratio: packRatio) }
        facilities = wholesale({ $0.facility }, flagged, least, share).union(wholesale(
            { $0.facility }, packed, try thresholds.integer("wholesale_pack_count"), try thresholds.value("wholesale_pack_share")))
        items = wholesale({ $0.item }, flagged, least, itemShare)
    }

    func holds(_ balance: StockBalance) -> Bool { facilities.contains(balance.facility) || items.contains(balance.item) }
}

/// Whether a facility bills a drug in the unit in which its books keep it.
private struct DrugUnits {
    private let balances: [StockBalance]
    private let totals: [BilledStock.Total]
    private let medianQuantity: [Double]
    private let medianPrice: [Double]
    private let peersOfItem: [Int32: [Int]]
    private let peerCount: Int
    private let factor: Double
    private let leastRatio: Double
    private let tolerance: Double
    private let packSizes: [Double]

    init(_ balances: [StockBalance], _ totals: [BilledStock.Total], _ thresholds: ThresholdTable, _ packSizes: [Double]) throws {
        self.balances = balances
        self.totals = totals
        self.packSizes = packSizes
        medianQuantity = totals.map { PlainQuantiles($0.lineQuantities).median }
        medianPrice = totals.map { PlainQuantiles($0.unitPrices).median }
        peersOfItem = Dictionary(grouping: totals.indices.filter { !totals[$0].lineQuantities.isEmpty }) { balances[$0].item }
        peerCount = try thresholds.integer("unit_peers")
        factor = try thresholds.value("unit_factor")
        leastRatio = try thresholds.value("unit_ratio")
        tolerance = try thresholds.value("unit_tolerance")
    }

    /// Whole units billed, fractions of a unit in the books: packages were reckoned from what was delivered.
    func areConverted(_ index: Int, _ inventory: InventoryColumns) -> Bool {
        func isWhole(_ quantity: Double) -> Bool { !quantity.isFinite || abs(quantity - quantity.rounded()) < 1e-6 }
        return totals[index].lineQuantities.allSatisfy(isWhole) && !balances[index].movements.allSatisfy { isWhole(inventory.quantity[$0]) }
    }

    /// A price a unit far below that of others (where no price is known, quantities a line far above), or a ratio to the
    /// books that is a pack: then the books are kept in larger packages than anybody bills.
    func areMixed(_ index: Int) -> Bool {
        let peers = (peersOfItem[balances[index].item] ?? []).filter { $0 != index }
        if peers.count >= peerCount {
            let price = PlainQuantiles(peers.map { medianPrice[$0] }).median
            if price > 0, medianPrice[index] > 0 {
                if price >= factor * medianPrice[index] { return true }
            } else {
                let quantity = PlainQuantiles(peers.map { medianQuantity[$0] }).median
                if quantity > 0, medianQuantity[index] >= factor * quantity { return true }
            }
        }
        let available = balances[index].available
        guard available > 0 else { return false }
        let ratio = totals[index].quantity / available
        return ratio >= leastRatio && packSizes.contains { abs(ratio - $0) <= tolerance * $0 }
    }
}
