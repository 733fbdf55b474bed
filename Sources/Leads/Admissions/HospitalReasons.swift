import Claims
import Features
import Statistics

/// What is told of a hospital's stays as a whole, and which innocent explanations were looked at.
enum HospitalReasons {
    static func occupancy(
        _ house: FacilityCensus.House, of days: Int, crowding: Double, beds: Int32, peers: [Double], contribution: Double
    ) -> [CandidateReason] {
        let day = CalendarDay.text(house.fullestDay)
        return [
            .init(
                feature: "occupancy",
                title: .init(
                    zh: "在院人数与核定床位之比（日均；超过核定床位\(house.daysOver)天）",
                    en: "patients over approved beds, daily mean; over 1 on \(house.daysOver) days"),
                unit: .init(zh: "比值", en: "ratio"), value: house.meanOccupancy, peerMedian: median(peers), peerP99: quantile(peers, 0.99),
                contribution: contribution),
            .init(
                feature: "crowded_days",
                title: .init(zh: "在院人数达核定床位\(crowding)倍以上的天数（共\(days)天）", en: "days with at least \(crowding) patients a bed, of \(days)"),
                unit: .init(zh: "天", en: "days"), value: Double(house.daysCrowded), peerMedian: nil, peerP99: nil, contribution: 0),
            .init(
                feature: "fullest_day",
                title: .init(
                    zh: "最满一日（\(day)）的在院人数，核定床位\(beds)张", en: "patients on the fullest day (\(day)), in \(beds) approved beds"),
                unit: .init(zh: "人", en: "persons"), value: Double(house.mostPatients), peerMedian: nil, peerP99: nil, contribution: 0),
        ]
    }

    static func twins(_ share: Double, _ law: PeerRates.Law, contribution: Double) -> CandidateReason {
        .init(
            feature: "twin_bill_share",
            title: .init(
                zh: "与本机构同病种他人住院明细几乎相同、他院却无雷同的占比",
                en: "share of stays whose bill is nearly another person's of the same category here, and nobody's elsewhere"),
            unit: unit, value: share, peerMedian: law.median, peerP99: law.p99, contribution: contribution)
    }

    static func copies(_ excess: FacilityExcess, of facility: Int, contribution: Double) -> CandidateReason {
        .init(
            feature: "copied_bill_share",
            title: .init(
                zh: "明细逐项逐分与本机构同病种他人住院完全相同的占比（按诊断类别应有\(percent(excess.expectedShare(of: facility)))）",
                en: """
                    share of stays whose bill is another person's of the same category here, item by item and to the fen; by categories of \
                    diagnosis \(percent(excess.expectedShare(of: facility))) would be usual
                    """),
            unit: unit, value: excess.share(of: facility), peerMedian: excess.usual.median, peerP99: excess.usual.p99, contribution: contribution)
    }

    static func holidays(_ excess: FacilityExcess, of facility: Int, contribution: Double) -> CandidateReason {
        .init(
            feature: "holiday_share",
            title: .init(
                zh: "法定节假日入院的占比（按诊断类别应有\(percent(excess.expectedShare(of: facility)))）",
                en: "share of stays that began on a public holiday; by categories of diagnosis \(percent(excess.expectedShare(of: facility))) would be usual"),
            unit: unit, value: excess.share(of: facility), peerMedian: excess.usual.median, peerP99: excess.usual.p99, contribution: contribution)
    }

    static func growth(_ share: Double, _ law: PeerRates.Law) -> CandidateReason {
        .init(
            feature: "later_half_share",
            title: .init(zh: "后半期住院人次占比（增长）", en: "share of its stays in the later half of the period (growth)"),
            unit: unit, value: share, peerMedian: law.median, peerP99: law.p99, contribution: 0)
    }

    private static let unit = LocalizedText(zh: "占比", en: "share")

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10)%" }

    static let bedChecks: [(explanation: LocalizedText, result: LocalizedText)] = [
        (
            .init(zh: "加床、短期满员", en: "extra beds; a house that is full for a while"),
            .init(zh: "单独成线索的须长期远超核定床位，并与同类机构比较", en: "by itself a lead only where far beyond the beds for long, and beyond peers")),
        (
            .init(zh: "核定床位过时、多院区", en: "approved beds out of date; several sites"),
            .init(zh: "数据中无法核对，请查执业许可证", en: "cannot be told here; hold the number against the licence")),
        (
            .init(zh: "日间病房、新生儿与母亲同床", en: "day wards; newborns with their mothers"),
            .init(zh: "未计入在院人数", en: "not counted as patients in bed")),
    ]

    static let holidayCheck: (explanation: LocalizedText, result: LocalizedText) = (
        .init(zh: "节假日值班、急诊收治", en: "the house on duty over the holidays, emergencies"),
        .init(zh: "与全部机构同诊断类别的住院比较；是否节日值班机构请核实", en: "compared with stays of the same categories everywhere; ask whether it was on duty"))

    static let checks: [(explanation: LocalizedText, result: LocalizedText)] = [
        (
            .init(zh: "临床路径、单病种标准化收费", en: "clinical pathways and package prices"),
            .init(
                zh: "他院同病种也有雷同明细的不计；与其他机构的雷同比例比较；项目过少的住院不比较",
                en: "bills that have their like at other facilities do not count; compared with the share at others; bills of few items were left out")),
        (
            .init(zh: "体检式住院", en: "stays for a check-up"),
            .init(zh: "以检查为主的账单另有场景，未比较", en: "bills that are mostly examinations are asked about elsewhere, and were not compared")),
        (.init(zh: "精神、康复、长期照护机构", en: "psychiatric, rehabilitation and nursing houses"), .init(zh: "未计入", en: "left out")),
    ]
}
