import Claims

/// 时间区间: within what a rule counts.
public enum RuleWindow: String, Codable, Sendable, CaseIterable {
    /// 当次结算, 当次门诊, 当次住院, 自然日, 自然月, 自然季度, 自然年.
    case settlement, visit, stay, day, month, quarter, year

    public var title: RuleText {
        switch self {
        case .settlement: .init(zh: "当次结算", en: "one settlement")
        case .visit: .init(zh: "当次门诊", en: "one visit")
        case .stay: .init(zh: "当次住院", en: "one stay")
        case .day: .init(zh: "自然日", en: "a calendar day")
        case .month: .init(zh: "自然月", en: "a calendar month")
        case .quarter: .init(zh: "自然季度", en: "a calendar quarter")
        case .year: .init(zh: "自然年", en: "a calendar year")
        }
    }

    /// What lines of one window have in common beside person and facility; nil for a line outside any.
    private func key(of line: Int32, in context: RuleContext) -> (Int32, Int32)? {
        let row = context.settlement(line)
        switch self {
        case .settlement: return (Int32(row), 0)
        case .visit:
            guard context.stayOfRow[row] < 0 else { return nil }
            let visit = context.store.visits == nil ? -1 : context.store.settlements.visit[row]
            // Several settlements of one visit to a facility are made on one day.
            return visit >= 0 ? (0, visit) : (1, context.day(line))
        case .stay: return context.stayOfRow[row] >= 0 ? (context.stayOfRow[row], 0) : nil
        case .day: return (context.day(line), 0)
        case .month, .quarter, .year:
            let (year, month, _) = CalendarDay.civil(context.day(line))
            return (Int32(year), self == .month ? Int32(month) : self == .quarter ? Int32((month - 1) / 3) : 0)
        }
    }

    /// Lines by person, facility and window.
    func groups(_ lines: [Int32], in context: RuleContext) -> [[Int32]] {
        NetLines.groups(lines, in: context) { line in
            key(of: line, in: context).map { LineKey(context.person(line), context.facility(line), $0.0, $0.1) }
        }
    }
}
