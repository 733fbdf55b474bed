import Claims
import Features

/// Where the growth of a facility came from: what has an innocent reason to grow.
struct GrowthOrigins {
    let facility: Int
    /// Days of what grew, and of the past that it is held against.
    let days: ClosedRange<Int32>
    let past: ClosedRange<Int32>
    /// What grew, and the same of the past: rows of the store.
    let rows: [Int32]
    let pastRows: [Int32]
    /// Of the money in `rows`, what the past and the peers' movement do not explain.
    let extraShare: Double
    let store: ClaimStore

    struct Limits {
        let openingDays: Int
        let waveShare: Double
        let waveGrowth: Double
        let takenOverShare: Double
        let successorShare: Double
        let successorMoney: Double
        let closedDays: Int
        let newDepartmentShare: Double
        let newDepartmentDays: Int
        /// By row of the store whether it is for a disease that comes in waves.
        let isWave: [Bool]

        init(_ specification: ScenarioSpecification, stepDays: Int, _ store: ClaimStore) throws {
            let thresholds = specification.thresholds
            openingDays = try thresholds.integer("opening_days")
            waveShare = try thresholds.value("wave_share")
            waveGrowth = try thresholds.value("wave_growth")
            takenOverShare = try thresholds.value("taken_over_share")
            successorShare = try thresholds.value("successor_share")
            successorMoney = try thresholds.value("successor_money")
            closedDays = try thresholds.integer("closed_days")
            newDepartmentShare = try thresholds.value("new_department_share")
            newDepartmentDays = stepDays
            isWave = DiagnosisPrefixes(specification.list("wave_diagnoses"), store).ofRow
        }
    }

    /// The innocent reason that explains what grew, if there is one.
    func explanation(_ limits: Limits) -> (exemption: String, reason: LocalizedText)? {
        if opensAfter(limits.openingDays) {
            return ("new-facility", .init(
                zh: "该机构在数据期间开业，业务爬坡期不作增长比较", en: "the facility opened within the extract: what starts grows"))
        }
        if isPartOfWave(limits) {
            return ("wave", .init(
                zh: "增长部分以呼吸道等流行性疾病为主，同期其他机构的此类就诊也在上升",
                en: "mostly diseases that come in waves, such as influenza, of which other facilities see more at the same time, too"))
        }
        if takenOverShare() >= limits.takenOverShare || isSuccessor(limits) {
            return ("took-over-patients", .init(
                zh: "新增患者多数来自已停业或停止结算的机构，或承接了其患者与业务量",
                en: "most of the new patients came from facilities that closed or settle no more, or one of these left it its patients and as much business"))
        }
        if let new = newDepartments(within: limits.newDepartmentDays), new.ofNewDoctors >= limits.newDepartmentShare * extraShare {
            return ("new-department", .init(
                zh: "增长部分主要发生在新出现的科室，且由此前未在本机构出现的医师接诊",
                en: "mostly of departments that were not there before, seen by doctors who were not there before, either"))
        }
        return nil
    }

    private func opensAfter(_ days: Int) -> Bool {
        guard let period = store.period, let first = store.byFacility[facility].first else { return false }
        return store.settlements.day[Int(first)] > period.lowerBound + Int32(days)
    }

    private func money(_ rows: some Sequence<Int32>) -> Double {
        rows.reduce(0) { $0 + Double(Fen.orZero(store.settlements.insurancePaid(Int($1)))) }
    }

