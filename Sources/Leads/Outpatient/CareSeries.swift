import Claims

/// What every facility draws of insurance money for each kind of care, in steps of equal length that end with the extract: of the pooled and
/// other funds and of personal accounts, which are the other half of the basic insurance fund and pay for most that pharmacies sell.
///
/// Steps of whole weeks hold each weekday equally often, and counted back from the last day all of them are full.
package struct CareSeries {
    package enum Kind: Int, CaseIterable, Sendable {
        case outpatient, chronic, pharmacy, inpatient, rehabilitation
        /// Inpatient settlements by number: a few dear ones hide in money how many more there are.
        case admission

        /// Part of another kind, told by itself as well.
        var isPart: Bool { self == .rehabilitation || self == .admission }

        /// The kind whose money it is.
        var paid: Kind { self == .admission ? .inpatient : self }
    }

    package struct Step: Sendable {
        /// Of the days that are not left out, as all that follows. One a settlement for admissions.
        package var fen = 0.0
        /// Of what each person drew.
        package var squares = 0.0
        /// Settlements.
        package var count = 0

        /// Kish's effective number of persons who draw alike: few large bills say less than many small ones, and ten of one
        /// person say no more than one.
        package var effectiveCount: Double { squares > 0 ? fen * fen / squares : 0 }

        static func + (left: Step, right: Step) -> Step {
            Step(fen: left.fen + right.fen, squares: left.squares + right.squares, count: left.count + right.count)
        }
    }

    package let stepDays: Int
    package let stepCount: Int
    /// First day of the first step.
    package let firstDay: Int32
    private var steps: [Step]

    /// - Parameters:
    ///   - leftOutDays: of every step the days with most money that are left out: a campaign is not growth, in the past or now.
    ///   - isRehabilitation: by item number of the fee lines; nil without fee lines.
    ///   - isExempt: by settlement row.
    /// - Returns: nil for an empty store.
    /// - Complexity: O(settlements + lines + facilities × days).
    package init?(_ store: ClaimStore, stepDays: Int, leftOutDays: Int, isRehabilitation: [Bool]?, isExempt: [Bool]) {
        guard let period = store.period, stepDays > 0 else { return nil }
        let kinds = Kind.allCases.count
        let stepCount = period.count / stepDays
        let firstDay = period.upperBound - Int32(stepCount * stepDays) + 1
        let columns = store.settlements
        self.stepDays = stepDays
        self.stepCount = stepCount
        self.firstDay = firstDay
        steps = Array(repeating: Step(), count: store.facilities.count * kinds * stepCount)
        /// Calls with every payment: its place among (facility, kind, day) and its money.
        func payments(_ row: Int, _ use: (Int, Double) -> Void) {
            guard columns.day[row] >= firstDay, !isExempt[row] else { return }
            let day = Int(columns.day[row] - firstDay)
            guard day < stepCount * stepDays else { return }
            func place(_ kind: Kind) -> Int { (Int(columns.facility[row]) * kinds + kind.rawValue) * stepCount * stepDays + day }
            if let kind = Self.kind(columns.careClass[row]) {
                let paid = columns.insurancePaid(row)
                use(place(kind), Double(paid == Fen.missing ? Fen.orZero(columns.totalFee[row]) : paid))
            }
            if columns.careClass[row] == .inpatient { use(place(.admission), 1) }
            if let isRehabilitation, let fees = store.feeLines {
                var amount: Int64 = 0
                for line in fees.lines(ofSettlement: row) where fees.item[line] >= 0 && isRehabilitation[Int(fees.item[line])] {
                    amount &+= fees.inScope[line] == Fen.missing ? Fen.orZero(fees.amount[line]) : fees.inScope[line]
                }
                if amount > 0 { use(place(.rehabilitation), Double(amount)) }
            }
        }
        var ofDay = [Double](repeating: 0, count: steps.count * stepDays)
        for row in 0..<columns.count { payments(row) { ofDay[$0] += $1 } }
        // A day that is left out becomes negative.
        for step in steps.indices where leftOutDays > 0 {
            let days = step * stepDays..<(step + 1) * stepDays
            for day in days.sorted(by: { (ofDay[$1], $0) < (ofDay[$0], $1) }).prefix(leftOutDays) { ofDay[day] = -1 }
        }
        // A person's payments of one step are one drawing: those of a course of ten sessions come or stay away together.
        var drawn: [Int: Double] = [:]
        for person in 0..<store.persons.count {
            drawn.removeAll(keepingCapacity: true)
            for row in store.byPerson[person] {
                payments(Int(row)) { place, fen in
                    guard ofDay[place] >= 0 else { return }
                    let step = place / stepDays
                    steps[step].fen += fen
                    steps[step].count += 1
                    drawn[step, default: 0] += fen
                }
            }
            for (step, fen) in drawn { steps[step].squares += fen * fen }
        }
    }

    package static func kind(_ careClass: CareClass) -> Kind? {
        switch careClass {
        case .outpatient, .registration, .emergency: .outpatient
        case .chronic: .chronic
        case .pharmacy: .pharmacy
        case .inpatient: .inpatient
        case .other, .maternity, .care: nil
        }
    }

    package func step(_ facility: Int, _ kind: Kind, _ step: Int) -> Step {
        steps[(facility * Kind.allCases.count + kind.rawValue) * stepCount + step]
    }

    /// Settlements of all kinds of care.
    package func settlements(_ facility: Int, _ step: Int) -> Int {
        Kind.allCases.reduce(0) { $1.isPart ? $0 : $0 + self.step(facility, $1, step).count }
    }

    package func sum(_ facility: Int, _ kind: Kind, _ range: Range<Int>) -> Step {
        range.reduce(Step()) { $0 + step(facility, kind, $1) }
    }

    /// Days of a range of steps.
    package func days(_ range: Range<Int>) -> ClosedRange<Int32> {
        firstDay + Int32(range.lowerBound * stepDays)...firstDay + Int32(range.upperBound * stepDays) - 1
    }
}
