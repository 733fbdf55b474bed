import Foundation
import Simulation
import Testing

struct TownSimulatorTests {
    private func write(_ configuration: TownConfiguration, _ name: String, in folder: TemporaryFolder, _ format: ExtractFormat = .csv) throws -> [String: Data] {
        let path = folder.path + "/" + name
        _ = try TownSimulator(configuration: configuration).write(to: path, format: format)
        var files: [String: Data] = [:]
        for place in ["", "-truth"] {
            for file in try FileManager.default.contentsOfDirectory(atPath: path + place) {
                files[file] = try Data(contentsOf: URL(fileURLWithPath: path + place + "/" + file))
            }
        }
        return files
    }

    @Test func sameSeedSameBytes() throws {
        let folder = try TemporaryFolder()
        let configuration = TownConfiguration(personCount: 800, facilityCount: 30, monthCount: 1, seed: 5)
        let first = try write(configuration, "first", in: folder)
        let second = try write(configuration, "second", in: folder)
        #expect(first == second)
        #expect(Set(first.keys) == [
            "setl_d.csv", "fee_list_d.csv", "mdtrt_d.csv", "psn_info_b.csv", "fixmedins_b.csv", "opsp_reg_d.csv", "drug_trac_d.csv",
            "drug_inv_d.csv", "items_gender.csv", "labels.csv", "decoys.csv",
        ])
        var other = configuration
        other.seed = 6
        let third = try write(other, "third", in: folder)
        for file in first.keys where file != "labels.csv" && file != "items_gender.csv" { #expect(first[file] != third[file], "\(file)") }
    }

    @Test(arguments: [1, 2, 3, 4, 5])
    func theSmallestTownIsWhole(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let configuration = TownConfiguration(
            personCount: TownConfiguration.minimumPersonCount, facilityCount: TownConfiguration.minimumFacilityCount, monthCount: 1, seed: seed,
            startYear: 2026, startMonth: 2
        )
        let files = try write(configuration, "town", in: folder)
        #expect(files["labels.csv"]!.count > 200)
    }

    @Test func withoutPlantedCasesNobodyIsLabelled() throws {
        let folder = try TemporaryFolder()
        let configuration = TownConfiguration(personCount: 800, facilityCount: 30, monthCount: 1, seed: 5, plantsCases: false)
        let files = try write(configuration, "town", in: folder)
        #expect(String(decoding: files["labels.csv"]!, as: UTF8.self)
            == "scenario,subject_kind,subject_id,members,facilities,intensity,fund_amount,note\n")
        #expect(files["decoys.csv"]!.count > 1_000)
    }

    @Test func parquetHoldsTheSameTables() throws {
        let folder = try TemporaryFolder()
        let configuration = TownConfiguration(personCount: 400, facilityCount: 24, monthCount: 1, seed: 5)
        let files = try write(configuration, "first", in: folder, .parquet)
        let again = try write(configuration, "second", in: folder, .parquet)
        #expect(files == again)
        for table in ["setl_d", "fee_list_d", "mdtrt_d", "psn_info_b", "fixmedins_b", "opsp_reg_d", "drug_trac_d", "drug_inv_d"] {
            let data = try #require(files[table + ".parquet"])
            #expect(data.prefix(4) == Data("PAR1".utf8) && data.suffix(4) == Data("PAR1".utf8))
            #expect(files[table + ".csv"] == nil)
        }
    }

    @Test func sizesOutOfRangeAreRefused() throws {
        let folder = try TemporaryFolder()
        for configuration in [
            TownConfiguration(personCount: 399, facilityCount: 30, monthCount: 1, seed: 1),
            TownConfiguration(personCount: 800, facilityCount: 23, monthCount: 1, seed: 1),
            TownConfiguration(personCount: 800, facilityCount: 30, monthCount: 0, seed: 1),
            TownConfiguration(personCount: 800, facilityCount: 30, monthCount: 1, seed: 1, startMonth: 13),
        ] {
            #expect(throws: SimulationError.self) { try TownSimulator(configuration: configuration).write(to: folder.path + "/town", format: .csv) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func aFolderWithContentIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/town"
        for taken in [path, path + "-truth"] {
            try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: true)
            try Data("mine".utf8).write(to: URL(fileURLWithPath: taken + "/notes.txt"))
            let configuration = TownConfiguration(personCount: 400, facilityCount: 24, monthCount: 1, seed: 1)
            #expect(throws: SimulationError.destinationNotEmpty(taken)) {
                try TownSimulator(configuration: configuration).write(to: path, format: .csv)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: taken) == ["notes.txt"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
            try FileManager.default.removeItem(atPath: taken)
        }
    }

    @Test func holidayTableMirrorsTheCodeTable() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let table = try CSVTable(root.appendingPathComponent("Datasets/calendars/holidays-cn.csv").path)
        let dates = table.values("date"), kinds = table.values("kind")
        #expect(HolidayTable.holidays.map(String.init) == dates.indices.filter { kinds[$0] == "holiday" }.map { dates[$0] })
        #expect(HolidayTable.makeupWorkdays.map(String.init) == dates.indices.filter { kinds[$0] == "makeup" }.map { dates[$0] })
        #expect(dates.count == HolidayTable.holidays.count + HolidayTable.makeupWorkdays.count)
    }
}
