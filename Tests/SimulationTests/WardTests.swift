import Simulation
import Testing

/// What happens in wards is consistent, and what is planted there shows in the extract.
struct WardTests {
    private let town: SimulatedTown
    private let stays: [Stay]

    private struct Stay {
        let id: String, person: String, facility: String, bed: String
        let begin: Int, end: Int
        var nights: Int { max(1, end / 86_400 - begin / 86_400) }
    }

    init() throws {
        town = try SimulatedTown.shared.get()
        let table = town.visits
        let id = table.place("mdtrt_id"), person = table.place("psn_no"), facility = table.place("fixmedins_code"), type = table.place("med_type")
        let begin = table.place("begntime"), end = table.place("endtime"), bed = table.place("adm_bed")
        stays = table.rows
            .filter { ["21", "24", "28", "2105"].contains($0[type]) && !$0[end].isEmpty }
            .map {
                Stay(
                    id: String($0[id]), person: String($0[person]), facility: String($0[facility]), bed: String($0[bed]),
                    begin: seconds($0[begin]), end: seconds($0[end])
                )
            }
    }

    private func labelled(_ scenario: String) -> Set<String> {
        Set(town.truth.labels.filter { $0.scenario == scenario }.map(\.subjectID))
    }

    private func look(_ kind: String) -> Set<String> { Set(town.truth.decoys.filter { $0.decoyKind == kind }.map(\.subjectID)) }

    @Test func nobodyLiesInTwoPlacesAtOnce() {
        for (_, own) in Dictionary(grouping: stays, by: \.person) {
            let sorted = own.sorted { ($0.begin, $0.end) < ($1.begin, $1.end) }
            #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.end / 86_400 <= $1.begin / 86_400 })
        }
    }

    @Test func nobodySharesABedButOnPaper() {
        let paper = labelled("paper-admission")
        for (_, own) in Dictionary(grouping: stays.filter { !paper.contains($0.id) }, by: { $0.facility + " " + $0.bed }) {
            let sorted = own.sorted { $0.begin < $1.begin }
            #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.end <= $1.begin })
        }
    }

    @Test func bedDaysAreNightsUnlessPlantedOrExplained() {
        let lines = town.feeLines
        let visit = lines.place("mdtrt_id"), charge = lines.place("med_chrgitm_type"), count = lines.place("cnt")
        let valid = lines.place("vali_flag"), settlement = lines.place("setl_id")
        // One settlement of each stay, so that charging again does not count twice.
        var beds: [String: [String: Int]] = [:]
        for row in lines.rows where row[charge] == "01" && row[valid] == "1" {
            beds[String(row[visit]), default: [:]][String(row[settlement]), default: 0] += Int(row[count])!
        }
        let planted = labelled("bed-days")
        let explained = look("companion-bed").union(look("intensive-care-bed")).union(look("newborn-on-mothers-card"))
        #expect(!planted.isEmpty)
        var checked = 0
        for stay in stays {
            guard let charged = beds[stay.id]?.values.max(), charged > 0, stay.nights <= 30 else { continue }
            if planted.contains(stay.id) {
                #expect(charged > stay.nights)
            } else if !explained.contains(stay.id), !stay.facility.hasPrefix("H339903") {
                let newborn = charged - stay.nights == 3
                #expect(charged <= stay.nights || newborn, "\(charged) for \(stay.nights)")
                checked += 1
            }
        }
        #expect(checked > 50)
    }

    @Test func itemsForOneSexAreChargedToTheOtherOnlyWherePlanted() {
        let allowed = Dictionary(uniqueKeysWithValues: zip(town.itemSexes.values("med_list_codg"), town.itemSexes.values("allowed_gend")))
        let sex = Dictionary(uniqueKeysWithValues: zip(town.persons.values("psn_no"), town.persons.values("gend")))
        let lines = town.feeLines
        let item = lines.place("med_list_codg"), person = lines.place("psn_no")
        var conflicts: Set<String> = []
        var uses = 0
        for row in lines.rows {
            guard let allowedSex = allowed[String(row[item])], let own = sex[String(row[person])] else { continue }
            uses += 1
            if own == "1" || own == "2", own != allowedSex { conflicts.insert(String(row[person])) }
        }
        #expect(uses > 100)
        let planted = labelled("gender-conflict")
        #expect(!planted.isEmpty && planted.isSubset(of: conflicts))
        #expect(conflicts.subtracting(planted).isSubset(of: look("mapping-error").union(look("newborn-on-mothers-card"))))
    }

    @Test func paperPatientsSettleElsewhereDuringTheStay() {
        let table = town.settlements
        let person = table.place("psn_no"), facility = table.place("fixmedins_code"), time = table.place("setl_time")
        for stay in stays where labelled("paper-admission").contains(stay.id) {
            let away = table.rows.filter {
                $0[person] == stay.person && $0[facility] != stay.facility && $0[time].count == 19
                    && (stay.begin..<stay.end).contains(seconds($0[time]))
            }
            #expect(!away.isEmpty)
        }
    }

    @Test func groupsAreAdmittedTogether() {
        let groups = town.truth.labels.filter { $0.subjectKind == "visit_group" && $0.note.contains("together") }
        #expect(!groups.isEmpty)
        for group in groups {
            let own = stays.filter { group.members.contains($0.person) && group.facilities.contains($0.facility) }
            let days = own.map { $0.begin / 86_400 }.sorted()
            let most = days.map { first in days.count { (first...first + 3).contains($0) } }.max() ?? 0
            #expect(most * 2 >= group.members.count)
        }
    }
}
