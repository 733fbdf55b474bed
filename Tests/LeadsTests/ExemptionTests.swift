import Claims
import Foundation
import Leads
import Testing

@Suite struct ExemptionTests {
    private func read(_ text: String) throws -> [SubjectExemption] {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(component: "exemptions.csv")
        try Data(text.utf8).write(to: path)
        return try SubjectExemption.read(path: path.path, library: library.get())
    }

    private static let header = "subject_kind,subject_id,scenario,features,reason,owner,expires\n"

    @Test func aFileIsRead() throws {
        let exemptions = try read(Self.header + "facility,H1,card-clustering;frequent-visits,,\"cleared, on site\",team,2026-12-31\npatient,p1,,visits,pilot,team,2026-01-01\n")
        #expect(exemptions.map(\.kind) == [.facility, .patient])
        #expect(exemptions[0].scenarios == ["card-clustering", "frequent-visits"] && exemptions[0].reason == "cleared, on site")
        #expect(exemptions[1].scenarios.isEmpty && exemptions[1].features == ["visits"] && exemptions[1].line == 3)
    }

    @Test(arguments: [
        ("clinic,H1,,,r,o,2026-12-31\n", "column subject_kind"), ("facility,,,,r,o,2026-12-31\n", "column subject_id"),
        ("facility,H1,,,,o,2026-12-31\n", "column reason"), ("facility,H1,,,r,,2026-12-31\n", "column owner"),
        ("facility,H1,,,r,o,\n", "column expires"), ("facility,H1,,,r,o,2026-02-31\n", "column expires"),
        ("facility,H1,nothing,,r,o,2026-12-31\n", "column scenario: expected one of abnormal-purchase, bed-days, card-clustering"),
    ]) func whatIsWrongIsTold(line: String, says column: String) {
        let message = failure { _ = try read(Self.header + line) }
        #expect(message.contains("line 2") && message.contains(column), "\(message)")
        #expect(!message.contains("H1"))
    }

    @Test func aFileWithoutOwnersIsRefused() {
        #expect(failure { _ = try read("subject_kind,subject_id,reason,expires\nfacility,H1,r,2026-12-31\n") }.contains("no column owner"))
    }

    @Test func aColumnThatThereIsNotIsRefused() {
        let message = failure { _ = try read(Self.header.replacing("scenario,", with: "scenarios,") + "facility,H1,card-clustering,,r,o,2026-12-31\n") }
        #expect(message.contains("line 1: there is no column `scenarios`; the columns are subject_kind"), "\(message)")
    }

    // MARK: the models

    @Test func everyExemptionOfTheModelsHasAnOwnerAReasonAndAnEnd() throws {
        for scenario in try library.get().scenarios {
            for exemption in scenario.exemptions ?? [] {
                #expect(!exemption.owner.isEmpty && !exemption.reason.zh.isEmpty && !exemption.reason.en.isEmpty, "\(scenario.slug) \(exemption.slug)")
                #expect(CalendarDay.parse(exemption.expires) != nil, "\(scenario.slug) \(exemption.slug)")
                let covers = (exemption.diseasePrefixes ?? []) + (exemption.medicalTypePrefixes ?? []) + (exemption.facilityNameParts ?? [])
                #expect(!covers.isEmpty && covers.allSatisfy { !$0.isEmpty }, "\(scenario.slug) \(exemption.slug)")
            }
            let slugs = (scenario.exemptions ?? []).map(\.slug)
            #expect(Set(slugs).count == slugs.count, "\(scenario.slug)")
        }
    }

    /// The clinic of a home by its name, dialysis by its code; a hospital and a cold are no exemption.
    @Test func settlementsAreCoveredByNameCodeAndType() throws {
        let specification = try library.get().scenario("card-clustering")
        let sample = named(["H1": "夕阳红养老院医务室", "H2": "第一人民医院", "H3": "实验学校医务室", "H4": "大学附属医院"], store([
            Row(facility: "H1"), Row(facility: "H2", second: 36_001), Row(facility: "H2", second: 36_002, disease: "N18.601"),
            Row(facility: "H2", second: 36_003, disease: "N18.400"), Row(facility: "H3", second: 36_004), Row(facility: "H4", second: 36_005),
        ]))
        let slugs = (specification.exemptions ?? []).map(\.slug)
        let covering = specification.exemptionOfRows(sample).map { $0 < 0 ? "" : slugs[Int($0)] }
        #expect(covering == ["nursing-home-clinic", "", "dialysis", "", "school-clinic", ""])
    }

    private func named(_ names: [String: String], _ plain: ClaimStore) -> ClaimStore {
        var facilities = plain.facilities
        for number in 0..<facilities.count { facilities.name[number] = names[facilities.id[Int32(number)]] ?? "" }
        return ClaimStore(
            settlements: plain.settlements, persons: plain.persons, facilities: facilities, diseases: plain.diseases,
            medicalTypes: plain.medicalTypes, filledColumns: plain.filledColumns, calendar: plain.calendar)
    }
}
