import Claims
import Foundation
import Testing

/// Extracts with other names, read through a mapping.
@Suite struct MappingTests {
    private let columns = "setl_id: ClaimID, psn_no: Person, fixmedins_code: Provider, enddate: Day, medfee_sumamt: 'CAST(A AS DECIMAL(18,2)) + 1'"

    private func failure(_ yaml: String) -> String {
        do {
            _ = try ColumnMapping(yaml: yaml, name: "m.yaml")
            return "nothing"
        } catch {
            return error.description
        }
    }

    @Test func blocksAreStacked() throws {
        let folder = try ExtractFolder()
        try folder.write("in-1.csv", "ClaimID,Person,Provider,Day,A\nC1,P1,H1,2026-03-01,9.50\n")
        try folder.write("in-2.csv", "ClaimID,Person,Provider,Day,A\nC2,P1,H1,2026-03-02,1\n")
        try folder.compress("in-2.csv")
        try folder.write("out.csv", "ClaimID,Person,Provider,Day,A\nC3,P2,H2,2026-03-03,NA\nC4,P2,H2,2026-03-04,2\n")
        let mapping = try ColumnMapping(yaml: """
            format: 1
            tables:
              setl_d:
                - files: "in-*.csv*"
                  columns: {\(columns), med_type: "'21'"}
                - files: out.csv
                  columns: {setl_id: ClaimID, psn_no: Person, fixmedins_code: Provider, enddate: Day, medfee_sumamt: "NULLIF(A, 'NA')", med_type: "'11'"}
            """, name: "m.yaml")
        let (store, quality) = try folder.read(mapping: mapping)
        #expect(keptIDs(store) == ["C1", "C2", "C4"])
        #expect(store.settlements.totalFee == [1050, 200, 200])
        #expect(store.settlements.careClass == [.inpatient, .inpatient, .outpatient])
        #expect(!store.hasTimes && quality.settlements.quarantined.rows == 1)
        #expect(quality.tables[0].columnsFound["enddate"] == "Day")
        #expect(quality.tables[0].files.map { "\($0.name) \($0.rows)" } == ["in-1.csv 1", "in-2.csv.gz 1", "out.csv 2"])
    }

    @Test func faultsAreNamed() throws {
        #expect(failure("format: 2\ntables: {}") == "mapping m.yaml: format 2 is not known; this version reads format 1")
        #expect(failure("format: 1\ntables: {claims: [{files: a.csv, columns: {}}]}").hasPrefix("mapping m.yaml: there is no contract table `claims`; the tables are setl_d, fee_list_d"))
        #expect(failure("format: 1\ntables: {setl_d: [{files: a.csv, columns: {setlid: x}}]}") == "mapping m.yaml, table setl_d: there is no contract column `setlid`")
        #expect(failure("format: 1\ntables: {setl_d: [{columns: {setl_id: x}}]}").hasSuffix("each block needs either `files` or `table`"))
        #expect(failure("format: 1\ntables: {setl_d: [{files: a, table: b, columns: {setl_id: x}}]}").hasSuffix("each block needs either `files` or `table`"))
        #expect(failure("format: 1\ntable: {}\ntables: {}") == "the mapping m.yaml cannot be read: at `table`, there is no such key; the keys are format, tables")
        #expect(failure("format: 1\ntables: {setl_d: [{files: a.csv, column: {setl_id: x}, columns: {setl_id: x}}]}").hasSuffix("there is no such key; the keys are columns, files, table"))
        #expect(failure("format: [").hasPrefix("the mapping m.yaml cannot be read: 2:1"))

        let folder = try ExtractFolder()
        try folder.write("a.csv", "ClaimID,Person,Provider,Day,A\nC1,P1,H1,2026-03-01,9.50\n")
        func reading(_ block: String) throws -> String { folder.failure(mapping: try ColumnMapping(yaml: "format: 1\ntables: {setl_d: [{\(block)}]}", name: "m.yaml")) }
        #expect(try reading("files: 'b*.csv', columns: {\(columns)}") == "mapping of setl_d: no file matches `b*.csv` in the extract's folder")
        #expect(try reading("table: t, columns: {\(columns)}") == "mapping of setl_d: `table` goes with --source; for a folder give `files`")
        let unknown = try reading("files: a.csv, columns: {\(columns), med_type: Kind}")
        #expect(unknown.hasPrefix("a.csv: the mapping's expression for med_type does not work") && unknown.contains("Kind"))
        #expect(try reading("files: a.csv, columns: {\(columns), med_type: '1 +'}").hasPrefix("a.csv: the mapping's expression for med_type does not work"))
        #expect(try reading("files: a.csv, columns: {setl_id: ClaimID}").contains("the required column psn_no"))
    }

    @Test func publicProviderClaims() throws {
        let data = ExtractFolder.package.deletingLastPathComponent().appending(components: "shared", "datasets", "provider-claims").path
        guard FileManager.default.fileExists(atPath: data) else {
            print("provider-claims skipped: no ../shared/datasets/provider-claims beside the package")
            return
        }
        let mapping = try ColumnMapping(yaml: try ExtractFolder.text("Datasets/mappings/provider-claims.yaml"), name: "provider-claims.yaml")
        let (store, quality) = try ExtractFolder().read(.folder(data), mapping: mapping)
        #expect(quality.table("setl_d")?.rowsRead == 9_551 + 125_841)
        #expect(quality.table("psn_info_b")?.rowsRead == 63_968)
        #expect(store.settlements.count == 9_551 + 125_841)
        #expect(store.settlements.careClass.count { $0 == .inpatient } == 9_551)
        #expect(store.persons.count == 63_968 && store.facilities.count == 1_353)
        #expect(!store.hasTimes && quality.settlements.balances)
        #expect(store.persons.sex.allSatisfy { $0 == 1 || $0 == 2 } && store.persons.birthDay.allSatisfy { $0 != CalendarDay.missing })
        #expect(quality.identities.first?.holds == true)
    }
}
