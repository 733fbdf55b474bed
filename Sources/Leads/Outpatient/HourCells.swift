import Claims
import Statistics

/// Persons at one facility in one clock hour, held against the hours around it and the facility's own habits.
///
/// The habit of a weekday and hour is the mean of the facility's other such hours, pulled toward its mean at that hour of
/// any day, and raised on a day that is busier in its other hours. With the weight of `priorCells` cells it is joined with
/// the hour before and after and the same hour of the day before and after: the posterior mean of a gamma-Poisson model,
/// whose predictive law is negative binomial. The dispersion between hours that this leaves is read off all hours of all
/// facilities (`PairClustering`) and added.
package struct HourCells {
    package struct Parameters: Sendable {
        package var minimumPersons: Int
        package var log10Alpha: Double
        package var minimumRatio: Double
        package var priorCells: Double
        /// Cells that the mean of any day weighs against the mean of a weekday.
        package var weekdayShrinkage: Double
        /// Persons added to both sides of a day's traffic before they are compared.
        package var dayShrinkage: Double
        package var dispersionTrim: Double
        package var minimumDays: Int

        package init(
            minimumPersons: Int, log10Alpha: Double, minimumRatio: Double, priorCells: Double, weekdayShrinkage: Double, dayShrinkage: Double,
            dispersionTrim: Double, minimumDays: Int
        ) {
            self.minimumPersons = minimumPersons
            self.log10Alpha = log10Alpha
            self.minimumRatio = minimumRatio
            self.priorCells = priorCells
            self.weekdayShrinkage = weekdayShrinkage
            self.dayShrinkage = dayShrinkage
            self.dispersionTrim = dispersionTrim
            self.minimumDays = minimumDays
        }
    }

    package struct Cell: Sendable {
        package let facility: Int32
        package let day: Int32
        package let hour: Int
        package let persons: Int
        package let expected: Double
        package let shape: Double
        package fileprivate(set) var log10P = 0.0
    }

    package struct Finding: Sendable {
        package var facility: Int32
        package var cells: [Cell]
        package var days: Int
        package var log10P: Double
    }

    package private(set) var findings: [Finding] = []
    package private(set) var singleDays: [Int32] = []
    package private(set) var dispersion = 0.0
    private var cells: [Cell] = []
    private let parameters: Parameters

    /// - Parameters:
    ///   - facilities: to look at.
    ///   - isAdmitted: by settlement row; rows without a time of day take no part.
    /// - Complexity: O(rows · log rows + days · 24) a facility.
    package init(_ store: ClaimStore, facilities: [Int32], isAdmitted: [Bool], parameters: Parameters) {
        self.parameters = parameters
        guard let period = store.period else { return }
        var clustering = PairClustering()
        var cells: [Cell] = []
        for facility in facilities { gather(store, facility, period, isAdmitted, &cells, &clustering) }
        dispersion = clustering.dispersion(trim: parameters.dispersionTrim)
        self.cells = cells
        judge(days: period.count)
    }

    private func gather(
        _ store: ClaimStore, _ facility: Int32, _ period: ClosedRange<Int32>, _ isAdmitted: [Bool], _ cells: inout [Cell],
        _ clustering: inout PairClustering
    ) {
        let columns = store.settlements
        let days = period.count
        var counts = [Double](repeating: 0, count: days * 24)
        var keys: [UInt64] = []
        for row in store.byFacility[Int(facility)] where isAdmitted[Int(row)] && columns.second[Int(row)] >= 0 {
            let cell = Int(columns.day[Int(row)] - period.lowerBound) * 24 + min(23, Int(columns.second[Int(row)]) / 3600)
            keys.append(UInt64(cell) << 32 | UInt64(UInt32(bitPattern: columns.person[Int(row)])))
        }
        keys.sort()
        for index in keys.indices where index == 0 || keys[index] != keys[index - 1] { counts[Int(keys[index] >> 32)] += 1 }
        guard !keys.isEmpty else { return }

        let weekdays = (0..<days).map { CalendarDay.weekday(period.lowerBound + Int32($0)) }
        var ofWeekday = [Double](repeating: 0, count: 7 * 24)
        var daysOfWeekday = [Double](repeating: 0, count: 7)
        var ofHour = [Double](repeating: 0, count: 24)
        var ofDay = [Double](repeating: 0, count: days)
        for day in 0..<days {
            daysOfWeekday[weekdays[day]] += 1
            for hour in 0..<24 {
                let count = counts[day * 24 + hour]
                ofWeekday[weekdays[day] * 24 + hour] += count
                ofHour[hour] += count
                ofDay[day] += count
            }
        }
        /// The habit of a weekday and hour without the day itself.
        func habit(_ day: Int, _ hour: Int) -> Double {
            let own = counts[day * 24 + hour]
            let anyDay = days > 1 ? (ofHour[hour] - own) / Double(days - 1) : 0
            let weekday = weekdays[day]
            return (ofWeekday[weekday * 24 + hour] - own + parameters.weekdayShrinkage * anyDay)
                / (daysOfWeekday[weekday] - 1 + parameters.weekdayShrinkage)
        }
        var observedPairs = 0.0
        var expectedPairs = 0.0
        for day in 0..<days {
            let habits = (0..<24).map { habit(day, $0) }
            let allHabits = habits.reduce(0, +)
            for hour in 0..<24 {
                let count = counts[day * 24 + hour]
                guard count > 0 || habits[hour] > 0 else { continue }
                let elsewhere = ofDay[day] - count
                let busier = (elsewhere + parameters.dayShrinkage) / (allHabits - habits[hour] + parameters.dayShrinkage)
                var sum = parameters.priorCells * habits[hour] * max(1, busier)
                var weight = parameters.priorCells
                for neighbour in [day * 24 + hour - 1, day * 24 + hour + 1, (day - 1) * 24 + hour, (day + 1) * 24 + hour]
                where counts.indices.contains(neighbour) {
                    sum += counts[neighbour]
                    weight += 1
                }
                let expected = sum / weight
                observedPairs += count * (count - 1)
                expectedPairs += expected * expected
                if Int(count) >= parameters.minimumPersons {
                    cells.append(Cell(
                        facility: facility, day: period.lowerBound + Int32(day), hour: hour, persons: Int(count), expected: expected,
                        shape: sum + 0.5))
                }
            }
        }
        clustering.add(observedPairs: observedPairs, expectedPairs: expectedPairs)
    }

    /// Adds the tails of all hours with as many persons as are looked at.
    package func add(to tails: inout RandomizedTails) {
        for cell in cells { tails.add(count: Double(cell.persons), under: law(cell), atLeast: Double(parameters.minimumPersons)) }
    }

    private func law(_ cell: Cell) -> NegativeBinomial { NegativeBinomial(mean: cell.expected, dispersion: dispersion + 1 / cell.shape) }

    private mutating func judge(days: Int) {
        var start = 0
        while start < cells.count {
            let facility = cells[start].facility
            var counted: [Cell] = []
            while start < cells.count, cells[start].facility == facility {
                var cell = cells[start]
                cell.log10P = max(-300, law(cell).log10TailProbability(of: Double(cell.persons)))
                if cell.log10P <= parameters.log10Alpha, Double(cell.persons) >= parameters.minimumRatio * cell.expected { counted.append(cell) }
                start += 1
            }
            guard !counted.isEmpty else { continue }
            var bestOfDay: [Int32: Double] = [:]
            for cell in counted { bestOfDay[cell.day] = min(bestOfDay[cell.day] ?? 0, cell.log10P) }
            guard bestOfDay.count >= parameters.minimumDays else {
                singleDays.append(facility)
                continue
            }
            // A day has twenty-four hours to be surprising in: log10 24.
            let perDay = bestOfDay.sorted { $0.key < $1.key }.map { min(0, $0.value + 1.380_211_241_711_606) }
            findings.append(Finding(
                facility: facility, cells: counted, days: bestOfDay.count,
                log10P: RepeatedTail.log10Probability(perDay, testCount: days, least: parameters.minimumDays)))
        }
    }
}
