import Claims

/// Rules over a store: the fee lines are read once, whatever the number of rules.
public enum RuleScan {
    /// The hits of all rules, in the order of the rules, then of person, facility and window.
    /// - Complexity: O(lines + lines of the rules' items).
    public static func hits(of rules: [any Rule], in context: RuleContext) -> [RuleHit] {
        let table = context.lines.items
        // Rules of each item, side by side.
        var rulesOfItem = [[Int32]](repeating: [], count: table.count)
        for (index, rule) in rules.enumerated() {
            let selected = rule.items.selected(in: table)
            for item in 0..<table.count where selected[item] { rulesOfItem[item].append(Int32(index)) }
        }
        let isWanted = rulesOfItem.map { !$0.isEmpty }
        var linesOfRule = [[Int32]](repeating: [], count: rules.count)
        for line in 0..<context.lines.count {
            let item = context.lines.item[line]
            guard item >= 0, isWanted[Int(item)] else { continue }
            for rule in rulesOfItem[Int(item)] { linesOfRule[Int(rule)].append(Int32(line)) }
        }
        return rules.indices.flatMap { rules[$0].hits(in: context, lines: linesOfRule[$0]) }
    }
}
