import Claims

/// A row of a pack at work.
public struct ShapedRule: Rule {
    public let row: RuleRow
    private let care: Set<CareClass>

    public init(_ row: RuleRow) {
        self.row = row
        care = Set(row.care.compactMap { CareClass(name: $0) })
    }

    public var id: String { row.id }
    public var title: RuleText { row.title }
    public var article: RuleText { row.article }
    public var items: ItemSelection { ItemSelection(row.items.codes + row.withItems.codes) }

    public func hits(in context: RuleContext, lines: [Int32]) -> [RuleHit] {
        let admitted = care.isEmpty ? lines : lines.filter { care.contains(context.store.settlements.careClass[context.settlement($0)]) }
        guard !admitted.isEmpty else { return [] }
        return switch row.shape {
        case .itemSex: sexHits(context, admitted)
        case .itemAge: ageHits(context, admitted)
        case .itemPair: pairHits(context, admitted)
        case .frequency: frequencyHits(context, admitted)
        case .price: priceHits(context, admitted)
        case .overlap: overlapHits(context, admitted)
        }
    }

    private func hit(_ context: RuleContext, _ lines: [RuleLine], measured: Double = .nan, allowed: Double = .nan) -> RuleHit {
        let days = lines.map { context.day($0.line) }
        return RuleHit(
            rule: id, person: context.person(lines[0].line), facility: context.facility(lines[0].line), firstDay: days.min() ?? 0,
            lastDay: days.max() ?? 0, lines: lines.sorted { $0.line < $1.line }, measured: measured, allowed: allowed)
    }

    /// What is left of the lines after returns, for each group of the window and each of its items.
    private func remaining(_ context: RuleContext, _ group: [Int32]) -> [(line: Int32, quantity: Double, fen: Int64)] {
        NetLines.groups(group, in: context) { LineKey(context.lines.item[Int($0)]) }.flatMap { NetLines.remaining($0, in: context) }
    }

    /// Persons of the other sex. An unknown sex conflicts with nothing.
    private func sexHits(_ context: RuleContext, _ lines: [Int32]) -> [RuleHit] {
        let allowed = row.value("allowed_sex") ?? 0
        let conflicting = lines.filter { line in
            let sex = context.store.persons.sex[Int(context.person(line))]
            return sex != 0 && Double(sex) != allowed
        }
        return row.window.groups(conflicting, in: context).compactMap { group in
            let left = remaining(context, group)
            return left.isEmpty ? nil : hit(context, left.map { RuleLine(line: $0.line, fen: $0.fen) })
        }
    }

    /// Persons outside the ages on the day of service. An unknown birth date conflicts with nothing.
    private func ageHits(_ context: RuleContext, _ lines: [Int32]) -> [RuleHit] {
        let ages = (row.value("minimum_age") ?? 0)...(row.value("maximum_age") ?? .infinity)
        func age(_ line: Int32) -> Double? {
            let born = context.store.persons.birthDay[Int(context.person(line))]
            return born == CalendarDay.missing ? nil : Double(CalendarDay.age(born: born, on: context.day(line)))
        }
        let conflicting = lines.filter { age($0).map { !ages.contains($0) } ?? false }
        return row.window.groups(conflicting, in: context).compactMap { group in
            let left = remaining(context, group)
            guard let first = left.first, let measured = age(first.line) else { return nil }
            let allowed = measured < ages.lowerBound ? ages.lowerBound : ages.upperBound
            return hit(context, left.map { RuleLine(line: $0.line, fen: $0.fen) }, measured: measured, allowed: allowed)
        }
    }

