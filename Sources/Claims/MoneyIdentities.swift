/// Equations between a settlement's amounts that the platform keeps. A share of failures above the limit means that a
/// column is mapped to the wrong thing.
enum MoneyIdentities {
    static func tested(_ store: ClaimStore, thresholds: ThresholdTable) throws(ClaimsError) -> [MoneyIdentity] {
        let tolerance = Int64(try thresholds.integer("identity_tolerance_fen"))
        let limit = try thresholds.value("identity_failure_limit")
        let columns = store.settlements
        return [
            identity("medfee_sumamt = fund_pay_sumamt + psn_pay", store, tolerance, limit) { row in
                (columns.totalFee[row], [columns.fund[row], columns.personal[row]])
            },
            identity("psn_pay = acct_pay + acct_mulaid_pay + cash_payamt", store, tolerance, limit) { row in
                (columns.personal[row], [columns.account[row], columns.mutualAid[row], columns.cash[row]])
            },
            share("hifp_pay <= fund_pay_sumamt", store, tolerance, limit, columns.pooledFund, columns.fund),
            share("inscp_amt <= medfee_sumamt", store, tolerance, limit, columns.inScope, columns.totalFee),
        ].filter { $0.tested > 0 }
    }

    private static func identity(
        _ name: String, _ store: ClaimStore, _ tolerance: Int64, _ limit: Double, _ sides: (Int) -> (Int64, [Int64])
    ) -> MoneyIdentity {
        test(name, store, limit) { row in
            let (whole, parts) = sides(row)
            guard whole != Fen.missing, !parts.contains(Fen.missing) else { return nil }
            return (whole - parts.reduce(0, +)).magnitude <= tolerance.magnitude
        }
    }

    private static func share(
        _ name: String, _ store: ClaimStore, _ tolerance: Int64, _ limit: Double, _ part: [Int64], _ whole: [Int64]
    ) -> MoneyIdentity {
        test(name, store, limit) { row in
            part[row] == Fen.missing || whole[row] == Fen.missing ? nil : part[row] <= whole[row] + tolerance
        }
    }

    private static func test(_ name: String, _ store: ClaimStore, _ limit: Double, _ holds: (Int) -> Bool?) -> MoneyIdentity {
        var tested = 0
        var failed = 0
        var examples: [String] = []
        for row in 0..<store.settlements.count {
            guard let isKept = holds(row) else { continue }
            tested += 1
            guard !isKept else { continue }
            failed += 1
            if examples.count < 3 { examples.append(store.settlements.id[row]) }
        }
        return MoneyIdentity(
            name: name, tested: tested, failed: failed,
            holds: tested == 0 || Double(failed) / Double(tested) <= limit, examples: examples)
    }
}
