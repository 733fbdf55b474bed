import Claims

/// Whether the same cards return together, and whether they are physical cards.
///
/// The sets of cards of active days are compared by P. Jaccard's coefficient (1901), each with those of the next few
/// active days (`cardSetLag`), so that the cost stays linear in the number of settlements.
/// - Complexity: O(*n* log *n* + *lag* · *n*).
public struct FacilityCards: FeatureExtractor {
    public struct Summary: FeatureSummary {
        /// (day, person) of every settlement.
        var visits = KeyBag<UInt64>()
        var certificates = 0
        var physicalCards = 0

        public init() {}

        public mutating func merge(_ other: Summary) {
            visits.merge(other.visits)
            certificates += other.certificates
            physicalCards += other.physicalCards
        }

        public mutating func reset() {
            visits.removeAll()
            certificates = 0
            physicalCards = 0
        }
    }

    public init() {}

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows {
            let row = Int(index)
            let certificate = context.settlements.certificateType[row]
            if (1...3).contains(certificate) {
                summary.certificates += 1
                if certificate != 1 { summary.physicalCards += 1 }
            }
            guard context.hasDay(row) else { continue }
            summary.visits.insert(PairKey.pack(context.settlements.day[row], context.settlements.person[row]))
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        var cards: [Int32] = []
        var starts: [Int] = []
        var day = CalendarDay.missing
        summary.visits.forEachRun { key, _ in
            if PairKey.first(key) != day {
                day = PairKey.first(key)
                starts.append(cards.count)
            }
            cards.append(PairKey.second(key))
        }
        starts.append(cards.count)
        let sets = (0..<starts.count - 1).map { starts[$0]..<starts[$0 + 1] }
            .filter { $0.count >= context.parameters.cardSetMinimum }
        var sum = 0.0
        var pairs = 0
        for earlier in sets.indices {
            for later in sets.index(after: earlier)..<max(earlier + 1, min(sets.count, earlier + 1 + context.parameters.cardSetLag)) {
                sum += similarity(cards, sets[earlier], sets[later])
                pairs += 1
            }
        }
        values.append(sum, per: Double(pairs))
        values.append(rate: summary.physicalCards, of: summary.certificates)
    }

    /// |A ∩ B| / |A ∪ B| of two ascending ranges without repeats.
    private func similarity(_ cards: [Int32], _ left: Range<Int>, _ right: Range<Int>) -> Double {
        var shared = 0
        var (i, j) = (left.lowerBound, right.lowerBound)
        while i < left.upperBound, j < right.upperBound {
            if cards[i] == cards[j] {
                shared += 1
                i += 1
                j += 1
            } else if cards[i] < cards[j] {
                i += 1
            } else {
                j += 1
            }
        }
        return Double(shared) / Double(left.count + right.count - shared)
    }

    public let definitions: [FeatureDefinition] = [
        FeatureDefinition(
            "card_set_repeat", LocalizedText(zh: "持卡人群日间重复度", en: "Repetition of daily card sets"), unit: .index, range: 0...1,
            meaning: LocalizedText(
                zh: "偏高：不同日期出现同一批卡，可能为固定持卡团伙。",
                en: "High: the same set of cards returns on other days, as when a group of cards is held together."),
            minimumRows: 20, source: "Jaccard (1901)"
        ),
        .rate(
            "physical_card_share", LocalizedText(zh: "实体卡证占比", en: "Share of physical cards"),
            meaning: LocalizedText(
                zh: "偏高：多用实体社保卡或身份证结算，便于他人代持。",
                en: "High: physical cards rather than electronic certificates, which are harder to hoard."),
            requires: ["mdtrt_cert_type"], minimumRows: 20
        ),
    ]
}
