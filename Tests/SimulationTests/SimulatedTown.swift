import Foundation
import Simulation

/// A table read back from CSV the plain way: the simulator writes no quotes.
struct CSVTable {
    let columns: [String: Int]
    let rows: [[Substring]]

    init(_ path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let header = lines.removeFirst()
        columns = Dictionary(uniqueKeysWithValues: header.enumerated().map { (String($1), $0) })
        rows = lines
    }

    func place(_ column: String) -> Int { columns[column]! }

    func values(_ column: String) -> [String] {
        let place = place(column)
        return rows.map { String($0[place]) }
    }

    func fen(_ column: String) -> [Int] { values(column).map { fenOf($0) } }
}

func fenOf(_ yuan: String) -> Int {
    let parts = yuan.drop { $0 == "-" }.split(separator: ".")
    return (yuan.hasPrefix("-") ? -1 : 1) * (Int(parts[0])! * 100 + Int(parts[1])!)
}

/// Seconds since midnight, 1 January 2000, by Foundation's calendar and not the simulator's.
func seconds(_ text: some StringProtocol) -> Int {
    let digits = text.split { !$0.isNumber }.map { Int($0)! }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0)!
    let date = calendar.date(from: DateComponents(
        year: digits[0], month: digits[1], day: digits[2], hour: digits[3], minute: digits[4], second: digits[5]
    ))!
    return Int(date.timeIntervalSince1970) - 946_684_800
}

/// A folder that goes away with the value that holds it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "simulation-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// One town of a size that shows everything, simulated once for all tests that only read it.
struct SimulatedTown {
    static let shared = Result { try SimulatedTown(.init(personCount: 3_000, facilityCount: 60, monthCount: 3, seed: 11)) }

    let settlements: CSVTable
    let feeLines: CSVTable
    let visits: CSVTable
    let persons: CSVTable
    let facilities: CSVTable
    let registrations: CSVTable
    let packs: CSVTable
    let stock: CSVTable
    let itemSexes: CSVTable
    let truth: Truth
    let summary: TownSummary

    init(_ configuration: TownConfiguration) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/town"
        summary = try TownSimulator(configuration: configuration).write(to: path, format: .csv)
        settlements = try CSVTable(path + "/setl_d.csv")
        feeLines = try CSVTable(path + "/fee_list_d.csv")
        visits = try CSVTable(path + "/mdtrt_d.csv")
        persons = try CSVTable(path + "/psn_info_b.csv")
        facilities = try CSVTable(path + "/fixmedins_b.csv")
        registrations = try CSVTable(path + "/opsp_reg_d.csv")
        packs = try CSVTable(path + "/drug_trac_d.csv")
        stock = try CSVTable(path + "/drug_inv_d.csv")
        itemSexes = try CSVTable(path + "/items_gender.csv")
        truth = try Truth.read(folder: path + "-truth")
    }
}