    /// Of the money, the share of departments that began so many days before it grew, or since, and what of it doctors saw who began then,
    /// too; nil where no department is noted.
    ///
    /// A new ward explains growth, and invented visits are entered under a new name: but a doctor's code is given out by the insurance, so
    /// a ward that came with its own doctors is taken for one, and of the other the lead asks.
    func newDepartments(within days: Int) -> (share: Double, ofNewDoctors: Double)? {
        guard let visits = store.visits else { return nil }
        let columns = store.settlements
        func visit(_ row: Int32) -> Int { Int(columns.visit[Int(row)]) }
        func department(_ row: Int32) -> Int32 { visit(row) < 0 ? -1 : visits.department[visit(row)] }
        func doctor(_ row: Int32) -> Int32 { visit(row) < 0 ? -1 : visits.doctor[visit(row)] }
        let before = past.lowerBound..<max(past.lowerBound, self.days.lowerBound - Int32(days))
        let known = store.byFacility[facility].filter { before.contains(columns.day[Int($0)]) }
        let (departments, doctors) = (Set(known.map(department)), Set(known.map(doctor)))
        let all = money(rows)
        guard all > 0, rows.contains(where: { department($0) >= 0 }) else { return nil }
        let new = rows.filter { department($0) >= 0 && !departments.contains(department($0)) }
        return (money(new) / all, money(new.lazy.filter { doctor($0) >= 0 && !doctors.contains(doctor($0)) }) / all)
    }

    /// Whether most of what grew is of diseases that come in waves, and these come to other facilities more often, too.
    private func isPartOfWave(_ limits: Limits) -> Bool {
        let length = Double(days.count) / Double(past.count)
        let now = money(rows.lazy.filter { limits.isWave[Int($0)] })
        let before = money(pastRows.lazy.filter { limits.isWave[Int($0)] }) * length
        guard now - before >= limits.waveShare * extraShare * money(rows), now > before else { return false }
        var elsewhere = (now: 0.0, before: 0.0)
        let columns = store.settlements
        for row in 0..<columns.count where limits.isWave[row] && Int(columns.facility[row]) != facility {
            if days.contains(columns.day[row]) { elsewhere.now += 1 } else if past.contains(columns.day[row]) { elsewhere.before += 1 }
        }
        return elsewhere.now > 0 && elsewhere.now >= limits.waveGrowth * elsewhere.before * length
    }

    /// Of the persons who are new to the facility, the share whose last facility of before has had no settlement since.
    private func takenOverShare() -> Double {
        let columns = store.settlements
        let firstDay = days.lowerBound
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

    /// Whether a facility that closed left this one its patients, and had about as much business as this one has more of.
    ///
    /// Most who are new need not be known from there: who falls ill for the first time comes to the one that is left.
    private func isSuccessor(_ limits: Limits) -> Bool {
        guard let period = store.period else { return false }
        let extra = extraShare * money(rows) / Double(days.count)
        let columns = store.settlements
        return (0..<store.facilities.count).contains { other in
            let own = store.byFacility[other]
            guard other != facility, let first = own.first, let last = own.last else { return false }
            let closing = columns.day[Int(last)]
            let open = max(columns.day[Int(first)], period.lowerBound)...closing
            guard closing >= past.lowerBound, Int(period.upperBound - closing) >= limits.closedDays,
                  money(own) / Double(open.count) >= limits.successorMoney * extra else { return false }
            var seen = 0
            var here = 0
            for person in Set(own.map { columns.person[Int($0)] }) {
                let since = store.byPerson[Int(person)].filter { columns.day[Int($0)] > closing }
                guard !since.isEmpty else { continue }
                seen += 1
                if since.contains(where: { Int(columns.facility[Int($0)]) == facility }) { here += 1 }
            }
            return here > 0 && Double(here) >= limits.successorShare * Double(seen)
        }
    }
}

/// Settlements whose main diagnosis, or else `dise_no`, begins with one of some codes.
struct DiagnosisPrefixes {
    let ofRow: [Bool]

    init(_ prefixes: [String], _ store: ClaimStore) {
        func begins(_ table: IdentifierTable) -> [Bool] {
            (0..<table.count).map { number in
                let code = table[Int32(number)].uppercased()
                return prefixes.contains { code.hasPrefix($0) }
            }
        }
        let ofDisease = begins(store.diseases)
        let ofDiagnosis = store.visits.map { begins($0.diagnoses) } ?? []
        let columns = store.settlements
        ofRow = (0..<columns.count).map { row in
            if let visits = store.visits, columns.visit[row] >= 0, visits.diagnosis[Int(columns.visit[row])] >= 0 {
                return ofDiagnosis[Int(visits.diagnosis[Int(columns.visit[row])])]
            }
            return columns.disease[row] >= 0 && ofDisease[Int(columns.disease[row])]
        }
    }
}
