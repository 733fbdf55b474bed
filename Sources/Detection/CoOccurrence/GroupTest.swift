import RealModule

/// The probability that a given set of entities, present when they were, formed chains as long as observed.
///
/// On a place-day with n members present, each pair close with probability p, a chain of l + 1 members is a sequence of members each of
/// whom comes within the window after the one before, which for two exchangeable arrivals has probability p / 2. The expected number of
/// such sequences bounds the probability of one: P(links >= l) <= n! / (n − l − 1)! · (p / 2)^l, for arrivals whose density is about
/// even within a few windows. Place-days are independent, so the sum of links over all of them, failures included, is bounded by
/// Chernoff's inequality minimised over its parameter, all in logs. p is the mean over the pairs present: an approximation where they
/// differ.
struct GroupTest {
    let model: ChanceModel
    let isEligible: [Bool]
    private var index: VisitIndex { model.index }

    struct Outcome {
        let observedLinks: Int
        let expectedLinks: Double
        let log10Tail: Double
        let log10Family: Double
    }

    /// - Parameter members: ascending.
    /// - Complexity: O(m·k²) for m meetings of up to k members, plus the scan of the members' place-days.
    func test(_ members: [Int]) -> Outcome {
        let excluded = members.map { Int32($0) }
        var habits: [PairKey: Double] = [:]
        var encounters: [ChanceModel.Encounter] = []
        for (position, first) in members.enumerated() {
            for second in members[(position + 1)...] {
                model.encounters(first, second, into: &encounters)
                for encounter in encounters {
                    habits[PairKey(first: first, second: second, place: index.blockPlace[encounter.block])] = encounter.habit
                }
            }
        }
        var days: [[Double]] = []
        var observed = 0
        for meeting in GroupAttendance(of: members, in: model).meetings {
            observed += max(0, meeting.chain.count - 1)
            let place = index.blockPlace[meeting.block]
            let chances = meeting.present.map { model.trafficShare(ofVisit: $0.visit, entity: $0.member, excluding: excluded) }
            let sittings = meeting.present.map { Double(model.sittings($0.visit)) }
            var sum = 0.0
            var count = 0.0
            for i in chances.indices {
                for j in chances.indices.dropFirst(i + 1) {
                    let key = PairKey(first: meeting.present[i].member, second: meeting.present[j].member, place: place)
                    let traffic = max(chances[i] * sittings[j], chances[j] * sittings[i])
                    sum += min(1, max(traffic, habits[key] ?? 0))
                    count += 1
                }
            }
            days.append(Self.logTailBounds(present: chances.count, probability: sum / count))
        }
        return Outcome(
            observedLinks: observed, expectedLinks: days.reduce(0) { $0 + $1.reduce(0) { $0 + Double.exp($1) } },
            log10Tail: Self.chernoff(days, observed: observed) / Double.log(10), log10Family: log10FamilySize(members)
        )
    }

    private struct PairKey: Hashable {
        let first: Int
        let second: Int
        let place: Int32
    }

    /// log of the bound of P(links >= l) for l = 1 ... present − 1, never increasing in l.
    static func logTailBounds(present: Int, probability: Double) -> [Double] {
        var bounds: [Double] = []
        var least = 0.0
        var bound = Double.log(Double(present))
        for links in 1..<max(2, present) {
            bound += Double.log(Double(present - links)) + Double.log(probability / 2)
            least = min(least, bound)
            bounds.append(least)
        }
        return bounds
    }

    /// log of Chernoff's bound of P(sum of links >= observed).
    static func chernoff(_ days: [[Double]], observed: Int) -> Double {
        // E[exp(θL)] = 1 + Σ_l P(L >= l)·(exp(θl) − exp(θ(l − 1))), in logs about the largest term.
        func exponent(_ theta: Double) -> Double {
            var sum = -theta * Double(observed)
            let logStep = Double.log(-Double.expMinusOne(-theta))
            for bounds in days {
                var largest = 0.0
                for (position, bound) in bounds.enumerated() { largest = max(largest, bound + theta * Double(position + 1) + logStep) }
                var total = Double.exp(-largest)
                for (position, bound) in bounds.enumerated() {
                    total += Double.exp(bound + theta * Double(position + 1) + logStep - largest)
                }
                sum += largest + Double.log(total)
            }
            return sum
        }
        // The exponent is convex: golden-section search.
        let ratio = 0.618_033_988_749_894_9
        var low = 1e-9
        var high = 60.0
        var left = high - ratio * (high - low)
        var right = low + ratio * (high - low)
        var leftValue = exponent(left)
        var rightValue = exponent(right)
        for _ in 0..<60 {
            if leftValue < rightValue {
                high = right
                right = left
                rightValue = leftValue
                left = high - ratio * (high - low)
                leftValue = exponent(left)
            } else {
                low = left
                left = right
                leftValue = rightValue
                right = low + ratio * (high - low)
                rightValue = exponent(right)
            }
        }
        return min(0, leftValue, rightValue)
    }

    /// log10 of the number of sets of this size in which one entity shares enough place-days with all others: each such set is one of the
    /// eligible entities with a choice among those it shares `minimumSeedDays` place-days with. The members' largest number of those
    /// stands for everybody's.
    private func log10FamilySize(_ members: [Int]) -> Double {
        var largest = members.count - 1
        var others: [Int32] = []
        for member in members {
            others.removeAll(keepingCapacity: true)
            for visit in index.visits(ofEntity: member) {
                let block = Int(index.visitBlock[visit])
                guard !model.traffic.isBatchBlock[block] else { continue }
                var present: [Int32] = []
                for row in index.rows(ofBlock: block) where isEligible[Int(index.entity[row])] { present.append(index.entity[row]) }
                present.sort()
                for (position, entity) in present.enumerated() where position == 0 || entity != present[position - 1] {
                    others.append(entity)
                }
            }
            others.sort()
            var count = -1
            var start = 0
            while start < others.count {
                var end = start + 1
                while end < others.count, others[end] == others[start] { end += 1 }
                if end - start >= model.parameters.minimumSeedDays { count += 1 }
                start = end
            }
            largest = max(largest, count)
        }
        var log = Double.log(Double(max(1, isEligible.count { $0 })))
        for chosen in 1..<max(2, members.count) { log += Double.log(Double(largest - chosen + 1)) - Double.log(Double(chosen)) }
        return log / Double.log(10)
    }
}
