import Claims
import Features

/// Which settlements bear out an unusual feature: those that make it unusual where they can be told, else all.
package enum EvidenceRows {
    /// The rows behind the first of the features that can name its rows, ascending; the whole slice when none can.
    package static func rows(of slice: ArraySlice<Int32>, features: [String], in context: ScreeningContext) -> [Int32] {
        for feature in features {
            guard let isBehind = selector(feature, slice: slice, context: context) else { continue }
            let rows = slice.filter { isBehind(Int($0)) }
            if !rows.isEmpty { return Array(rows) }
        }
        return Array(slice)
    }

    private static func selector(
        _ feature: String, slice: ArraySlice<Int32>, context: ScreeningContext
    ) -> ((Int) -> Bool)? {
        let columns = context.store.settlements
        let parameters = context.features.parameters
        switch feature {
        case "night_share":
            return { columns.second[$0] >= 0 && Int(columns.second[$0]) < parameters.nightEndHour * 3600 }
        case "off_hours_share":
            return { row in
                let hour = Int(columns.second[row]) / 3600
                return columns.second[row] >= 0 && (hour < parameters.workingStartHour || hour >= parameters.workingEndHour)
            }
        case "weekend_share":
            return { context.store.calendar.isWeekend(columns.day[$0]) }
        case "account_only_share":
            return { Fen.orZero(columns.account[$0]) > 0 && Fen.orZero(columns.fundPaid($0)) == 0 }
        case "same_amount_share", "daily_same_amount_share":
            guard let amount = commonestAmount(slice, columns) else { return nil }
            return { columns.totalFee[$0] == amount }
        case "physical_card_share":
            return { columns.certificateType[$0] == 2 || columns.certificateType[$0] == 3 }
        case "short_stay_share", "readmission_share", "inpatient_share", "admissions", "admission_facilities", "mean_stay_days":
            return { columns.careClass[$0] == .inpatient }
        case "chronic_share":
            return { columns.careClass[$0] == .chronic }
        case "pharmacies", "pharmacy_visit_share", "pharmacy_share":
            return { columns.careClass[$0] == .pharmacy }
        case "hour_burst_max", "max_cards_in_5_minutes":
            guard let hour = busiestHour(slice, columns) else { return nil }
            return { columns.day[$0] == hour.day && columns.second[$0] / 3600 == hour.hour }
        default:
            return nil
        }
    }

    private static func commonestAmount(_ slice: ArraySlice<Int32>, _ columns: SettlementColumns) -> Int64? {
        let amounts = slice.map { columns.totalFee[Int($0)] }.filter { $0 > 0 }.sorted()
        var best: (amount: Int64, count: Int)?
        var run = 0
        for index in amounts.indices {
            run = index > 0 && amounts[index] == amounts[index - 1] ? run + 1 : 1
            if run > best?.count ?? 0 { best = (amounts[index], run) }
        }
        return best?.amount
    }

    private static func busiestHour(_ slice: ArraySlice<Int32>, _ columns: SettlementColumns) -> (day: Int32, hour: Int32)? {
        var best: (day: Int32, hour: Int32, count: Int)?
        var current: (day: Int32, hour: Int32, count: Int)?
        for row in slice where columns.second[Int(row)] >= 0 {
            let day = columns.day[Int(row)]
            let hour = columns.second[Int(row)] / 3600
            current = current.flatMap { $0.day == day && $0.hour == hour ? (day, hour, $0.count + 1) : nil } ?? (day, hour, 1)
            if let current, current.count > best?.count ?? 0 { best = current }
        }
        return best.map { ($0.day, $0.hour) }
    }
}
