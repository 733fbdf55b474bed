import Claims
import Features

/// Settlements that draw what the fund pays at most for one visit, or hardly less.
///
/// A cap is not in the extract; it shows as a pile of equal fund payments above which there is hardly anything. It is
/// looked for in every scheme, class of care and peer group of facilities by itself, because caps differ by all three.
///
/// Bills that are cut to a cap differ: items are added until hardly anything is left. A standing service at one price whose share of the
/// fund happens to end beneath the cap is no such thing, so where one exact bill makes up most of a facility's band, it does not count.
package struct CapHugging {
    package struct Cap: Sendable {
        package let scheme: Int32
        package let careClass: CareClass
        package let group: Int
        package let fen: Int64
    }

    package private(set) var caps: [Cap] = []
    /// By facility: settlements at a cap, those in the band beneath it, and settlements of a kind that has a cap.
    package private(set) var atCap: [Double]
    package private(set) var beneath: [Double]
    package private(set) var capped: [Double]
    /// By facility: the bill that makes up most of its band, which does not count.
    private var standingBill: [Int: Int64] = [:]
    private let store: ClaimStore
    private let isAdmitted: [Bool]
    private let group: [Int]
    private let toleranceFen: Int64
    private let bandShare: Double

    /// - Parameters:
    ///   - group: of each facility, -1 for none.
    ///   - toleranceFen: what counts as at the cap.
    ///   - bandShare: of the cap: how far beneath it the band begins.
    ///   - minimumShare: of the settlements that draw money, at the cap.
    ///   - maximumAbove: share of them that may lie above it.
    ///   - minimumFacilityShare: of the facilities of that kind of settlement that have one at the cap.
    ///   - oneBillShare: of a facility's band: from there on one exact bill is a standing price.
    ///   - minimumOneBill: settlements with it; fewer are no price.
    /// - Complexity: O(*n* log *n*) for *n* admitted settlements.
    package init(
        _ store: ClaimStore, isAdmitted: [Bool], group: [Int], toleranceFen: Int64, bandShare: Double, minimumShare: Double, maximumAbove: Double, minimumFacilityShare: Double,
        oneBillShare: Double, minimumOneBill: Int
    ) {
        self.store = store
        self.isAdmitted = isAdmitted
        self.group = group
        self.toleranceFen = toleranceFen
        self.bandShare = bandShare
        atCap = Array(repeating: 0, count: store.facilities.count)
        (beneath, capped) = (atCap, atCap)
        let columns = store.settlements
        var rowsOfKind: [Int: [Int32]] = [:]
        var billsOfBand: [Int: [Int64]] = [:]
        for row in 0..<columns.count where isAdmitted[row] && Fen.orZero(columns.fundPaid(row)) > 0 {
            rowsOfKind[kind(row), default: []].append(Int32(row))
        }
        for kind in rowsOfKind.keys.sorted() {
            let rows = rowsOfKind[kind] ?? []
            guard let cap = cap(rows, minimumShare, maximumAbove, minimumFacilityShare) else { continue }
            caps.append(Cap(
                scheme: columns.scheme[Int(rows[0])], careClass: columns.careClass[Int(rows[0])],
                group: group[Int(columns.facility[Int(rows[0])])], fen: cap))
            for row in rows {
                capped[Int(columns.facility[Int(row)])] += 1
                if isAt(columns.fundPaid(Int(row)), cap) { atCap[Int(columns.facility[Int(row)])] += 1 }
                if isBeneath(columns.fundPaid(Int(row)), cap) { billsOfBand[Int(columns.facility[Int(row)]), default: []].append(columns.totalFee[Int(row)]) }
            }
        }
        for (facility, bills) in billsOfBand {
            beneath[facility] = Double(bills.count)
            guard let commonest = Self.commonest(bills), commonest.count >= minimumOneBill, Double(commonest.count) >= oneBillShare * Double(bills.count) else { continue }
            standingBill[facility] = commonest.fen
            beneath[facility] -= Double(commonest.count)
        }
    }

    /// The bill met most often; the smaller of two met equally often. A bill that nobody noted is like no other.
    private static func commonest(_ bills: [Int64]) -> (fen: Int64, count: Int)? {
        var counts: [Int64: Int] = [:]
        for bill in bills where bill != Fen.missing { counts[bill, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
    }

    private func isAt(_ fen: Int64, _ cap: Int64) -> Bool { abs(fen - cap) <= toleranceFen }

    private func isBeneath(_ fen: Int64, _ cap: Int64) -> Bool {
        fen < cap - toleranceFen && Double(fen) >= (1 - bandShare) * Double(cap)
    }

    /// Settlements of a facility at a cap, or in the band beneath it, ascending.
    package func rows(of facility: Int, beneath: Bool) -> [Int32] {
        let columns = store.settlements
        return store.byFacility[facility].filter { row in
            guard isAdmitted[Int(row)], let cap = caps.first(where: {
                $0.group == group[facility] && $0.scheme == columns.scheme[Int(row)] && $0.careClass == columns.careClass[Int(row)]
            }) else { return false }
            let paid = Fen.orZero(columns.fundPaid(Int(row)))
            return beneath ? isBeneath(paid, cap.fen) && columns.totalFee[Int(row)] != standingBill[facility] : isAt(paid, cap.fen)
        }
    }

    private func kind(_ row: Int) -> Int {
        ((group[Int(store.settlements.facility[row])] + 1) * 4096 + Int(store.settlements.scheme[row]) + 1) * 16
            + Int(store.settlements.careClass[row].rawValue)
    }

    private func cap(_ rows: [Int32], _ minimumShare: Double, _ maximumAbove: Double, _ minimumFacilityShare: Double) -> Int64? {
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
        var facilities: Set<Int32> = []
        var atIt: Set<Int32> = []
        for row in rows {
            facilities.insert(columns.facility[Int(row)])
            if isAt(columns.fundPaid(Int(row)), best.fen) { atIt.insert(columns.facility[Int(row)]) }
        }
        return Double(atIt.count) >= minimumFacilityShare * Double(facilities.count) ? best.fen : nil
    }
}
