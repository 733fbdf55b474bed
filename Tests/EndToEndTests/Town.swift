import Claims
import Foundation
import Simulation
import Statistics

/// A simulated town of 30,000 persons and 120 facilities, its truth, and its leads; made once for all tests.
struct Town: Sendable {
    static let shared = Result { try Town(seed: 1) }
    static let listLength = 300

    let folder: TemporaryFolder
    let truth: Truth
    let screening: Screening

    var extract: String { folder.path + "/town" }

    init(seed: UInt64) throws {
        folder = try TemporaryFolder()
        let configuration = TownConfiguration(personCount: 30_000, facilityCount: 120, monthCount: 3, seed: seed)
        let path = folder.path + "/town"
        _ = try TownSimulator(configuration: configuration).write(to: path, format: .csv)
        truth = try Truth.read(folder: path + "-truth")
        screening = try Screening(.folder(path), limit: Self.listLength)
    }

    var plantedGroups: [[String]] { truth.labels.filter { $0.scenario == "card-clustering" }.map(\.members) }
}

/// More visits at the busiest pharmacies: anyone, any day, at the hours at which each pharmacy is visited.
struct ExtraVisits {
    /// Writes the town's settlements with `count` more into `folder`, the registries linked beside them.
    static func write(_ count: Int, to folder: String, beside town: String, pharmacies: Int = 8, seed: UInt64 = 9) throws {
        let text = try String(contentsOfFile: town + "/setl_d.csv", encoding: .utf8)
        var lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0).split(separator: ",", omittingEmptySubsequences: false) }
        let header = lines.removeFirst()
        let place = Dictionary(uniqueKeysWithValues: header.enumerated().map { (String($1), $0) })
        func column(_ name: String) -> Int { place[name]! }
        var rowsOfPharmacy: [Substring: [Int]] = [:]
        for (number, line) in lines.enumerated()
        where line[column("fixmedins_code")].hasPrefix("P") && line[column("refd_setl_flag")] == "0" && line[column("setl_time")].count == 19 {
            rowsOfPharmacy[line[column("fixmedins_code")], default: []].append(number)
        }
        let busiest = rowsOfPharmacy.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(pharmacies)
        let rows = busiest.flatMap(\.value)
        var random = RandomStream(seed: seed, stream: "extra visits")
        var output = text
        for number in 0..<count {
            // The place, the money and the hour of one visit; the day of another; the person of a third.
            var line = lines[rows[random.uniform(below: rows.count)]]
            let day = lines[rows[random.uniform(below: rows.count)]][column("setl_time")].prefix(10)
            let person = lines[random.uniform(below: lines.count)]
            for name in ["psn_no", "gend", "brdy", "insutype", "psn_type", "emp_no", "insu_admdvs"] { line[column(name)] = person[column(name)] }
            let hour = line[column("setl_time")].dropFirst(11).prefix(2)
            func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
            let time = "\(day) \(hour):\(two(random.uniform(below: 60))):\(two(random.uniform(below: 60)))"
            line[column("setl_id")] = "X\(number)"
            line[column("mdtrt_id")] = "XM\(number)"
            for name in ["setl_time", "opt_time"] { line[column(name)] = Substring(time) }
            for name in ["begndate", "enddate"] { line[column(name)] = day }
            output += line.joined(separator: ",") + "\n"
        }
        try Data(output.utf8).write(to: URL(filePath: folder + "/setl_d.csv"))
        for table in ["psn_info_b.csv", "fixmedins_b.csv", "opsp_reg_d.csv"] {
            try FileManager.default.createSymbolicLink(atPath: folder + "/" + table, withDestinationPath: town + "/" + table)
        }
    }
}
