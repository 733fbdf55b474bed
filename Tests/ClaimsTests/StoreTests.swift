import Claims
import Testing

/// What becomes of rows in the store: clocks, persons, facilities, classes of care.
@Suite struct StoreTests {
    @Test func stoppedClocksAreSilent() throws {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", csv([
            settlement("A", facility: "H1", at: "2026-03-01 00:00:00"), settlement("B", facility: "H1", at: "2026-03-02 00:00:00"),
            settlement("C", facility: "H2", at: "2026-03-01 00:00:00"), settlement("D", facility: "H2", at: "2026-03-01 08:00:00"),
        ]))
        let (store, quality) = try folder.read()
        let seconds = Dictionary(uniqueKeysWithValues: zip(keptIDs(store), store.settlements.second))
        #expect(seconds == ["A": -1, "B": -1, "C": 0, "D": 28800])
        #expect(quality.findings.first { $0.kind == "time_of_day_missing" }.map { "\($0.count) \($0.examples)" } == "2 [\"H1\"]")
        #expect(store.hasTimes)
    }

    @Test func datesAloneGiveNoTimes() throws {
        let folder = try ExtractFolder()
        try folder.parquet("setl_d.parquet", "SELECT 'A' AS setl_id, 'P1' AS psn_no, 'H1' AS fixmedins_code, DATE '2026-03-01' AS setl_time, 5 AS medfee_sumamt")
        let store = try folder.read().store
        #expect(store.settlements.second == [-1] && !store.hasTimes && store.settlements.totalFee == [500])
        #expect(!store.filledColumns.contains("setl_time"))
    }

    @Test func columnsWithoutValuesAreNotFilled() throws {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", csv([settlement("A", ["emp_no": "", "begndate": "\\N", "brdy": "1900-01-01", "setl_type": "", "hifp_pay": ""])]))
        let filled = try folder.read().store.filledColumns
        #expect(filled.isDisjoint(with: ["emp_no", "begndate", "brdy", "setl_type", "hifp_pay", "dise_no"]))
        #expect(filled.isSuperset(of: ["setl_id", "psn_no", "opter_id", "enddate", "gend", "fund_pay_sumamt", "medfee_sumamt", "setl_time"]))
    }

    private let registry = """
        psn_no,gend,brdy,die_date,tel,addr
        P1,2,1980/1/2,,13800000001,人民路1号
        P2,1,1990-01-01,2026-02-01,13800000001,人民路2号
        P3,0,,,13800000003,人民路1号
        P4,,,,,
        P5,1,1999-09-09,,13800000005,人民路5号
        P6,1,1999-09-09,,13800000006,人民路5号
        P6,1,1999-09-09,,13800000001,人民路5号

        """

    @Test func personsFromRegistryAndSettlements() throws {
        for reversed in [false, true] {
            let folder = try ExtractFolder()
            let rows = [
                settlement("A", person: "P1"), settlement("B", person: "P2"), settlement("C", person: "P3", ["med_type": "1401"]),
                settlement("D", person: "P4", ["insutype": "390"]), settlement("E", person: "P6"),
            ]
            try folder.write("setl_d.csv", csv(reversed ? rows.reversed() : rows))
            let lines = registry.split(separator: "\n")
            try folder.write("psn_info_b.csv", (lines.prefix(1) + (reversed ? lines.dropFirst().reversed() : Array(lines.dropFirst()))).joined(separator: "\n") + "\n")
            try folder.write("opsp_reg_d.csv", "psn_no,opsp_dise_code\nP2,M01600\nP9,M01600\n")
            let (store, quality) = try folder.read()
            let persons = store.persons
            #expect((0..<persons.count).map { persons.id[Int32($0)] } == ["P1", "P2", "P3", "P4", "P6"])
            // The registry stands above the settlement; where it is silent the settlement speaks. What all settlements contradict is unknown.
            #expect(persons.sex == [0, 1, 1, 1, 1])
            #expect(persons.birthDay.map(CalendarDay.text) == ["1980-01-02", "1990-01-01", "1970-05-06", "1970-05-06", "1999-09-09"])
            #expect(persons.deathDay.map(CalendarDay.text) == ["", "2026-02-01", "", "", ""])
            // Equal numbers mean the same telephone; P6 has two, so none.
            #expect(persons.telephone == [0, 0, 1, -1, -1])
            #expect(persons.address == [0, 1, 0, -1, 2])
            #expect(persons.isChronic == [false, true, true, false, false])
            #expect(persons.scheme.map { store.schemes[$0] } == ["310", "310", "310", "390", "310"])
            #expect(quality.findings.first { $0.kind == "sex_contradiction" }?.count == 1)
            #expect(quality.table("psn_info_b")?.rowsRead == 7)
        }
    }

    @Test func facilitiesFromRegistry() throws {
        for reversed in [false, true] {
            let folder = try ExtractFolder()
            try folder.write("setl_d.csv", csv([settlement("A", facility: "H1"), settlement("B", facility: "P2"), settlement("C", facility: "X3")]))
            let lines = ["H1,第一医院,1,03,320100,500,public,综合,1", "P2,药房,2,,320100,,private,,0", "X3,甲,02,,,,,,", "X3,乙,02,,,x,,,"]
            try folder.write("fixmedins_b.csv", "fixmedins_code,fixmedins_name,fixmedins_type,medinslv,admdvs,aprv_bed_cnt,econ_type,caty,biz_24h\n"
                + (reversed ? lines.reversed() : lines).joined(separator: "\n") + "\n")
            let (store, quality) = try folder.read()
            #expect(store.facilities.name == ["第一医院", "药房", "甲"])
            #expect(store.facilities.kind == [.medical, .pharmacy, .pharmacy])
            #expect(store.facilities.beds == [500, -1, -1] && store.facilities.isOpenAllDay == [true, false, false])
            #expect(store.facilities.level == ["03", "", ""] && store.facilities.ownership == ["public", "private", ""])
            #expect(quality.table("fixmedins_b")?.droppedValues.map { "\($0.column) \($0.rows)" } == ["aprv_bed_cnt 1"])
        }
    }

    @Test func careClassesByLongestPrefix() throws {
        let table = try CareClassTable(csv: "code,class,name\n1,other,x\n14,chronic,x\n1405,outpatient,x\n21,inpatient,x\n")
        #expect(["14", "140104", "1405", "14059", "1", "19", "2105", "3", ""].map { table.careClass(of: $0) }
            == [.chronic, .chronic, .outpatient, .outpatient, .other, .other, .inpatient, .other, .other])
        #expect(throws: ClaimsError("med_type table, line 3: expected `code,class,name` with a class of other, outpatient, registration, emergency, chronic, inpatient, maternity, pharmacy, care")) {
            try CareClassTable(csv: "code,class,name\n11,outpatient,x\n12,hospital,x\n")
        }
        let real = try ExtractFolder.options().careClasses
        #expect(["11", "12", "13", "14", "140104", "21", "2105", "28", "41", "51", "52"].map { real.careClass(of: $0) }
            == [.outpatient, .registration, .emergency, .chronic, .chronic, .inpatient, .inpatient, .inpatient, .pharmacy, .maternity, .maternity])
    }

    @Test func emptyStore() throws {
        let folder = try ExtractFolder()
        try folder.write("setl_d.csv", csv([]))
        let (store, quality) = try folder.read(checksAllTables: true)
        #expect(store.settlements.count == 0 && store.persons.count == 0 && store.period == nil && !store.hasTimes)
        #expect(quality.period == nil && quality.settlements.balances && quality.identities.isEmpty && quality.gate?.passed == true)
        #expect(try ExtractReader(.folder(folder.path), options: ExtractFolder.options()).inputPaths.map(\.name) == ["setl_d.csv"])
    }
}
