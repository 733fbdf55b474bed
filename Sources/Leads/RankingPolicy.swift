import Claims
import Features

/// How leads of all scenarios come into one list: `Models/ranking.yaml`.
public struct RankingPolicy: Codable, Sendable {
    public var format: Int
    public var thresholds: ThresholdTable
    public var notice: LocalizedText

    enum CodingKeys: String, CodingKey, CaseIterable { case format, thresholds, notice }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(knowing: CodingKeys.self)
        format = try values.decode(Int.self, forKey: .format)
        thresholds = try values.decode(ThresholdTable.self, forKey: .thresholds)
        notice = try values.decode(LocalizedText.self, forKey: .notice)
    }

    /// The printed grid: how strong the evidence is, against how much money is at risk. Only an objective contradiction or
    /// two independent models can reach the highest level.
    package func riskLevel(
        isContradiction: Bool, models: Int, amountFen: Int64
    ) throws(ClaimsError) -> (level: Lead.RiskLevel, basis: LocalizedText) {
        let yuan = Fen.yuan(amountFen)
        let high = try thresholds.value("amount_high_yuan")
        let medium = try thresholds.value("amount_medium_yuan")
        let money = yuan >= high ? 2 : yuan >= medium ? 1 : 0
        let moneyText = [
            LocalizedText(zh: "金额低", en: "low amount"), .init(zh: "金额中", en: "medium amount"), .init(zh: "金额高", en: "high amount"),
        ][money]
        let isStrong = isContradiction || models >= 2
        let strength = isContradiction
            ? LocalizedText(zh: "客观矛盾", en: "objective contradiction")
            : models >= 2 ? LocalizedText(zh: "两个独立模型", en: "two independent models") : LocalizedText(zh: "单一模型", en: "one model")
        let level: Lead.RiskLevel = switch (isStrong, money) {
        case (true, 0): .medium
        case (true, _): .high
        case (false, 0): .low
        case (false, _): .medium
        }
        return (level, .init(zh: "\(strength.zh) × \(moneyText.zh)", en: "\(strength.en) × \(moneyText.en)"))
    }
}
