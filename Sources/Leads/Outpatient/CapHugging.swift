import Claims
import Features
import Statistics

/// Settlements that draw what the fund pays at most for one visit, or hardly less.
///
/// A cap is not in the extract; it shows as a pile of equal fund payments above which there is hardly anything. It is
/// looked for in every scheme, class of care and peer group of facilities by itself, because caps differ by all three.
///
/// A costly visit reaches the cap by itself and goes far beyond it. Who hugs the cap adds items until it is just reached: so of the
/// settlements at the cap only those count whose in-scope amount, at the share that the fund pays of bills beneath the cap at the same
/// facility, is hardly more than what reaches it.
///
/// Bills that are cut to a cap differ: items are added until hardly anything is left. A standing service at a price whose share of the
/// fund happens to end at the cap or beneath it is no such thing, so an exact bill that returns again and again does not count, unless it is
/// made of ever other items: that one is filled up to a total.
/// Nor does the same bill of the same person at a facility count twice: the sessions of a course cost what the first one cost.
///
/// Where bills of all sizes are written, some end just at the cap as they end anywhere else. Who hugs it leaves a pile there that stands out
/// from the bills a little smaller and a little larger (excess mass at a kink: E. Saez, *Do Taxpayers Bunch at Kink Points?*, 2010,
/// section I). Saez compares with the mean of both sides; here the larger one is taken, as densities fall steeply.
package struct CapHugging {
    package struct Cap: Sendable {
        package let scheme: Int32
        package let careClass: CareClass
        package let group: Int
        package let fen: Int64
    }

    package private(set) var caps: [Cap] = []
    /// By facility: settlements that just reach a cap, those in the band beneath it, and settlements of a kind that has a cap.
    package private(set) var atCap: [Double]
    package private(set) var beneath: [Double]
    package private(set) var capped: [Double]
    /// By facility: bills in a range as wide as that of those which just reach the cap, beneath it and beyond it.
    private var sides: [(beneath: Double, beyond: Double)]
    /// The bills that return among a facility's settlements at a cap or in the band beneath, which do not count.
    private var prices: [Pile: Set<Price>] = [:]
    private let store: ClaimStore
    private let isAdmitted: [Bool]
    private let group: [Int]
    private let toleranceFen: Int64
    private let bandShare: Double
    private let excessShare: Double
    /// The fund's share of the in-scope amount of bills in the band beneath the cap, by kind and facility, and by kind alone.
    private var paidShare: [FacilityKind: Double] = [:]
    private var usualPaidShare: [Int: Double] = [:]

    private struct Pile: Hashable { let facility: Int, isBeneath: Bool }
    private struct FacilityKind: Hashable { let kind: Int, facility: Int32 }

    /// A total, and what it is made of; 0 where no lines tell.
    private struct Price: Hashable {
        let fen: Int64
        let list: UInt64
    }

    /// - Parameters:
    ///   - group: of each facility, -1 for none.
    ///   - toleranceFen: what counts as at the cap.
    ///   - excessShare: of what reaches the cap: how far beyond it a bill has just reached it.
    ///   - bandShare: of the cap: how far beneath it the band begins.
    ///   - minimumShare: of the settlements that draw money, at the cap.
    ///   - maximumAbove: share of them that may lie above it.
    ///   - minimumFacilityShare: of the facilities of that kind of settlement that have one at the cap.
    ///   - oneBillShare: of a pile of a kind of settlement: from there on it is one exact bill, and no cap.
    ///   - priceShare: of a facility's pile at a cap or in the band: from there on an exact bill is a standing price.
    ///   - priceCount: settlements with it; fewer are no price.
    /// - Complexity: O(*n* log *n*) for *n* admitted settlements.
    package init(
        _ store: ClaimStore, isAdmitted: [Bool], group: [Int], toleranceFen: Int64, excessShare: Double, bandShare: Double, minimumShare: Double,
        maximumAbove: Double, minimumFacilityShare: Double, oneBillShare: Double, priceShare: Double,
        priceCount: Int
    ) {
        self.store = store
        self.isAdmitted = isAdmitted
        self.group = group
        self.toleranceFen = toleranceFen
        self.bandShare = bandShare
        self.excessShare = excessShare
        atCap = Array(repeating: 0, count: store.facilities.count)
        (beneath, capped) = (atCap, atCap)
        sides = Array(repeating: (0, 0), count: store.facilities.count)
        let columns = store.settlements
        let isRepeated = Self.repeatedBills(store, isAdmitted)
        var rowsOfKind: [Int: [Int32]] = [:]
        var bills: [Pile: [Price]] = [:]
        for row in 0..<columns.count where isAdmitted[row] && Fen.orZero(columns.fundPaid(row)) > 0 {
            rowsOfKind[kind(row), default: []].append(Int32(row))
        }
        for kind in rowsOfKind.keys.sorted() {
            let rows = rowsOfKind[kind] ?? []
            guard let cap = cap(rows, minimumShare, maximumAbove, minimumFacilityShare, oneBillShare: oneBillShare) else { continue }
            caps.append(Cap(
                scheme: columns.scheme[Int(rows[0])], careClass: columns.careClass[Int(rows[0])],
                group: group[Int(columns.facility[Int(rows[0])])], fen: cap))
            notePaidShares(rows, kind: kind, cap: cap)
            for row in rows where !isRepeated[Int(row)] {
                let facility = Int(columns.facility[Int(row)])
                capped[facility] += 1
                noteSides(row, kind: kind, cap)
                if isJustAt(row, kind: kind, cap) {
                    bills[Pile(facility: facility, isBeneath: false), default: []].append(price(row))
                }
                if isBeneath(columns.fundPaid(Int(row)), cap) {
                    bills[Pile(facility: facility, isBeneath: true), default: []].append(price(row))
                }
            }
        }
        for (pile, bills) in bills {
            let least = max(Double(priceCount), priceShare * Double(bills.count))
            let standing = bills.reduce(into: [Price: Int]()) { counts, bill in
                if bill.fen != Fen.missing { counts[bill, default: 0] += 1 }
            }.filter { Double($0.value) >= least }
            prices[pile] = Set(standing.keys)
            let count = Double(bills.count - standing.values.reduce(0, +))
            if pile.isBeneath { beneath[pile.facility] = count } else { atCap[pile.facility] = count }
        }
    }

    private func price(_ row: Int32) -> Price {
        guard let lines = store.feeLines else { return Price(fen: store.settlements.totalFee[Int(row)], list: 0) }
        var items: [UInt64] = []
        BillList.gather(Int(row), lines, into: &items)
        return Price(fen: store.settlements.totalFee[Int(row)], list: items.isEmpty ? 0 : BillList.digest(items))
    }

    /// By row: a bill that the same person had at the same facility before.
    private static func repeatedBills(_ store: ClaimStore, _ isAdmitted: [Bool]) -> [Bool] {
        struct Bill: Hashable { let person: Int32, fen: Int64 }
        let columns = store.settlements
        var isRepeated = [Bool](repeating: false, count: columns.count)
        var seen: Set<Bill> = []
        for facility in 0..<store.facilities.count {
            seen.removeAll(keepingCapacity: true)
            for row in store.byFacility[facility].map(Int.init) where isAdmitted[row] && columns.totalFee[row] != Fen.missing {
                isRepeated[row] = !seen.insert(Bill(person: columns.person[row], fen: columns.totalFee[row])).inserted
            }
        }
        return isRepeated
    }

    /// How often every bill is met. A bill that nobody noted is like no other.
    private static func counts(_ bills: some Sequence<Int64>) -> [Int64: Int] {
        bills.reduce(into: [:]) { counts, bill in
            if bill != Fen.missing { counts[bill, default: 0] += 1 }
        }
    }

    /// Medians: a deductible or another rate for the retired moves single bills.
    private mutating func notePaidShares(_ rows: [Int32], kind: Int, cap: Int64) {
        var shares: [Int32: [Double]] = [:]
        var all: [Double] = []
        for row in rows where isBeneath(store.settlements.fundPaid(Int(row)), cap) {
            guard let scope = scope(row) else { continue }
            let share = Double(store.settlements.fundPaid(Int(row))) / scope
            shares[store.settlements.facility[Int(row)], default: []].append(share)
            all.append(share)
        }
        guard !all.isEmpty else { return }
        usualPaidShare[kind] = median(all)
        for (facility, own) in shares { paidShare[FacilityKind(kind: kind, facility: facility)] = median(own) }
    }

    /// What the fund's share is reckoned from: the in-scope amount, else the bill; nil where neither is noted.
    private func scope(_ row: Int32) -> Double? {
        let columns = store.settlements
        let fen = columns.inScope[Int(row)] != Fen.missing ? columns.inScope[Int(row)] : columns.totalFee[Int(row)]
        return fen == Fen.missing || fen <= 0 ? nil : Double(fen)
    }

    /// How many times the bills that just reach the cap are those a little smaller or a little larger, whichever are more.
    package func bunching(of facility: Int) -> Double {
        atCap[facility] / max(1, sides[facility].beneath, sides[facility].beyond)
    }

    private mutating func noteSides(_ row: Int32, kind: Int, _ cap: Int64) {
        guard let reach = reach(row, kind: kind, cap) else { return }
        let facility = Int(store.settlements.facility[Int(row)])
        if isAt(store.settlements.fundPaid(Int(row)), cap) {
            if reach > 1 + excessShare, reach <= 1 + 2 * excessShare { sides[facility].beyond += 1 }
        } else if reach >= 1 - excessShare, reach < 1 {
            sides[facility].beneath += 1
        }
    }

    /// What the fund would pay of a bill without a cap, as a multiple of it; nil where nothing says what share it pays.
    private func reach(_ row: Int32, kind: Int, _ cap: Int64) -> Double? {
        let key = FacilityKind(kind: kind, facility: store.settlements.facility[Int(row)])
        guard let share = paidShare[key] ?? usualPaidShare[kind], let scope = scope(row) else { return nil }
        return scope * share / Double(cap)
    }

    /// Where nothing says what share the fund pays, every settlement at the cap counts.
    private func isJustAt(_ row: Int32, kind: Int, _ cap: Int64) -> Bool {
        guard isAt(store.settlements.fundPaid(Int(row)), cap) else { return false }
        return reach(row, kind: kind, cap).map { $0 <= 1 + excessShare } ?? true
    }

    private func isAt(_ fen: Int64, _ cap: Int64) -> Bool { abs(fen - cap) <= toleranceFen }

    private func isBeneath(_ fen: Int64, _ cap: Int64) -> Bool {
        fen < cap - toleranceFen && Double(fen) >= (1 - bandShare) * Double(cap)
    }

    /// Settlements of a facility that just reach a cap, or in the band beneath it, ascending.
    package func rows(of facility: Int, beneath: Bool) -> [Int32] {
        let columns = store.settlements
        return store.byFacility[facility].filter { row in
            guard isAdmitted[Int(row)], let cap = caps.first(where: {
                $0.group == group[facility] && $0.scheme == columns.scheme[Int(row)] && $0.careClass == columns.careClass[Int(row)]
            }) else { return false }
            let paid = Fen.orZero(columns.fundPaid(Int(row)))
            guard prices[Pile(facility: facility, isBeneath: beneath)]?.contains(price(row)) != true else { return false }
            return beneath ? isBeneath(paid, cap.fen) : isJustAt(row, kind: kind(Int(row)), cap.fen)
        }
    }

    private func kind(_ row: Int) -> Int {
        ((group[Int(store.settlements.facility[row])] + 1) * 4096 + Int(store.settlements.scheme[row]) + 1) * 16
            + Int(store.settlements.careClass[row].rawValue)
    }

    private func cap(
        _ rows: [Int32], _ minimumShare: Double, _ maximumAbove: Double, _ minimumFacilityShare: Double, oneBillShare: Double
    ) -> Int64? {
        let columns = store.settlements
        let paid = rows.map { columns.fundPaid(Int($0)) }.sorted()
        // The commonest amount among the largest ones: a cap has little above it.
        let least = paid[min(paid.count - 1, max(0, Int(Double(paid.count) * (1 - maximumAbove - minimumShare))))]
        var best: (fen: Int64, count: Int)?
        var start = 0
        while start < paid.count {
            var end = start + 1
            while end < paid.count, paid[end] == paid[start] { end += 1 }
            if paid[start] >= least, Double(paid.count - end) <= maximumAbove * Double(paid.count), end - start > best?.count ?? 0 {
                best = (paid[start], end - start)
            }
            start = end
        }
        guard let best, Double(best.count) >= minimumShare * Double(paid.count) else { return nil }
        // A cap is reached by bills of every kind; a pile that one exact bill makes is what the fund pays for a price.
        let bills = rows.lazy.filter { columns.fundPaid(Int($0)) == best.fen }.map { columns.totalFee[Int($0)] }
        if Double(Self.counts(bills).values.max() ?? 0) >= oneBillShare * Double(best.count) { return nil }
        var facilities: Set<Int32> = []
        var atIt: Set<Int32> = []
        for row in rows {
            facilities.insert(columns.facility[Int(row)])
            if isAt(columns.fundPaid(Int(row)), best.fen) { atIt.insert(columns.facility[Int(row)]) }
        }
        return Double(atIt.count) >= minimumFacilityShare * Double(facilities.count) ? best.fen : nil
    }
}
