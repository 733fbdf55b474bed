import Claims
import Statistics

/// Which examinations go with which diagnosis, learnt from the stays of other facilities.
///
/// An item belongs to a diagnosis when at least a share `indicated` of the stays of the same category elsewhere have it. The
/// facility's own stays do not count, lest a house teach its own panel. A category that too few stays elsewhere have
/// gives no judgement.
struct ExaminationNorms {
    /// By stay, as shares of its examination charges; NaN where nothing can be said.
    private(set) var mismatch: [Double]

    /// - Complexity: O(*n* log *n*) for n examination lines of stays.
    init(
        _ lines: FeeLineColumns, of stays: StayColumns, traits: StayTraits, isTrial: [Bool], indicated: Double, minimumStays: Int
    ) {
        mismatch = Array(repeating: .nan, count: stays.count)
        // One entry a stay and item, with its charge.
        var entries: [(stay: Int32, item: Int32, amount: Int64)] = []
        var firstEntry = [Int](repeating: 0, count: stays.count + 1)
        for stay in 0..<stays.count {
            if isTrial[stay] { entries += Self.examinations(lines, stays, stay) }
            firstEntry[stay + 1] = entries.count
        }
        let itemCount = lines.items.count
        let facilityCount = stays.byFacility.subjectCount
        let classCount = traits.classNames.count
        // Stays with the item: by category, and by category and facility, through sorted keys.
        func cell(_ stay: Int32) -> UInt64 {
            UInt64(traits.diagnosisClass[Int(stay)] + 1) * UInt64(facilityCount) + UInt64(stays.facility[Int(stay)])
        }
        let width = UInt64(max(1, itemCount))
        let itemsOfClass = KeyCounts(entries.map { UInt64(traits.diagnosisClass[Int($0.stay)] + 1) * width + UInt64($0.item) })
        let itemsOfCell = KeyCounts(entries.map { cell($0.stay) * width + UInt64($0.item) })
        var ofClass = [Int](repeating: 0, count: classCount + 1)
        var cells: [UInt64] = []
        for stay in 0..<stays.count where isTrial[stay] {
            ofClass[Int(traits.diagnosisClass[stay]) + 1] += 1
            cells.append(cell(Int32(stay)))
        }
        let ofCell = KeyCounts(cells)
        for stay in 0..<stays.count where isTrial[stay] {
            let category = Int(traits.diagnosisClass[stay]) + 1
            let others = ofClass[category] - ofCell[cell(Int32(stay))]
            var (spent, unindicated) = (0.0, 0.0)
            for entry in entries[firstEntry[stay]..<firstEntry[stay + 1]] where entry.amount > 0 {
                let amount = Double(entry.amount)
                let item = UInt64(entry.item)
                spent += amount
                let withItem = itemsOfClass[UInt64(category) * width + item] - itemsOfCell[cell(entry.stay) * width + item]
                if Double(withItem) < indicated * Double(others) { unindicated += amount }
            }
            guard spent > 0 else { continue }
            if category > 0, others >= minimumStays { mismatch[stay] = unindicated / spent }
        }
    }

    /// The examination items of a stay, ascending, each once with what it was charged for.
    private static func examinations(_ lines: FeeLineColumns, _ stays: StayColumns, _ stay: Int) -> [(Int32, Int32, Int64)] {
        var found: [(item: Int32, amount: Int64)] = []
        for row in stays.rows(of: stay) {
            for line in lines.lines(ofSettlement: Int(row))
            where ChargeType.isExamination(lines.chargeType[line]) && lines.item[line] >= 0 {
                found.append((lines.item[line], Fen.orZero(lines.amount[line])))
            }
        }
        found.sort { $0.item < $1.item }
        var merged: [(Int32, Int32, Int64)] = []
        for entry in found {
            if let last = merged.last, last.1 == entry.item {
                merged[merged.count - 1].2 += entry.amount
            } else {
                merged.append((Int32(stay), entry.item, entry.amount))
            }
        }
        return merged
    }
}

/// How often each key occurs, by sorting: no dictionary, so that millions of keys cost what their sort costs.
struct KeyCounts {
    private var keys: [UInt64] = []
    private var counts: [Int32] = []

    init(_ unsorted: [UInt64]) {
        for key in unsorted.sorted() {
            if keys.last == key {
                counts[counts.count - 1] += 1
            } else {
                keys.append(key)
                counts.append(1)
            }
        }
    }

    /// - Complexity: O(log *n*).
    subscript(key: UInt64) -> Int {
        let place = keys.countBelow(key)
        return place < keys.count && keys[place] == key ? Int(counts[place]) : 0
    }
}
