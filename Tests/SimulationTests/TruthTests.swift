import Simulation
import Testing

/// What the truth says really happens in the extract.
struct TruthTests {
    let town: SimulatedTown

    init() throws { town = try SimulatedTown.shared.get() }

    /// Settlement moments by person and facility, refunds, invalid rows and dateless ones left out.
    private func moments(of members: Set<String>) -> [(person: String, facility: String, time: Int)] {
        let table = town.settlements
        let person = table.place("psn_no"), facility = table.place("fixmedins_code"), time = table.place("setl_time")
        let refund = table.place("refd_setl_flag"), valid = table.place("vali_flag")
        return table.rows
            .filter { members.contains(String($0[person])) && $0[refund] == "0" && $0[valid] == "1" && $0[time].count == 19 }
            .map { (String($0[person]), String($0[facility]), seconds($0[time])) }
    }

    /// On how many days at least `count` different cards come within `window` seconds at one of the group's facilities.
    private func datesTogether(_ label: TruthLabel, count: Int, window: Int) -> Int {
        let rows = moments(of: Set(label.members)).filter { label.facilities.contains($0.facility) }
        var dates: Set<Int> = []
        for start in rows {
            let near = rows.filter { $0.facility == start.facility && (0...window).contains($0.time - start.time) }
            if Set(near.map(\.person)).count >= count { dates.insert(start.time / 86_400) }
        }
        return dates.count
    }

    @Test func everyScenarioIsPlantedAndEverySubjectExists() {
        let planted: Set = [
            "card-clustering", "frequent-visits", "facility-profile", "checkup-admission", "low-standard-admission",
            "split-admission", "inpatient-anomaly", "paper-admission", "gender-conflict", "bed-days",
            "outpatient-anomaly", "abnormal-purchase", "chronic-population", "growth-spike", "impossible-doctor", "post-death",
            "trace-duplicate", "inventory-mismatch",
        ]
        #expect(planted.isSubset(of: Set(town.truth.labels.map(\.scenario))))
        let visits = Set(town.visits.values("mdtrt_id"))
        let persons = Set(town.settlements.values("psn_no")), facilities = Set(town.settlements.values("fixmedins_code"))
        let doctors = Set(town.feeLines.values("bilg_dr_code")), packs = Set(town.packs.values("drug_trac_codg"))
        for label in town.truth.labels + town.truth.decoys {
            switch label.subjectKind {
            case "card_group", "visit_group":
                #expect(label.members == label.members.sorted() && label.members.count >= 2)
                #expect(label.members.allSatisfy { persons.contains($0) })
                #expect(label.members.first == label.subjectID)
            case "stay": #expect(visits.contains(label.subjectID))
            case "patient": #expect(persons.contains(label.subjectID))
            case "facility": #expect(facilities.contains(label.subjectID))
            case "doctor": #expect(doctors.contains(label.subjectID))
            case "drug_pack": #expect(packs.contains(label.subjectID))
            default: Issue.record("unknown subject kind \(label.subjectKind)")
            }
            #expect(label.facilities.allSatisfy { facilities.contains($0) })
        }
        for label in town.truth.labels {
            #expect(["subtle", "medium", "blatant"].contains(label.intensity))
            #expect(label.fundAmount > 0 && label.decoyKind.isEmpty)
        }
    }

    @Test func plantedCardsComeTogether() throws {
        let groups = town.truth.labels.filter { $0.scenario == "card-clustering" }
        #expect(!groups.isEmpty)
        for group in groups {
            #expect((3...12).contains(group.members.count))
            #expect(datesTogether(group, count: 3, window: 240) >= 4, "\(group.note)")
        }
    }

    @Test func couplesComeTogetherButAreTwoOfOneHousehold() throws {
        let couples = town.truth.decoys.filter { $0.decoyKind == "couple" }
        #expect(!couples.isEmpty)
        let addresses = Dictionary(uniqueKeysWithValues: zip(town.persons.values("psn_no"), town.persons.values("addr")))
        for couple in couples {
            #expect(couple.members.count == 2)
            #expect(addresses[couple.members[0]] == addresses[couple.members[1]])
            #expect(datesTogether(couple, count: 2, window: 200) >= 9)
        }
    }

    @Test func familiesAndNursingHomesShareAddressAndTelephone() {
        let addresses = Dictionary(uniqueKeysWithValues: zip(town.persons.values("psn_no"), town.persons.values("addr")))
        let telephones = Dictionary(uniqueKeysWithValues: zip(town.persons.values("psn_no"), town.persons.values("tel")))
        for kind in ["family", "nursing-home"] {
            let groups = town.truth.decoys.filter { $0.decoyKind == kind }
            #expect(!groups.isEmpty)
            for group in groups {
                #expect(Set(group.members.map { addresses[$0] }).count == 1)
                #expect(Set(group.members.map { telephones[$0] }).count == 1)
            }
        }
        // Strangers do not.
        for group in town.truth.labels where group.subjectKind == "card_group" {
            #expect(Set(group.members.map { addresses[$0] }).count == group.members.count)
        }
    }

    @Test func everyKindOfLookAlikeIsThere() {
        let kinds: Set<String> = [
            "couple", "family", "village-batch-entry", "campaign-day", "pharmacy-rush", "dialysis", "dialysis-roster", "radiotherapy",
            "nursing-home", "employer-clinic", "elderly-regulars", "infant", "long-prescription", "large-hospital", "cancer-centre",
            "all-night-pharmacy",
        ]
        #expect(kinds.isSubset(of: Set(town.truth.decoys.map(\.decoyKind))))
    }

    @Test func batchEntryIsServedByDayAndSettledInTheEvening() throws {
        let clinic = try #require(town.truth.decoys.first { $0.decoyKind == "village-batch-entry" }).subjectID
        let begin = Dictionary(uniqueKeysWithValues: zip(town.visits.values("mdtrt_id"), town.visits.values("begntime")))
        let table = town.settlements
        let facility = table.values("fixmedins_code"), time = table.values("setl_time"), visit = table.values("mdtrt_id")
        let evening = table.rows.indices.filter { facility[$0] == clinic && time[$0].count == 19 && time[$0].dropFirst(11) > "19:00" }
        #expect(evening.count > 300)
        let hours = evening.map { Int(begin[visit[$0]]!.dropFirst(11).prefix(2))! }
        #expect(Set(hours).count >= 8)
    }

    @Test func dialysisPatientsComeThirteenTimesAMonth() throws {
        let patients = town.truth.decoys.filter { $0.decoyKind == "dialysis" }
        let table = town.settlements
        let person = table.values("psn_no"), disease = table.values("dise_no"), day = table.values("enddate"), type = table.values("med_type")
        for patient in patients {
            let days = Set(table.rows.indices.filter { person[$0] == patient.subjectID && disease[$0] == "M07800" && type[$0] == "14" }.map { day[$0] })
            #expect((33...39).contains(days.count))
        }
    }

    @Test func frequentVisitorsVisitFarMoreThanOthers() {
        let table = town.settlements
        let person = table.values("psn_no"), facility = table.values("fixmedins_code"), day = table.values("enddate")
        var visits: [String: Set<String>] = [:]
        for row in table.rows.indices { visits[person[row], default: []].insert(facility[row] + day[row]) }
        let counts = visits.values.map(\.count).sorted()
        let percentile99 = counts[counts.count * 99 / 100]
        for label in town.truth.labels where label.scenario == "frequent-visits" {
            #expect(visits[label.subjectID]!.count > percentile99)
        }
    }
}
