import ADBC

/// What fee lines show about the data: sums that differ from their settlement, doctors who are placeholders, and a
/// facility whose local code is mapped to the wrong national item. SQL over the files, so nothing is held in memory.
struct FeeLineFindings {
    /// SQL of the usable rows of `fee_list_d` and `setl_d`, file by file, under the contract's names.
    let lines: [String]
    let settlements: [String]
    let connection: Connection
    let thresholds: ThresholdTable

    func add(to quality: inout DataQuality) throws(ClaimsError) {
        let found = Set(quality.table("fee_list_d").map { Array($0.columnsFound.keys) } ?? [])
        let settledColumns = Set(quality.table("setl_d").map { Array($0.columnsFound.keys) } ?? [])
        do {
            let lines = union(lines, isFlagged: found.contains("vali_flag"))
            let settled = union(settlements, isFlagged: settledColumns.contains("vali_flag"))
            if found.contains("setl_id") { quality.identities += [try sums(lines, settled)].filter { $0.tested > 0 } }
            if found.isSuperset(of: ["bilg_dr_code", "fixmedins_code"]) { quality.findings += try placeholders(lines) }
            if found.isSuperset(of: ["med_list_codg", "medins_list_codg", "fixmedins_code", "setl_id"]), settledColumns.contains("gend") {
                quality.findings += try mismappedCodes(lines, settled)
            }
        } catch let error as ADBCError {
            throw ClaimsError("checking fee_list_d failed: \(CSVRelation.redactedFirstSentence(of: error.message))")
        } catch let error as ClaimsError {
            throw error
        } catch {
            throw ClaimsError("checking fee_list_d failed")
        }
    }

    /// The valid rows of all files of a table as one relation.
    private func union(_ files: [String], isFlagged: Bool) -> String {
        let all = "(" + files.map { "(\($0))" }.joined(separator: " UNION ALL BY NAME ") + ")"
        return isFlagged ? "(SELECT * FROM \(all) WHERE NOT \(SmallCode.isZero("vali_flag")))" : all
    }

    /// An id with a charge and its refund has lines that cancel out, but a total each: it is passed over.
    private func sums(_ lines: String, _ settled: String) throws -> MoneyIdentity {
        let tolerance = try thresholds.integer("identity_tolerance_fen")
        let sql = """
            WITH line_sums AS (SELECT setl_id, sum(det_item_fee_sumamt) AS amount FROM \(lines) GROUP BY 1),
            totals AS (SELECT setl_id, max(medfee_sumamt) AS amount FROM \(settled) GROUP BY 1
              HAVING min(medfee_sumamt) >= 0 OR max(medfee_sumamt) <= 0),
            differences AS (SELECT setl_id, abs(line_sums.amount - totals.amount) > \(tolerance) AS differs
              FROM line_sums JOIN totals USING (setl_id))
            SELECT count(*), count(*) FILTER (differs), min(setl_id) FILTER (differs) FROM differences
            """
        let batch = try connection.query(sql).next()
        let tested = Int(batch?.column(0).integer(0) ?? 0)
        let failed = Int(batch?.column(1).integer(0) ?? 0)
        let limit = try thresholds.value("identity_failure_limit")
        return MoneyIdentity(
            name: "medfee_sumamt = sum of det_item_fee_sumamt", tested: tested, failed: failed,
            holds: Double(failed) <= limit * Double(tested),
            examples: [batch?.column(2).string(0)].compactMap { $0 })
    }

    /// `未知`, blank and runs of zeros are not doctors. Pharmacies have none and are passed over.
    private func placeholders(_ lines: String) throws -> [DataFinding] {
        let share = try thresholds.value("placeholder_doctor_share")
        let minimum = try thresholds.integer("placeholder_doctor_lines")
        let sql = """
            SELECT facility, bad, n FROM (SELECT fixmedins_code AS facility, count(*) AS n,
            count(*) FILTER (bilg_dr_code IS NULL OR bilg_dr_code IN ('未知', '不详', '无') OR regexp_full_match(bilg_dr_code, '[A-Z]?0+')) AS bad
            FROM \(lines) GROUP BY 1) WHERE bad >= \(minimum) AND bad >= \(share) * n AND NOT starts_with(facility, 'P') ORDER BY facility
            """
        return try findings(sql) { facility, bad, total in
            .init(
                kind: "unknown_doctor", facility: facility, count: bad, of: total,
                messageChinese: "费用明细的开单医师为占位值（未知、空白或全零）",
                messageEnglish: "fee lines whose ordering doctor is a placeholder (unknown, blank or zeros)")
        }
    }

    /// A national item that everywhere else belongs to one sex, billed by one facility under one local code wholesale
    /// to the other: the local code is mapped wrongly. It is one finding, not a case a patient. "Elsewhere" must bill the
    /// item at least as often, or it might as well be the one in the wrong.
    private func mismappedCodes(_ lines: String, _ settled: String) throws -> [DataFinding] {
        let elsewhere = try thresholds.value("mismapped_code_one_sex_share")
        let here = try thresholds.value("mismapped_code_other_sex_share")
        let minimum = try thresholds.integer("mismapped_code_lines")
        let sql = """
            WITH sexes AS (SELECT setl_id, max(ltrim(gend, '0')) AS sex FROM \(settled) GROUP BY 1),
            cells AS (SELECT med_list_codg AS item, medins_list_codg AS local, fixmedins_code AS facility,
              count(*) FILTER (sex = '1') AS men, count(*) FILTER (sex = '2') AS women
              FROM \(lines) JOIN sexes USING (setl_id) WHERE fixmedins_code IS NOT NULL GROUP BY ALL),
            items AS (SELECT item, sum(men) AS men, sum(women) AS women FROM cells GROUP BY 1)
            SELECT c.facility, greatest(c.men, c.women) AS odd, c.men + c.women AS n, c.local FROM cells c JOIN items i USING (item)
            WHERE c.men + c.women >= \(minimum) AND i.men + i.women - c.men - c.women >= greatest(\(minimum), c.men + c.women)
              AND ((c.men >= \(here) * (c.men + c.women) AND i.women - c.women >= \(elsewhere) * (i.men + i.women - c.men - c.women))
                OR (c.women >= \(here) * (c.men + c.women) AND i.men - c.men >= \(elsewhere) * (i.men + i.women - c.men - c.women)))
            ORDER BY c.facility, c.local
            """
        return try findings(sql, example: 3) { facility, odd, total in
            .init(
                kind: "mismapped_code", facility: facility, count: odd, of: total,
                messageChinese: "该机构某一院内编码的对应关系疑有误：其他机构几乎只用于单一性别的项目，在此大量用于另一性别",
                messageEnglish: """
                    a local code is probably mapped to the wrong national item: elsewhere the item belongs to one sex, here mostly to the other
                    """)
        }
    }

    private func findings(
        _ sql: String, example: Int? = nil, _ make: (String, Int, Int) -> DataFinding
    ) throws -> [DataFinding] {
        var result: [DataFinding] = []
        let stream = try connection.query(sql)
        while let batch = try stream.next() {
            for row in 0..<batch.rowCount {
                var finding = make(batch.column(0).string(row) ?? "", Int(batch.column(1).integer(row) ?? 0), Int(batch.column(2).integer(row) ?? 0))
                if let example, let text = batch.column(example).string(row) { finding.examples = [text] }
                result.append(finding)
            }
        }
        return result
    }
}
