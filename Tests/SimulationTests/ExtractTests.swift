import Foundation
import Simulation
import Testing

/// The extract holds what the contract promises.
struct ExtractTests {
    let town: SimulatedTown

    init() throws { town = try SimulatedTown.shared.get() }

    @Test func everyRowHasEveryField() {
        for table in [town.settlements, town.feeLines, town.visits, town.persons, town.facilities, town.registrations, town.packs, town.stock] {
            #expect(table.rows.allSatisfy { $0.count == table.columns.count })
            #expect(!table.rows.isEmpty)
        }
        let counts = Dictionary(uniqueKeysWithValues: town.summary.rows.map { ($0.table, $0.rowCount) })
        #expect(counts["setl_d"] == town.settlements.rows.count)
        #expect(counts["fee_list_d"] == town.feeLines.rows.count)
        #expect(town.persons.rows.count == 3_000)
        #expect(town.facilities.rows.count == 60)
    }

    @Test func identitiesOfMoneyHoldToTheFen() {
        let table = town.settlements
        let total = table.fen("medfee_sumamt"), scope = table.fen("inscp_amt"), pooled = table.fen("hifp_pay")
        let fund = table.fen("fund_pay_sumamt"), person = table.fen("psn_pay"), account = table.fen("acct_pay")
        let mutual = table.fen("acct_mulaid_pay"), cash = table.fen("cash_payamt"), refund = table.values("refd_setl_flag")
        for row in total.indices {
            let sign = refund[row] == "1" ? -1 : 1
            #expect(total[row] == fund[row] + person[row])
            #expect(person[row] == account[row] + mutual[row] + cash[row])
            let parts = [total[row] * sign, scope[row] * sign, pooled[row] * sign, account[row] * sign, mutual[row] * sign, cash[row] * sign]
            #expect(parts.allSatisfy { $0 >= 0 } && parts[0] > 0)
            #expect(fund[row] * sign >= pooled[row] * sign)
            #expect(total[row] * sign >= scope[row] * sign)
        }
    }

    @Test func feeLinesSumToTheirSettlement() {
        let lines = town.feeLines
        let settlement = lines.values("setl_id"), amount = lines.fen("det_item_fee_sumamt")
        let count = lines.values("cnt").map { Int($0)! }, price = lines.fen("pric")
        var sums: [String: Int] = [:]
        for row in amount.indices {
            #expect(amount[row] == count[row] * price[row])
            sums[settlement[row], default: 0] += amount[row]
        }
        let identifiers = town.settlements.values("setl_id"), totals = town.settlements.fen("medfee_sumamt")
        for row in totals.indices { #expect(sums[identifiers[row]] == totals[row]) }
        #expect(sums.count == Set(identifiers).count)
    }

    @Test func keysAreUniqueAndPointSomewhere() throws {
        for (table, key) in [(town.visits, "mdtrt_id"), (town.persons, "psn_no"), (town.facilities, "fixmedins_code"), (town.feeLines, "bkkp_sn")] {
            #expect(Set(table.values(key)).count == table.rows.count, "\(key)")
        }
        let persons = Set(town.persons.values("psn_no")), visits = Set(town.visits.values("mdtrt_id"))
        let facilities = Set(town.facilities.values("fixmedins_code"))
        #expect(town.settlements.values("psn_no").allSatisfy { persons.contains($0) })
        #expect(town.settlements.values("mdtrt_id").allSatisfy { visits.contains($0) })
        #expect(town.settlements.values("fixmedins_code").allSatisfy { facilities.contains($0) })
        #expect(facilities.allSatisfy { $0.wholeMatch(of: /[HP]\d{11}/) != nil })
        #expect(persons.allSatisfy { $0.count == 20 })
        #expect(town.settlements.values("setl_id").allSatisfy { (19...24).contains($0.count) })
    }

    @Test func rowsComeBySettlementTime() {
        let times = town.settlements.values("setl_time").filter { $0.count == 19 }
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(times.first! >= "2025-09-01" && times.last! < "2025-12-01")
    }

    @Test func bookkeepingHasItsUsualDisorder() {
        let table = town.settlements
        let count = Double(table.rows.count)
        let refunds = Double(table.values("refd_setl_flag").count { $0 == "1" }) / count
        #expect((0.04...0.06).contains(refunds))
        let identifiers = table.values("setl_id"), entry = table.values("opt_time")
        var latest: [String: String] = [:]
        var duplicates = 0
        for row in identifiers.indices {
            if let earlier = latest[identifiers[row]] {
                duplicates += 1
                #expect(entry[row] > earlier)
            }
            latest[identifiers[row]] = entry[row]
        }
        #expect(duplicates > 10)
        #expect(table.values("vali_flag").count { $0 == "0" } > 10)
        #expect(table.values("setl_time").contains { $0.count == 8 })
    }

    @Test func everyRefundTakesBackAnEarlierSettlement() {
        let table = town.settlements
        let persons = table.values("psn_no"), facilities = table.values("fixmedins_code"), totals = table.fen("medfee_sumamt")
        let refund = table.values("refd_setl_flag")
        var open: [String: Int] = [:]
        for row in totals.indices {
            let key = "\(persons[row]) \(facilities[row]) \(abs(totals[row]))"
            if refund[row] == "1" { #expect(open[key, default: 0] > 0) } else { open[key, default: 0] += 1 }
        }
    }

    @Test func everyDayAndKindOfCareOccurs() {
        let types = Set(town.settlements.values("med_type"))
        #expect(types.isSuperset(of: ["11", "12", "13", "14", "21", "24", "41"]))
        #expect(Set(town.settlements.values("enddate")).count == 91)
        #expect(Set(town.settlements.values("insutype")) == ["310", "390"])
        // National Day is quiet, the Monday after it is not.
        let days = Dictionary(grouping: town.settlements.values("enddate")) { $0 }.mapValues(\.count)
        #expect(days["2025-10-03"]! * 3 < days["2025-10-13"]! * 2)
    }
}
