import Claims

/// Who pays: the funds, the personal account alone, or the person hardly anything.
public struct PaymentShares: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var accountOnly = 0
        var accountKnown = 0
        var nearZero = 0
        var personalKnown = 0
        /// Over the rows in which fund and fee are both known.
        var fund = KnownAmount()
        var fee = KnownAmount()

        public init() {}

        public mutating func merge(_ other: Summary) {
            accountOnly += other.accountOnly
            accountKnown += other.accountKnown
            nearZero += other.nearZero
            personalKnown += other.personalKnown
            fund.merge(other.fund)
            fee.merge(other.fee)
        }

        public mutating func reset() { self = Summary() }
    }

    public let definitions: [FeatureDefinition]

    public init(_ subject: SubjectKind) {
        let accountOnly = switch subject {
        case .facility: LocalizedText(
            zh: "偏高：大量结算只用个人账户而无基金支付，可能为空刷套现。",
            en: "High: many settlements draw on the personal account alone, as when accounts are turned into cash.")
        case .patient: LocalizedText(
            zh: "偏高：该人结算多只用个人账户，可能为个人账户套现。",
            en: "High: the person settles on the personal account alone, as when it is turned into cash.")
        }
        definitions = [
            .rate(
                "account_only_share", LocalizedText(zh: "仅个人账户支付占比", en: "Share paid by the personal account alone"),
                meaning: accountOnly, requires: ["acct_pay", .fund], minimumRows: subject == .facility ? 10 : 1
            ),
            .rate(
                "near_zero_personal_share", LocalizedText(zh: "个人自付近零占比", en: "Share with next to no personal payment"),
                meaning: LocalizedText(
                    zh: "偏高：基金支付而个人几乎不负担，可能减免自付诱导就医。",
                    en: "High: the funds pay and the person hardly does, as when co-payments are waived to draw patients."),
                requires: ["psn_pay", "medfee_sumamt", .fund], minimumRows: subject == .facility ? 10 : 1
            ),
            FeatureDefinition(
                "fund_share", LocalizedText(zh: "基金支付比例", en: "Fund share of the fee"), unit: .share, range: 0...1,
                meaning: LocalizedText(
                    zh: "偏高：费用几乎全由基金承担；偏低：多为账户或现金支付。",
                    en: "High: the funds bear nearly the whole fee; low: account or cash pays most."),
                direction: .both, requires: [.fund, "medfee_sumamt"], minimumRows: subject == .facility ? 10 : 1
            ),
        ]
    }

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        for index in rows {
            let row = Int(index)
            let fund = context.settlements.fundPaid(row)
            guard fund != Fen.missing else { continue }
            let account = context.settlements.account[row]
            if account != Fen.missing {
                summary.accountKnown += 1
                if account > 0, fund == 0 { summary.accountOnly += 1 }
            }
            let fee = context.settlements.totalFee[row]
            guard fee != Fen.missing else { continue }
            summary.fund.add(fund)
            summary.fee.add(fee)
            let personal = context.settlements.personal[row]
            guard personal != Fen.missing, fee > 0 else { continue }
            summary.personalKnown += 1
            if fund > 0, Double(personal) <= Double(fee) * context.parameters.nearZeroShare { summary.nearZero += 1 }
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        values.append(rate: summary.accountOnly, of: summary.accountKnown)
        values.append(rate: summary.nearZero, of: summary.personalKnown)
        let share = Double(summary.fund.fen) / Double(summary.fee.fen)
        values.append(summary.fee.fen > 0 ? min(1, max(0, share)) : .nan)
    }
}
