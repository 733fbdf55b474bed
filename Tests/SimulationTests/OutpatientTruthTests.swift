import Simulation
import Testing

/// What the labels of outpatient care, doctors and the dead say really happens.
struct OutpatientTruthTests {
    let town: SimulatedTown

    init() throws { town = try SimulatedTown.shared.get() }

    private func planted(_ scenario: String, _ kind: String) -> [TruthLabel] {
        town.truth.labels.filter { $0.scenario == scenario && $0.subjectKind == kind }
    }

    @Test func theDeadSettleOnlyWhereTheTruthSaysSo() throws {
        let death = Dictionary(uniqueKeysWithValues: zip(town.persons.values("psn_no"), town.persons.values("die_date")))
        let table = town.settlements
        let person = table.values("psn_no"), begin = table.values("begndate")
        var after: Set<String> = []
        for row in person.indices where death[person[row]]! != "" && begin[row] > death[person[row]]! { after.insert(person[row]) }
        let labels = Set(planted("post-death", "patient").map(\.subjectID))
        let wrong = Set(town.truth.decoys.filter { $0.decoyKind == "wrong-death-date" }.map(\.subjectID))
        #expect(!labels.isEmpty && !wrong.isEmpty)
        #expect(labels.isSubset(of: after) && after.isSubset(of: labels.union(wrong)))
        // The bills of a last stay come after death, the stay before.
        let late = town.truth.decoys.filter { $0.decoyKind == "last-stay" }.map(\.subjectID)
        #expect(!late.isEmpty && late.allSatisfy { !after.contains($0) })
    }

    @Test func employersComeInSeries() throws {
        let table = town.settlements
        let place = table.values("fixmedins_code"), employer = table.values("emp_no"), day = table.values("enddate"), person = table.values("psn_no")
        var cells: [String: Set<String>] = [:]
        for row in place.indices where employer[row] != "" { cells[place[row] + employer[row] + day[row], default: []].insert(person[row]) }
        for label in planted("outpatient-anomaly", "facility") where label.note.contains("employers in series") {
            let large = cells.filter { $0.key.hasPrefix(label.subjectID) && $0.value.count >= 5 }
            #expect(large.count >= 4, "\(label.note)")
        }
    }

    @Test func phantomVisitsAreCopiesOfOneList() throws {
        let table = town.feeLines
        let visit = table.values("setl_id"), item = table.values("med_list_codg"), count = table.values("cnt")
        let place = table.values("fixmedins_code"), person = table.values("psn_no")
        let labels = planted("outpatient-anomaly", "facility").filter { $0.note.contains("copies of 1 bills") }
        #expect(!labels.isEmpty)
        for label in labels {
            var lists: [String: [String]] = [:], patient: [String: String] = [:]
            for row in visit.indices where place[row] == label.subjectID {
                lists[visit[row], default: []].append(item[row] + "x" + count[row])
                patient[visit[row]] = person[row]
            }
            let copies = Dictionary(grouping: lists.keys) { lists[$0]!.sorted() }.max { $0.value.count < $1.value.count }!
            #expect(copies.key.count == 4 && copies.value.count * 5 >= lists.count, "\(label.note)")
            #expect(Set(copies.value.map { patient[$0]! }).count >= 20)
        }
        let packages = town.truth.decoys.filter { $0.decoyKind == "care-package" }
        #expect(!packages.isEmpty)
    }

    @Test func cardsOfOneVillageComeTogether() throws {
        let table = town.visits
        let place = table.values("fixmedins_code"), village = table.values("resd_regn"), day = table.values("begntime").map { $0.prefix(10) }
        let labels = planted("outpatient-anomaly", "facility").filter { $0.note.hasPrefix("cards of one village") }
        #expect(!labels.isEmpty)
        for label in labels {
            var cells: [String: Int] = [:]
            for row in place.indices where place[row] == label.subjectID { cells[village[row] + day[row], default: 0] += 1 }
            #expect(cells.values.count { $0 >= 5 } >= 5, "\(label.note)")
        }
    }

