import Claims

/// Which discharges were followed by another stay of the same person for the same category of diagnosis after so many days: at the
/// same facility, or at another one.
struct Returns {
    /// Where the next stay is.
    enum Place {
        case sameFacility, otherFacility
    }

    /// Days to the return, by episode; -1 without one.
    private(set) var gapAfter: [Int32]
    /// Episodes whose return would have been seen: what rates are made of. A return may be seen after others, too.
    private(set) var isTrial: [Bool]

    /// - Parameters:
    ///   - gaps: in days, both ends among them.
    ///   - lastDay: of the extract: who left within the longest of them before it may still return.
    ///   - excludedWays: of discharge, after which a stay is no return.
    init(
        _ episodes: Episodes, at place: Place, store: ClaimStore, traits: StayTraits, gaps: ClosedRange<Int32>, lastDay: Int32, excludedWays: Set<UInt8>
    ) {
        let stays = store.stays
        let surgery = StayCharges.hasSurgery(store)
        let all = episodes.episodes
        gapAfter = Array(repeating: -1, count: all.count)
        isTrial = Array(repeating: false, count: all.count)
        func isExempt(_ episode: Int) -> Bool { all[episode].stays.contains { traits.exemption[$0] >= 0 } }
        for index in all.indices {
            guard let last = all[index].stays.last, !isExempt(index), traits.diagnosisClass[last] >= 0,
                  !excludedWays.contains(stays.dischargeWay[last]) else { continue }
            // Counting a late discharge only because a return was seen would overstate the rate.
            isTrial[index] = all[index].endDay <= lastDay - gaps.upperBound
            let next = place == .sameFacility ? episodes.nextHere(index, stays) : episodes.next[index]
            guard next >= 0, let first = all[next].stays.first,
                  (stays.facility[first] == stays.facility[last]) == (place == .sameFacility) else { continue }
            let gap = all[next].beginDay - all[index].endDay
            guard gaps.contains(gap), traits.diagnosisClass[first] == traits.diagnosisClass[last], !isExempt(next),
                  !all[next].stays.contains(where: { surgery[$0] }) else { continue }
            gapAfter[index] = gap
        }
    }
}

/// How often a discharge of a category of diagnosis is followed by a return at most so many days later, elsewhere.
struct ReturnRates {
    private let episodes: [Episodes.Episode]
    private let returns: Returns
    private let stays: StayColumns
    private let classes: [Int32]
    private let priorStays: Double
    /// Gaps of the returns of a category with their facility, and trials by category and facility, in sorted keys.
    private var gaps: [[(gap: Int32, facility: Int32)]]
    private var trials: [Int]
    private let trialsOfCell: KeyCounts
    private let facilityCount: UInt64
    private var allGaps: [Int32: Int] = [:]
    private var allTrials = 0

    /// - Parameter priorStays: how many discharges the rate of all categories together weighs.
    init(_ returns: Returns, _ episodes: [Episodes.Episode], store: ClaimStore, traits: StayTraits, priorStays: Double) throws {
        self.episodes = episodes
        self.returns = returns
        self.priorStays = priorStays
        stays = store.stays
        classes = traits.diagnosisClass
        gaps = Array(repeating: [], count: traits.classNames.count)
        trials = Array(repeating: 0, count: traits.classNames.count)
        facilityCount = UInt64(store.facilities.count)
        var cells: [UInt64] = []
        for index in episodes.indices where returns.isTrial[index] {
            let stay = episodes[index].stays[0]
            guard let last = episodes[index].stays.last else { continue }
            let category = Int(traits.diagnosisClass[last])
            trials[category] += 1
            allTrials += 1
            cells.append(UInt64(category) * facilityCount + UInt64(stays.facility[stay]))
            if returns.gapAfter[index] >= 0 {
                gaps[category].append((returns.gapAfter[index], stays.facility[stay]))
                allGaps[returns.gapAfter[index], default: 0] += 1
            }
        }
        trialsOfCell = KeyCounts(cells)
    }

    private func place(of episode: Int) -> (category: Int, facility: Int32) {
        let stay = episodes[episode].stays[episodes[episode].stays.count - 1]
        return (Int(classes[stay]), stays.facility[stay])
    }

    /// The chance that a discharge like this one is followed by a return no later: of the category at other facilities,
    /// shrunken to all discharges, and never zero.
    func chance(of episode: Int) -> Double { chance(of: episode, within: returns.gapAfter[episode]) }

    /// The same for a return within the longest gap that counts.
    func rate(of episode: Int) -> Double { chance(of: episode, within: .max) }

    private func chance(of episode: Int, within gap: Int32) -> Double {
        let (category, facility) = place(of: episode)
        let soonAll = allGaps.filter { $0.key <= gap }.reduce(0) { $0 + $1.value }
        let overall = (Double(soonAll) + 0.5) / (Double(allTrials) + 1)
        let soon = gaps[category].count { $0.gap <= gap && $0.facility != facility }
        return min(1, (Double(soon) + priorStays * overall) / (Double(count(of: episode)) + priorStays))
    }

    /// Discharges of the category at other facilities.
    func count(of episode: Int) -> Int {
        let (category, facility) = place(of: episode)
        return max(0, trials[category] - trialsOfCell[UInt64(category) * facilityCount + UInt64(facility)])
    }
}
