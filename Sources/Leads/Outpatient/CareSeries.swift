import Claims

/// What every facility draws from the fund for each kind of care, in steps of equal length that end with the extract.
///
/// Steps of whole weeks hold each weekday equally often, and counted back from the last day all of them are full.
package struct CareSeries {
    package enum Kind: Int, CaseIterable, Sendable {
        case outpatient, chronic, pharmacy, inpatient, rehabilitation
    }

    package struct Step: Sendable {
        package var fen = 0.0
        package var squares = 0.0
        package var count = 0

        /// Kish's effective number of equal payments: few large bills say less than many small ones.
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
    ///   - isRehabilitation: by item number of the fee lines; nil without fee lines.
    ///   - isExempt: by settlement row.
    /// - Returns: nil for an empty store.
    /// - Complexity: O(settlements + lines).
    package init?(_ store: ClaimStore, stepDays: Int, isRehabilitation: [Bool]?, isExempt: [Bool]) {
        guard let period = store.period, stepDays > 0 else { return nil }
        self.stepDays = stepDays
        stepCount = period.count / stepDays
        firstDay = period.upperBound - Int32(stepCount * stepDays) + 1
        steps = Array(repeating: Step(), count: store.facilities.count * Kind.allCases.count * stepCount)
        let columns = store.settlements
        for row in 0..<columns.count where columns.day[row] >= firstDay && !isExempt[row] {
            let step = Int(columns.day[row] - firstDay) / stepDays
            guard step < stepCount else { continue }
            if let kind = Self.kind(columns.careClass[row]) {
                let paid = columns.fundPaid(row)
                add(paid == Fen.missing ? Fen.orZero(columns.totalFee[row]) : paid, Int(columns.facility[row]), kind, step)
            }
            if let isRehabilitation, let fees = store.feeLines {
                var amount: Int64 = 0
                for line in fees.lines(ofSettlement: row) where fees.item[line] >= 0 && isRehabilitation[Int(fees.item[line])] {
                    amount &+= fees.inScope[line] == Fen.missing ? Fen.orZero(fees.amount[line]) : fees.inScope[line]
                }
                if amount > 0 { add(amount, Int(columns.facility[row]), .rehabilitation, step) }
            }
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

    private mutating func add(_ fen: Int64, _ facility: Int, _ kind: Kind, _ step: Int) {
        let place = (facility * Kind.allCases.count + kind.rawValue) * stepCount + step
        steps[place].fen += Double(fen)
        steps[place].squares += Double(fen) * Double(fen)
        steps[place].count += 1
    }

    package func step(_ facility: Int, _ kind: Kind, _ step: Int) -> Step {
        steps[(facility * Kind.allCases.count + kind.rawValue) * stepCount + step]
    }

    package func sum(_ facility: Int, _ kind: Kind, _ range: Range<Int>) -> Step {
        range.reduce(Step()) { $0 + step(facility, kind, $1) }
    }

    /// Days of a range of steps.
    package func days(_ range: Range<Int>) -> ClosedRange<Int32> {
        firstDay + Int32(range.lowerBound * stepDays)...firstDay + Int32(range.upperBound * stepDays) - 1
    }
}
