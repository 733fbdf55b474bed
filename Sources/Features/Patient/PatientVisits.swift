import Claims

/// How often a person goes where. A visit is a distinct (facility, day): one visit often makes several settlements.
///
/// Per-month values divide by the months of the period in which the person was alive, at least one. Money that is
/// missing is taken at the mean of what is known of the same person.
public struct PatientVisits: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var settlements = 0
        /// (day, facility) of every settlement, and the facility alone.
        var visits = KeyBag<UInt64>()
        var facilities = KeyBag<Int32>()
        var fund = KnownAmount()
        var fee = KnownAmount()

        public init() {}

        public mutating func merge(_ other: Summary) {
            settlements += other.settlements
            visits.merge(other.visits)
            facilities.merge(other.facilities)
            fund.merge(other.fund)
            fee.merge(other.fee)
        }

        public mutating func reset() {
            settlements = 0
            visits.removeAll()
            facilities.removeAll()
            fund = KnownAmount()
            fee = KnownAmount()
        }
    }

    public init() {}

    private static let weekDays: Int32 = 7

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        summary.settlements += rows.count
        for index in rows {
            let row = Int(index)
            let facility = context.settlements.facility[row]
            summary.facilities.insert(facility)
            summary.fund.add(context.settlements.fundPaid(row))
            summary.fee.add(context.settlements.totalFee[row])
            guard context.hasDay(row) else { continue }
            summary.visits.insert(PairKey.pack(context.settlements.day[row], facility))
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        let keys = summary.visits.sorted()
        var visits = 0
        var days = 0
        var pharmacyVisits = 0
        var mostInDay = 0
        var mostInWeek = 0
        var inDay = 0
        var inWeek = 0
        var first = 0
        for position in keys.indices where position == 0 || keys[position] != keys[position - 1] {
            let day = PairKey.first(keys[position])
            visits += 1
            if isPharmacy(PairKey.second(keys[position]), in: context) { pharmacyVisits += 1 }
            if position > 0, PairKey.first(keys[position - 1]) == day {
                inDay += 1
            } else {
                inDay = 1
                days += 1
            }
            mostInDay = max(mostInDay, inDay)
            inWeek += 1
            while day - PairKey.first(keys[first]) >= Self.weekDays {
                // The last of equal keys carries the visit out of the window.
                if keys[first] != keys[first + 1] { inWeek -= 1 }
                first += 1
            }
            mostInWeek = max(mostInWeek, inWeek)
        }
        var facilities = 0
        var pharmacies = 0
        summary.facilities.forEachRun { facility, _ in
            facilities += 1
            if isPharmacy(facility, in: context) { pharmacies += 1 }
        }
        let months = context.months(ofPerson: subject)
        let isKnown = visits > 0
        values.append(isKnown ? Double(visits) / months : .nan)
        values.append(isKnown ? Double(days) / months : .nan)
        values.append(facilities > 0 ? Double(facilities) : .nan)
        values.append(facilities > 0 ? Double(pharmacies) : .nan)
        values.append(rate: pharmacyVisits, of: visits)
        values.append(isKnown ? Double(mostInWeek) : .nan)
        values.append(isKnown ? Double(mostInDay) : .nan)
        values.append(summary.fund.total(of: summary.settlements) / months)
        values.append(summary.fee.total(of: summary.settlements), per: Double(visits))
    }

    private func isPharmacy(_ facility: Int32, in context: FeatureContext) -> Bool {
        context.store.facilities.kind[Int(facility)] == .pharmacy
    }

    public let definitions: [FeatureDefinition] = [
        FeatureDefinition(
            "visits_per_month", LocalizedText(zh: "月均就诊次数", en: "Visits per month"), unit: .perMonth,
            meaning: LocalizedText(
                zh: "偏高：就诊过于频繁，可能为职业开药人或外借医保卡。",
                en: "High: very frequent visits, as of people who collect drugs for a living or lend their card."),
            transform: .log1p
        ),
        FeatureDefinition(
            "visit_days_per_month", LocalizedText(zh: "月均就诊天数", en: "Days with a visit per month"), unit: .perMonth,
            meaning: LocalizedText(zh: "偏高：几乎天天就诊。", en: "High: a visit on nearly every day."), transform: .log1p
        ),
        FeatureDefinition(
            "facilities", LocalizedText(zh: "就诊机构数", en: "Facilities visited"), unit: .count,
            meaning: LocalizedText(zh: "偏高：辗转多家机构就诊。", en: "High: the person goes from facility to facility."),
            transform: .log1p
        ),
        FeatureDefinition(
            "pharmacies", LocalizedText(zh: "购药药店数", en: "Pharmacies visited"), unit: .count,
            meaning: LocalizedText(
                zh: "偏高：在多家药店购药，可能囤药倒卖。", en: "High: drugs bought at many pharmacies, as for resale."),
            requires: ["fixmedins_b.fixmedins_type"], transform: .log1p
        ),
        .rate(
            "pharmacy_visit_share", LocalizedText(zh: "药店就诊占比", en: "Share of visits at pharmacies"),
            meaning: LocalizedText(
                zh: "偏高：几乎只在药店结算。", en: "High: the card is used at pharmacies and hardly anywhere else."),
            requires: ["fixmedins_b.fixmedins_type"], minimumRows: 3
        ),
        FeatureDefinition(
            "max_visits_in_7_days", LocalizedText(zh: "七日内最多就诊次数", en: "Most visits in seven days"), unit: .count,
            meaning: LocalizedText(zh: "偏高：短期内密集就诊。", en: "High: visits crowd into one week."), transform: .log1p
        ),
        FeatureDefinition(
            "max_facilities_in_a_day", LocalizedText(zh: "单日最多机构数", en: "Most facilities in one day"), unit: .count,
            meaning: LocalizedText(
                zh: "偏高：一天内在多家机构刷卡。", en: "High: the card is used at many facilities in one day."),
            transform: .log1p
        ),
        FeatureDefinition(
            "fund_per_month", LocalizedText(zh: "月均基金支付", en: "Fund payments per month"), unit: .yuan,
            meaning: LocalizedText(
                zh: "偏高：基金支出远高于同龄同险种人群。", en: "High: far more fund money than people of the same age and scheme."),
            requires: [.fund], transform: .log1p
        ),
        FeatureDefinition(
            "fee_per_visit", LocalizedText(zh: "次均费用", en: "Fee per visit"), unit: .yuan,
            meaning: LocalizedText(
                zh: "偏高：每次就诊费用过高，可能为顶格开药。", en: "High: dear visits, as when the most is dispensed that is allowed."),
            direction: .both, requires: ["medfee_sumamt"], transform: .log1p
        ),
    ]
}
