import Claims
import Features

/// Where the growth of a facility came from: what has an innocent reason to grow.
struct GrowthOrigins {
    let facility: Int
    /// The first day of what grew.
    let firstDay: Int32
    /// Its past but for the last step: who began since is new.
    let past: ClosedRange<Int32>
    let store: ClaimStore

    struct Limits {
        let openingDays: Int
        let newDepartmentShare: Double
        let takenOverShare: Double

        init(_ thresholds: ThresholdTable) throws {
            openingDays = try thresholds.integer("opening_days")
            newDepartmentShare = try thresholds.value("new_department_share")
            takenOverShare = try thresholds.value("taken_over_share")
        }
    }

    /// The innocent reason that explains what grew, if there is one.
    /// - Parameters:
    ///   - rows: settlements of what grew.
    ///   - extraShare: of their money, what the past and the peers' movement do not explain.
    func explanation(of rows: [Int32], extraShare: Double, _ limits: Limits) -> (exemption: String, reason: LocalizedText)? {
        if opensAfter(limits.openingDays) {
            return ("new-facility", .init(
                zh: "该机构在数据期间开业，业务爬坡期不作增长比较", en: "the facility opened within the extract: what starts grows"))
        }
        if newDepartmentShare(rows) >= limits.newDepartmentShare * extraShare {
            return ("new-department", .init(
                zh: "增长部分主要发生在期间新开的科室", en: "a department that opened within the extract makes up most of what grew"))
        }
        if takenOverShare(rows) >= limits.takenOverShare {
            return ("took-over-patients", .init(
                zh: "新增患者多数来自已停业或停止结算的机构", en: "most of the new patients came from facilities that closed or settle no more"))
        }
        return nil
    }

    private func opensAfter(_ days: Int) -> Bool {
        guard let period = store.period, let first = store.byFacility[facility].first else { return false }
        return store.settlements.day[Int(first)] > period.lowerBound + Int32(days)
    }

    /// Of the money in `rows`, the share of departments that had no visit in that past; 0 where no department is noted.
    private func newDepartmentShare(_ rows: [Int32]) -> Double {
        guard let visits = store.visits else { return 0 }
        let columns = store.settlements
        func department(_ row: Int32) -> Int32 {
            let visit = columns.visit[Int(row)]
            return visit < 0 ? -1 : visits.department[Int(visit)]
        }
        let known = Set(store.byFacility[facility].lazy.filter { past.contains(columns.day[Int($0)]) }.map(department))
        var fen = (all: 0.0, new: 0.0)
        for row in rows {
            let paid = Double(Fen.orZero(columns.insurancePaid(Int(row))))
            fen.all += paid
            let own = department(row)
            if own >= 0, !known.contains(own) { fen.new += paid }
        }
        return fen.all > 0 ? fen.new / fen.all : 0
    }

    /// Of the persons in `rows` who are new to the facility, the share whose last facility of before has had no
    /// settlement since.
    private func takenOverShare(_ rows: [Int32]) -> Double {
        let columns = store.settlements
        let persons = Set(rows.map { columns.person[Int($0)] }).sorted()
        var new = 0
        var from = 0
        for person in persons {
            var last: Int32?
            var isKnown = false
            for row in store.byPerson[Int(person)] where columns.day[Int(row)] < firstDay {
                if Int(columns.facility[Int(row)]) == facility { isKnown = true } else { last = columns.facility[Int(row)] }
            }
            guard !isKnown else { continue }
            new += 1
            if let last, let final = store.byFacility[Int(last)].last, columns.day[Int(final)] < firstDay { from += 1 }
        }
        return new > 0 ? Double(from) / Double(new) : 0
    }
}
