import Simulation
import Testing

/// Packs and stock books agree with what was billed, and the planted ones do not.
struct DrugTableTests {
    let town: SimulatedTown

    init() throws { town = try SimulatedTown.shared.get() }

    private func subjects(_ labels: [TruthLabel], _ scenario: String, _ kind: String, decoy: String? = nil) -> Set<String> {
        Set(labels.filter { $0.scenario == scenario && $0.subjectKind == kind && (decoy == nil || $0.decoyKind == decoy) }.map(\.subjectID))
    }

    /// By facility, the largest of billed less available, and of billed over available, over its drugs of twenty packs or more.
    private func imbalances() -> [String: (over: Int, ratio: Double)] {
        var available: [String: Int] = [:], billed: [String: Int] = [:]
        let stock = town.stock, lines = town.feeLines
        let place = stock.place("fixmedins_code"), item = stock.place("med_list_codg"), kind = stock.place("inv_type"), count = stock.place("cnt")
        for row in stock.rows {
            let sign = ["open", "purchase", "other_in"].contains(row[kind]) ? 1 : -1
            available[row[place] + " " + row[item], default: 0] += sign * Int(row[count])!
        }
        let seller = lines.values("fixmedins_code"), drug = lines.values("med_list_codg"), valid = lines.values("vali_flag")
        let packs = lines.values("cnt"), type = lines.values("list_type")
        for row in seller.indices where valid[row] == "1" && type[row] == "101" { billed[seller[row] + " " + drug[row], default: 0] += Int(packs[row])! }
        var worst: [String: (over: Int, ratio: Double)] = [:]
        for (key, there) in available {
            let sold = billed[key, default: 0]
            let facility = String(key.prefix { $0 != " " })
            let ratio = sold < 20 ? 0 : Double(sold) / Double(max(1, there))
            let old = worst[facility, default: (over: Int.min, ratio: 0)]
            worst[facility] = (max(old.over, sold - there), max(old.ratio, ratio))
        }
        return worst
    }

    @Test func stockBalancesUnlessPlantedOrExcused() throws {
        let planted = subjects(town.truth.labels, "inventory-mismatch", "facility")
        let excused = subjects(town.truth.decoys, "inventory-mismatch", "facility")
        let found = imbalances()
        #expect(!planted.isEmpty && excused.count >= 2 && found.count > 20)
        for (facility, worst) in found where !planted.contains(facility) && !excused.contains(facility) { #expect(worst.over <= 2) }
        for facility in planted { #expect(try #require(found[facility]).over >= 4) }
        for facility in subjects(town.truth.decoys, "inventory-mismatch", "facility", decoy: "boxes-and-tablets") {
            #expect(try #require(found[facility]).ratio > 3)
        }
    }

    @Test func packsAreSoldOnceUnlessPlantedOrExcused() throws {
        let table = town.packs
        let code = table.values("drug_trac_codg"), count = table.values("sel_retn_cnt").map { Int($0)! }, split = table.values("trdn_flag")
        var net: [String: Int] = [:], sales: [String: Int] = [:], isSplit: Set<String> = []
        for row in code.indices {
            net[code[row], default: 0] += count[row]
            if count[row] > 0 { sales[code[row], default: 0] += 1 }
            if split[row] == "1" { isSplit.insert(code[row]) }
        }
        #expect(count.contains(-1) && !isSplit.isEmpty)
        #expect(net.values.allSatisfy { $0 >= 0 })
        for pack in subjects(town.truth.labels, "trace-duplicate", "drug_pack") { #expect(try #require(net[pack]) >= 2) }
        let returned = subjects(town.truth.decoys, "trace-duplicate", "drug_pack", decoy: "sold-returned-sold")
        #expect(!returned.isEmpty)
        for pack in returned {
            #expect(try #require(net[pack]) == 1)
            #expect(try #require(sales[pack]) == 2)
        }
        // Of the rest, codes that are codes come twice in very few lines: one scan for two packs, and the planted pharmacies.
        let others = net.filter { $0.key.count == 20 && $0.value >= 2 && !isSplit.contains($0.key) }
        #expect(others.count * 100 < net.count)
    }

    @Test func theSameDrugHasTheSamePrefix() {
        let table = town.packs
        var prefix: [String: String] = [:]
        for (item, code) in zip(table.values("med_list_codg"), table.values("drug_trac_codg")) where code.count == 20 && code.hasPrefix("81") {
            #expect(prefix[item, default: String(code.prefix(7))] == code.prefix(7))
            prefix[item] = String(code.prefix(7))
        }
        #expect(Set(prefix.values).count == prefix.count && prefix.count > 50)
    }
}