    /// In a larger town: here every centre has a part already.
    @Test func swappedGoodsStandBesideRegisteredDrugs() throws {
        let town = try SimulatedTown(.init(personCount: 8_000, facilityCount: 200, monthCount: 2, seed: 3))
        let table = town.feeLines
        let place = table.values("fixmedins_code"), visit = table.values("setl_id"), name = table.values("hilist_name")
        let settlements = town.settlements
        let chronic = Set(zip(settlements.values("setl_id"), settlements.values("med_type")).filter { $0.1 == "14" }.map(\.0))
        func share(_ isHere: (String) -> Bool) -> Double {
            let lines = place.indices.filter { isHere(place[$0]) && chronic.contains(visit[$0]) }
            return Double(lines.count { name[$0].contains("aracetamol") || name[$0].contains("buprofen") || name[$0].contains("cream") })
                / Double(max(1, lines.count))
        }
        let labels = town.truth.labels.filter { $0.note.hasPrefix("other goods") }
        #expect(!labels.isEmpty)
        let codes = Set(labels.map(\.subjectID))
        let usual = share { !codes.contains($0) }
        for label in labels { #expect(share { $0 == label.subjectID } > usual, "\(label.note)") }
        for label in labels where label.intensity != "subtle" { #expect(share { $0 == label.subjectID } > 10 * usual, "\(label.note)") }
    }

    @Test func registrantsOfPlantedFacilitiesHaveNoLongHistory() throws {
        let table = town.registrations
        let places = table.values("fixmedins_code"), dates = table.values("begndate")
        for label in planted("chronic-population", "facility") {
            let new = places.indices.filter { places[$0] == label.subjectID && dates[$0] >= "2025-09-01" }.map { dates[$0] }
            #expect(new.count >= 10 && Set(new).count <= 7)
        }
        #expect(dates.contains { $0 < "2024-01-01" })
    }

    @Test func plantedDoctorsDoWhatNobodyCan() throws {
        let table = town.feeLines
        let doctor = table.values("bilg_dr_code"), time = table.values("fee_ocur_time"), person = table.values("psn_no")
        let place = table.values("fixmedins_code"), name = table.values("hilist_name"), count = table.values("cnt"), valid = table.values("vali_flag")
        let subjects = Set(planted("impossible-doctor", "doctor").map(\.subjectID))
        #expect(!subjects.isEmpty && subjects.allSatisfy { $0.wholeMatch(of: /D\d{12}/) != nil })
        var minutes: [String: Set<String>] = [:], halfHours: [String: Set<String>] = [:], timed: [String: Int] = [:]
        for row in doctor.indices where subjects.contains(doctor[row]) && valid[row] == "1" {
            minutes[doctor[row] + time[row].prefix(16), default: []].insert(person[row])
            halfHours[doctor[row] + time[row].prefix(13), default: []].insert(place[row])
            if name[row].contains("(45 minutes)") { timed[doctor[row] + time[row].prefix(10), default: 0] += 45 * Int(count[row])! }
        }
        for subject in subjects {
            let crowd = minutes.filter { $0.key.hasPrefix(subject) }.map(\.value.count).max()!
            let places = halfHours.filter { $0.key.hasPrefix(subject) }.map(\.value.count).max()!
            let work = timed.filter { $0.key.hasPrefix(subject) }.map(\.value).max() ?? 0
            #expect(crowd >= 4 || places >= 2 || work >= 20 * 60)
        }
        #expect(Set(doctor).isSuperset(of: ["未知", "", "0000000000000"]))
    }

    @Test func primaryCarePaysNoMoreThanTheCapOfAVisit() {
        let table = town.settlements
        let place = table.values("fixmedins_code"), type = table.values("med_type"), scheme = table.values("insutype"), pooled = table.fen("hifp_pay")
        let hospitals = Set(zip(town.facilities.values("fixmedins_code"), town.facilities.values("aprv_bed_cnt")).filter { $0.1.count >= 2 }.map(\.0))
        for row in place.indices where type[row] == "11" && !hospitals.contains(place[row]) {
            #expect(pooled[row] <= (scheme[row] == "310" ? 20_000 : 5_000))
        }
    }
}
