import Claims

/// Which discharges were followed by another stay of the same person, at the same facility, for the same category of
/// diagnosis, within the longest gap.
struct Returns {
    /// A run of episodes each of which follows the one before.
    struct Chain {
        let person: Int32
        let facility: Int32
        /// Episodes, at least two.
        let episodes: [Int]
        /// All but the last: those after which the person returned.
        var steps: ArraySlice<Int> { episodes.dropLast() }
    }

    /// Days to the return, by episode; -1 without one.
    private(set) var gapAfter: [Int32]
    /// Episodes whose return would have been seen: what rates are made of. A return may be seen after others, too.
    private(set) var isTrial: [Bool]

    /// - Parameters:
    ///   - longestGap: N; a gap of exactly N counts.
    ///   - lastDay: of the extract: who left within N days of it may still return.
    init(
        _ episodes: [Episodes.Episode], store: ClaimStore, traits: StayTraits, longestGap: Int32, lastDay: Int32, excludedWays: Set<UInt8>
    ) {
        let stays = store.stays
        let surgery = StayCharges.hasSurgery(store)
        gapAfter = Array(repeating: -1, count: episodes.count)
        isTrial = Array(repeating: false, count: episodes.count)
        func isExempt(_ episode: Int) -> Bool { episodes[episode].stays.contains { traits.exemption[$0] >= 0 } }
        for index in episodes.indices {
            guard let last = episodes[index].stays.last, !isExempt(index), traits.diagnosisClass[last] >= 0,
                  !excludedWays.contains(stays.dischargeWay[last]) else { continue }
            // Counting a late discharge only because a return was seen would overstate the rate.
            isTrial[index] = episodes[index].endDay <= lastDay - longestGap
            let next = index + 1
            guard next < episodes.count, let first = episodes[next].stays.first,
                  stays.person[first] == stays.person[last], stays.facility[first] == stays.facility[last] else { continue }
            let gap = episodes[next].beginDay - episodes[index].endDay
            guard gap >= 0, gap <= longestGap, traits.diagnosisClass[first] == traits.diagnosisClass[last], !isExempt(next),
                  !episodes[next].stays.contains(where: { surgery[$0] }) else { continue }
            gapAfter[index] = gap
        }
    }

    /// In the order (person, facility, first day).
    func chains(_ episodes: [Episodes.Episode], store: ClaimStore) -> [Chain] {
        var chains: [Chain] = []
        var index = 0
        while index < episodes.count {
            var end = index
            while gapAfter[end] >= 0 { end += 1 }
            if end > index {
                let stay = episodes[index].stays[0]
                chains.append(Chain(person: store.stays.person[stay], facility: store.stays.facility[stay], episodes: Array(index...end)))
            }
            index = end + 1
        }
        return chains
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