    /// Windows in which both were charged; what is contained is at risk, what contains it is shown.
    private func pairHits(_ context: RuleContext, _ lines: [Int32]) -> [RuleHit] {
        let whole = row.items.selected(in: context.lines.items)
        let part = row.withItems.selected(in: context.lines.items)
        return row.window.groups(lines, in: context).compactMap { group in
            let left = remaining(context, group)
            let wholes = left.filter { whole[Int(context.lines.item[Int($0.line)])] }
            let parts = left.filter { part[Int(context.lines.item[Int($0.line)])] && !whole[Int(context.lines.item[Int($0.line)])] }
            guard !wholes.isEmpty, !parts.isEmpty else { return nil }
            return hit(
                context, wholes.map { RuleLine(line: $0.line, fen: 0) } + parts.map { RuleLine(line: $0.line, fen: $0.fen) },
                measured: Double(parts.count), allowed: 0)
        }
    }

    /// More than the limit in the window. The money is what is in scope times the share beyond the limit,
    /// Σinscp · (Σcnt − N) / Σcnt, laid on the latest lines, which are those beyond.
    private func frequencyHits(_ context: RuleContext, _ lines: [Int32]) -> [RuleHit] {
        let limit = row.value("limit") ?? .infinity
        return row.window.groups(lines, in: context).compactMap { group in
            let left = remaining(context, group).sorted { ($0.line) < ($1.line) }
            let count = left.reduce(0) { $0 + $1.quantity }
            guard count > limit + 1e-6 else { return nil }
            let total = left.reduce(0) { $0 + $1.fen }
            let excess = Int64((Double(total) * (count - limit) / count).rounded())
            return hit(context, Self.laid(excess, on: left.map { ($0.line, $0.fen) }, context), measured: count, allowed: limit)
        }
    }

    /// Lines dearer a unit than the ceiling; the money is the difference, at most what is in scope.
    private func priceHits(_ context: RuleContext, _ lines: [Int32]) -> [RuleHit] {
        let ceiling = (row.value("ceiling") ?? .infinity) * 100
        return row.window.groups(lines, in: context).compactMap { group in
            let dear = remaining(context, group).compactMap { entry -> (line: RuleLine, unit: Double)? in
                let amount = context.lines.amount[Int(entry.line)]
                let quantity = context.quantity(entry.line)
                guard amount != Fen.missing, quantity > 0 else { return nil }
                let unit = Double(amount) / quantity
                // A total is rounded to the fen, so a unit price is known to one fen a unit of the quantity.
                guard unit > ceiling + 1 / quantity else { return nil }
                let beyond = Int64(((unit - ceiling) * entry.quantity).rounded())
                return (RuleLine(line: entry.line, fen: min(beyond, entry.fen)), unit)
            }
            guard let dearest = dear.map(\.unit).max() else { return nil }
            return hit(context, dear.map(\.line), measured: dearest / 100, allowed: ceiling / 100)
        }
    }

    /// Lines on a day on which the person lay at another facility: not the days of admission and discharge, on which both can be.
    private func overlapHits(_ context: RuleContext, _ lines: [Int32]) -> [RuleHit] {
        let stays = context.store.stays
        let impossible = lines.filter { line in
            let day = context.day(line)
            let own = context.stayOfRow[context.settlement(line)]
            return stays.byPerson[Int(context.person(line))].contains { stay in
                stay != own && stays.facility[Int(stay)] != context.facility(line)
                    && stays.beginDay[Int(stay)] != CalendarDay.missing && stays.endDay[Int(stay)] != CalendarDay.missing
                    && stays.beginDay[Int(stay)] < day && day < stays.endDay[Int(stay)]
            }
        }
        return row.window.groups(impossible, in: context).compactMap { group in
            let left = remaining(context, group)
            return left.isEmpty ? nil : hit(context, left.map { RuleLine(line: $0.line, fen: $0.fen) })
        }
    }

    /// An amount on the latest of the lines, each with at most its own; the others with nothing.
    public static func laid(_ amount: Int64, on lines: [(line: Int32, fen: Int64)], _ context: RuleContext) -> [RuleLine] {
        let latestFirst = lines.sorted { NetLines.moment($0.line, in: context) > NetLines.moment($1.line, in: context) }
        var left = amount
        return latestFirst.map { entry in
            let share = max(0, min(left, entry.fen))
            left -= share
            return RuleLine(line: entry.line, fen: share)
        }.sorted { $0.line < $1.line }
    }
}
