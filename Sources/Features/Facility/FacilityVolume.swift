import Claims

/// How much a facility settles, for how many persons on how many days, and what that costs.
///
/// Amounts that are missing are taken at the mean of the known ones of the same facility. Totals below zero, which only
/// corrections can give, are 0.
public struct FacilityVolume: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var settlements = 0
        /// (person, day) of every settlement.
        var visits = KeyBag<UInt64>()
        var fund = KnownAmount()
        var fee = KnownAmount()

        public init() {}

        public mutating func merge(_ other: Summary) {
            settlements += other.settlements
            visits.merge(other.visits)
            fund.merge(other.fund)
            fee.merge(other.fee)
        }

        public mutating func reset() {
            settlements = 0
            visits.removeAll()
            fund = KnownAmount()
            fee = KnownAmount()
        }
    }

    public init() {}

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        summary.settlements += rows.count
        for index in rows {
            let row = Int(index)
            summary.fund.add(context.settlements.fundPaid(row))
            summary.fee.add(context.settlements.totalFee[row])
            guard context.hasDay(row) else { continue }
            summary.visits.insert(PairKey.pack(context.settlements.person[row], context.settlements.day[row]))
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        var visitDays = 0
        var persons = 0
        var frequentPersons = 0
        var person: Int32 = -1
        var month: Int32 = -1
        var monthDays = 0
        var isFrequent = false
        summary.visits.forEachRun { key, _ in
            visitDays += 1
            let visitMonth = context.calendarMonth[Int(PairKey.second(key) - context.firstDay)]
            if PairKey.first(key) != person {
                person = PairKey.first(key)
                persons += 1
                isFrequent = false
                monthDays = 0
            } else if visitMonth != month {
                monthDays = 0
            }
            month = visitMonth
            monthDays += 1
            if !isFrequent, monthDays >= context.parameters.frequentVisitDays {
                isFrequent = true
                frequentPersons += 1
            }
        }
        let settlements = summary.settlements
        let fund = summary.fund.total(of: settlements)
        let fee = summary.fee.total(of: settlements)
        values.append(settlements > 0 ? Double(settlements) : .nan)
        values.append(persons > 0 ? Double(persons) : .nan)
        values.append(visitDays > 0 ? Double(visitDays) : .nan)
        values.append(Double(settlements), per: Double(persons))
        values.append(Double(settlements), per: Double(visitDays))
        values.append(rate: frequentPersons, of: persons)
        values.append(fund)
        values.append(fund, per: Double(visitDays))
        values.append(fee, per: Double(visitDays))
        values.append(fund, per: Double(persons))
    }

    public let definitions: [FeatureDefinition] = [
        FeatureDefinition(
            "settlements", LocalizedText(zh: "结算笔数", en: "Settlements"), unit: .count,
            meaning: LocalizedText(zh: "偏高：结算量远大于同类机构。", en: "High: far more settlements than comparable facilities."),
            transform: .log1p
        ),
        FeatureDefinition(
            "persons", LocalizedText(zh: "就诊人数", en: "Insured persons"), unit: .count,
            meaning: LocalizedText(zh: "偏高：服务人数远多于同类机构。", en: "High: far more persons than comparable facilities."),
            transform: .log1p
        ),
        FeatureDefinition(
            "visit_days", LocalizedText(zh: "就诊人天", en: "Person visit-days"), unit: .count,
            meaning: LocalizedText(
                zh: "偏高：去重后的人天数远多于同类机构。", en: "High: far more distinct person-days than comparable facilities."),
            transform: .log1p
        ),
        FeatureDefinition(
            "settlements_per_person", LocalizedText(zh: "人均结算笔数", en: "Settlements per person"), unit: .ratio,
            meaning: LocalizedText(
                zh: "偏高：同一批参保人反复结算。", en: "High: the same persons settle again and again."),
            transform: .log1p, minimumRows: 10
        ),
        FeatureDefinition(
            "settlements_per_visit_day", LocalizedText(zh: "每人天结算笔数", en: "Settlements per visit-day"), unit: .ratio,
            meaning: LocalizedText(
                zh: "偏高：同一人同一天被拆成多笔结算。", en: "High: one person's day is split into many settlements."),
            transform: .log1p, minimumRows: 10
        ),
        .rate(
            "frequent_patient_share", LocalizedText(zh: "高频就诊人员占比", en: "Share of frequent patients"),
            meaning: LocalizedText(
                zh: "偏高：较多参保人在一个月内多日到该机构就诊，可能存在集中持卡或诱导就诊。",
                en: "High: many persons come on many days of one month, as when cards are held or visits induced."),
            minimumRows: 10
        ),
        FeatureDefinition(
            "fund_total", LocalizedText(zh: "基金支付总额", en: "Fund payments"), unit: .yuan,
            meaning: LocalizedText(zh: "偏高：基金支出远大于同类机构。", en: "High: far more fund money than comparable facilities."),
            requires: [.fund], transform: .log1p
        ),
        FeatureDefinition(
            "fund_per_visit_day", LocalizedText(zh: "次均基金支付", en: "Fund payment per visit-day"), unit: .yuan,
            meaning: LocalizedText(
                zh: "偏高：每人天基金支付高于同类机构，可能存在过度诊疗或虚增费用。",
                en: "High: each visit-day costs the funds more than at peers, as with excessive or invented services."),
            requires: [.fund], transform: .log1p, minimumRows: 10
        ),
        FeatureDefinition(
            "fee_per_visit_day", LocalizedText(zh: "次均总费用", en: "Fee per visit-day"), unit: .yuan,
            meaning: LocalizedText(
                zh: "偏高：每人天总费用高于同类机构；偏低：可能为小额空刷。",
                en: "High: dearer than peers; low: perhaps small charges without service."),
            direction: .both, requires: ["medfee_sumamt"], transform: .log1p, minimumRows: 10
        ),
        FeatureDefinition(
            "fund_per_person", LocalizedText(zh: "人均基金支付", en: "Fund payment per person"), unit: .yuan,
            meaning: LocalizedText(
                zh: "偏高：同一批人消耗的基金远高于同类机构。", en: "High: the same persons cost the funds far more than at peers."),
            requires: [.fund], transform: .log1p, minimumRows: 10
        ),
    ]
}
