import RealModule
import Statistics

/// What a ward charges over a stay, day by day.
extension Prescriber {
    /// A stay that is really treated: beds and nursing by the day, the routine tests, what the diagnosis asks for, and the operation.
    func stay(
        for profile: StayProfile, days: Int, person: Int, at facility: Int, habits: WardHabits, operates: Bool, random: inout RandomStream
    ) -> Basket {
        var basket = Basket()
        let isChild = town.persons[person].age(on: town.calendar.days.lowerBound) < 14
        let countsBothEnds = town.facilities[facility].region == town.bothEndsRegion
        wardDays(0..<(countsBothEnds ? days + 1 : days), nursing: profile.grade == 3 ? 0 : operates ? 0 : profile.grade == 2 ? 1 : random.integer(1...2), at: facility, into: &basket)
        for order in StayProfile.routine where !isChild || order.group == .laboratory {
            carry(out: order, scale: habits.examinations, days: days, at: facility, into: &basket, random: &random)
        }
        var isTreated = false
        for order in profile.orders {
            let isExamination = Self.examinationGroups.contains(order.group)
            let isCarriedOut = carry(
                out: order, scale: isExamination ? habits.examinations : habits.drugs, days: days, at: facility, into: &basket, random: &random
            )
            isTreated = isTreated || isCarriedOut && order.isTreatment
        }
        // Nobody is kept in a ward day after day with nothing done: what is done for most is done where chance left everything out.
        if !isTreated, !operates, let usual = profile.orders.filter(\.isTreatment).max(by: { $0.chance < $1.chance }) {
            give(usual, days: days, at: facility, into: &basket, random: &random)
        }
        // Whatever else the patient has: hypertension, diabetes, an old heart.
        if let condition = town.persons[person].condition {
            put(.drugs(for: condition), number: person, at: facility, on: 0, into: &basket)
            put(.drugs(for: condition), number: person + 2, at: facility, on: days - 1, into: &basket)
        }
        if operates {
            let day = min(days - 1, random.integer(0...2))
            for order in profile.surgery { put(order.group, number: order.number, at: facility, on: day, into: &basket) }
        }
        // Something that has nothing to do with it, as doctors do.
        for _ in 0..<random.poisson(mean: 0.8 * habits.examinations) {
            put(random.chance(0.7) ? .laboratory : .imaging, number: random.integer(0...14), at: facility, on: random.integer(0...max(0, days - 1)), into: &basket)
        }
        return basket
    }

    private static let examinationGroups: Set<ItemGroup> = [
        .laboratory, .wardLaboratory, .imaging, .wardImaging, .femaleExamination, .maleExamination,
    ]

    /// Bed, nursing and round for each of these days.
    func wardDays(_ days: Range<Int>, nursing: Int, at facility: Int, into basket: inout Basket) {
        let kind = town.facilities[facility].kind
        let isPrimary = kind == .communityCentre
        for day in days {
            put(.bed, number: isPrimary ? 2 : facility % 2, at: facility, on: day, into: &basket)
            put(.nursing, number: nursing, at: facility, on: day, into: &basket)
            put(.wardRound, number: kind == .tertiaryHospital ? 1 : 0, at: facility, on: day, into: &basket)
        }
    }

    /// Charges one order over the days of a stay.
    ///
    /// - Parameter scale: Multiplies the chance that it is ordered at all.
    /// - Returns: Whether it was ordered.
    @discardableResult
    func carry(
        out order: StayProfile.Order, scale: Double, days: Int, at facility: Int, into basket: inout Basket, random: inout RandomStream
    ) -> Bool {
        // At an odd scale the rare orders move most, the certain ones stay nearly certain.
        guard random.chance(1 - Double.pow(1 - order.chance, scale)) else { return false }
        give(order, days: days, at: facility, into: &basket, random: &random)
        return true
    }

    private func give(_ order: StayProfile.Order, days: Int, at facility: Int, into basket: inout Basket, random: inout RandomStream) {
        let last = max(0, days - 1)
        switch order.rhythm {
        case .once: put(order.group, number: order.number, at: facility, on: min(last, random.integer(0...1)), into: &basket)
        case .daily:
            // Injections are given twice or three times a day.
            let isInjection = order.group == .infusion || order.group == .wardInfusion
            let doses = isInjection ? 2 + order.number % 2 : 1
            for day in 0..<max(1, days) { put(order.group, number: order.number, count: doses, at: facility, on: day, into: &basket) }
        case .everyFourDays:
            for day in stride(from: 0, through: last, by: 4) { put(order.group, number: order.number, at: facility, on: day, into: &basket) }
        case .hourly:
            for day in 0...min(last, 2) { put(order.group, number: order.number, count: random.integer(8...20), at: facility, on: day, into: &basket) }
        }
    }

    /// The examinations of the complaints that only one sex has.
    func examineSex(of person: Int, for diagnosis: Diagnosis, at facility: Int, into basket: inout Basket, random: inout RandomStream) {
        let sex = town.persons[person].sex
        switch diagnosis.entry.code.prefix(3) {
        case "N76" where sex == 2:
            put(.femaleExamination, number: random.integer(0...2), at: facility, into: &basket)
            if random.chance(0.3) { put(.femaleExamination, number: 4, at: facility, into: &basket) }
        case "N40" where sex == 1:
            put(.maleExamination, number: 0, at: facility, into: &basket)
            if random.chance(0.6) { put(.maleExamination, number: 3, at: facility, into: &basket) }
        default: break
        }
    }
}
