import Claims

/// When it is settled: at night, outside working hours, on weekends and holidays.
///
/// Rows without a time of day take no part in what needs one. The holiday ratio is the number of settlements on a
/// holiday against that on another day, half a settlement added to both sides so that it stays finite.
public struct SettlementHours: FeatureExtractor {
    public struct Summary: FeatureSummary {
        var timed = 0
        var night = 0
        var offHours = 0
        var days = 0
        var weekend = 0
        var holiday = 0

        public init() {}

        public mutating func merge(_ other: Summary) {
            timed += other.timed
            night += other.night
            offHours += other.offHours
            days += other.days
            weekend += other.weekend
            holiday += other.holiday
        }

        public mutating func reset() { self = Summary() }
    }

    public let definitions: [FeatureDefinition]
    private let kind: SubjectKind

    public init(_ subject: SubjectKind) {
        kind = subject
        let night = FeatureDefinition.rate(
            "night_share", LocalizedText(zh: "夜间结算占比", en: "Night share"),
            meaning: LocalizedText(
                zh: "偏高：凌晨结算异常集中，可能为无人就诊时批量刷卡。",
                en: "High: settlements in the small hours, as when cards are run while nobody is being treated."),
            requires: ["setl_time"], minimumRows: subject == .facility ? 20 : 3
        )
        let weekend = FeatureDefinition.rate(
            "weekend_share", LocalizedText(zh: "周末结算占比", en: "Weekend share"),
            meaning: LocalizedText(
                zh: "偏高：周末（不含调休上班日）结算异常集中。",
                en: "High: settlements gather on Saturdays and Sundays, those made working days left out."),
            minimumRows: subject == .facility ? 20 : 3
        )
        definitions = switch subject {
        case .patient: [night, weekend]
        case .facility: [
            night, weekend,
            .rate(
                "off_hours_share", LocalizedText(zh: "非工作时段结算占比", en: "Off-hours share"),
                meaning: LocalizedText(
                    zh: "偏高：大量结算发生在营业时段之外。", en: "High: many settlements fall outside working hours."),
                requires: ["setl_time"], minimumRows: 20
            ),
            FeatureDefinition(
                "holiday_ratio", LocalizedText(zh: "节假日日均结算比", en: "Holiday to other days"), unit: .ratio,
                meaning: LocalizedText(
                    zh: "偏高：法定节假日日均结算不降反升。",
                    en: "High: public holidays are as busy as other days, or busier."),
                transform: .log1p, minimumRows: 30
            ),
        ]
        }
    }

    public func gather(_ rows: ArraySlice<Int32>, in context: FeatureContext, into summary: inout Summary) {
        let nightEnd = Int32(context.parameters.nightEndHour * 3600)
        let workStart = Int32(context.parameters.workingStartHour * 3600)
        let workEnd = Int32(context.parameters.workingEndHour * 3600)
        for index in rows {
            let row = Int(index)
            let second = context.settlements.second[row]
            if second >= 0 {
                summary.timed += 1
                if second < nightEnd { summary.night += 1 }
                if second < workStart || second >= workEnd { summary.offHours += 1 }
            }
            guard context.hasDay(row) else { continue }
            summary.days += 1
            if context.isWeekend[context.dayIndex(row)] { summary.weekend += 1 }
            if context.isHoliday[context.dayIndex(row)] { summary.holiday += 1 }
        }
    }

    public func values(
        of summary: inout Summary, subject: Int, in context: FeatureContext, into values: inout FeatureValues
    ) {
        values.append(rate: summary.night, of: summary.timed)
        values.append(rate: summary.weekend, of: summary.days)
        guard kind == .facility else { return }
        values.append(rate: summary.offHours, of: summary.timed)
        let otherDays = context.dayCount - context.holidayCount
        guard summary.days > 0, context.holidayCount > 0, otherDays > 0 else { return values.append(.nan) }
        let onHolidays = (Double(summary.holiday) + 0.5) / Double(context.holidayCount)
        let onOthers = (Double(summary.days - summary.holiday) + 0.5) / Double(otherDays)
        values.append(onHolidays / onOthers)
    }
}
