import Statistics

/// The disorder of every real extract: refunds and charging again, rows that are not valid, duplicates, times without a date.
struct BookkeepingNoise {
    var refundShare = 0.053
    var rechargeShare = 0.4
    var invalidShare = 0.005
    var duplicateShare = 0.003
    var datelessShare = 0.002

    func disturb(_ book: inout ClaimBook, random: inout RandomStream) {
        let firstMoment = book.town.calendar.days.lowerBound * CivilCalendar.secondsPerDay
        let lastMoment = book.town.calendar.days.upperBound * CivilCalendar.secondsPerDay - 1
        for index in book.settlements.indices {
            let time = book.settlements[index].time
            guard !book.settlements[index].isUndisturbed else { continue }
            if random.chance(refundShare) {
                // Most are noticed at the counter, the rest within days.
                let delay = random.chance(0.7) ? random.integer(120...3_600) : random.integer(3_600...432_000)
                if time + delay <= lastMoment {
                    book.refund(index, at: time + delay)
                    let again = time + delay + random.integer(60...900)
                    if random.chance(rechargeShare), again <= lastMoment { book.recharge(index, at: again) }
                }
            }
            if random.chance(invalidShare) { book.addInvalidCopy(of: index, at: max(firstMoment, time - random.integer(5...90))) }
            if random.chance(duplicateShare) { book.duplicate(index) }
            if random.chance(datelessShare) { book.dropDate(index) }
        }
    }
}
