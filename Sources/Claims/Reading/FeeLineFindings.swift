import ADBC

/// What fee lines show about the data: sums that differ from their settlement, doctors who are placeholders, and a
/// facility whose local code is mapped to the wrong national item. SQL over the files, so nothing is held in memory.
struct FeeLineFindings {
    let source: TableSource
    let settlements: [TableSource]
    let connection: Connection
    let thresholds: ThresholdTable

    func add(to quality: inout DataQuality) throws(ClaimsError) {
        guard let lines = relation(source), let settled = settlements.first(where: { $0.table.name == "setl_d" }).flatMap(relation) else { return }
        let found = quality.table("fee_list_d")?.columnsFound ?? [:]
        let settledColumns = quality.table("setl_d")?.columnsFound ?? [:]
        do {
            if let setl = found["setl_id"], let amount = found["det_item_fee_sumamt"],
               let id = settledColumns["setl_id"], let total = settledColumns["medfee_sumamt"] {
                quality.identities.append(try sums(lines, setl, amount, settled, id, total))
            }
            if let doctor = found["bilg_dr_code"], let facility = found["fixmedins_code"] {
                quality.findings += try placeholders(lines, doctor, facility)
            }
            if let item = found["med_list_codg"], let local = found["medins_list_codg"], let facility = found["fixmedins_code"],
               let setl = found["setl_id"], let id = settledColumns["setl_id"], let sex = settledColumns["gend"] {
                quality.findings += try mismappedCodes(lines, item, local, facility, setl, settled, id, sex)
            }
        } catch let error as ADBCError {
            throw ClaimsError("checking fee_list_d failed: \(CSVRelation.firstSentence(of: error.message))")
        } catch let error as ClaimsError {
            throw error
        } catch {
            throw ClaimsError("checking fee_list_d failed")
        }
    }

    /// All files of a table as one relation, where its columns go by name; nil for a mapped table.
    private func relation(_ source: TableSource) -> String? {
        guard source.blocks.allSatisfy({ $0.expressions == nil }) else { return nil }
        let files = source.blocks.flatMap(\.files).compactMap { file -> String? in
            switch file.format {
            case .csv: (try? CSVRelation(file: file, connection: connection))?.relation(skippingFaultyLines: false)
            case .parquet: "read_parquet(\(quotedLiteral(file.path)))"
            case .table: quotedIdentifier(file.path)
            }
        }
        return "(" + files.map { "SELECT * FROM \($0)" }.joined(separator: " UNION ALL BY NAME ") + ")"
    }

    private func amount(_ column: String) -> String { "TRY_CAST(CAST(\(quotedIdentifier(column)) AS VARCHAR) AS DECIMAL(18,4))" }

    private func text(_ column: String) -> String { "trim(CAST(\(quotedIdentifier(column)) AS VARCHAR))" }

    private func sums(
        _ lines: String, _ setl: String, _ lineAmount: String, _ settled: String, _ id: String, _ total: String
    ) throws -> MoneyIdentity {
        let tolerance = try thresholds.value("identity_tolerance_fen") / 100
        let sql = """
            WITH line_sums AS (SELECT \(text(setl)) AS id, sum(\(amount(lineAmount))) AS amount FROM \(lines) GROUP BY 1),
            totals AS (SELECT \(text(id)) AS id, max(\(amount(total))) AS amount FROM \(settled) GROUP BY 1)
            SELECT count(*), count(*) FILTER (abs(line_sums.amount - totals.amount) > \(tolerance)),
            min(id) FILTER (abs(line_sums.amount - totals.amount) > \(tolerance)) FROM line_sums JOIN totals USING (id)
            """
        let batch = try connection.query(sql).next()
        let tested = Int(batch?.column(0).integer(0) ?? 0)
        let failed = Int(batch?.column(1).integer(0) ?? 0)
        let limit = try thresholds.value("identity_failure_limit")
        return MoneyIdentity(
            name: "medfee_sumamt = sum of det_item_fee_sumamt", tested: tested, failed: failed,
            holds: tested == 0 || Double(failed) / Double(tested) <= limit,
            examples: [batch?.column(2).string(0)].compactMap { $0 })
    }

    /// `未知`, blank and runs of zeros are not doctors. Pharmacies have none and are passed over.
    private func placeholders(_ lines: String, _ doctor: String, _ facility: String) throws -> [DataFinding] {
        let share = try thresholds.value("placeholder_doctor_share")
        let minimum = try thresholds.integer("placeholder_doctor_lines")
        let sql = """
            SELECT facility, bad, n FROM (SELECT \(text(facility)) AS facility, count(*) AS n,
            count(*) FILTER (\(text(doctor)) IS NULL OR \(text(doctor)) IN ('', '未知', '不详', '无', 'NULL') OR regexp_full_match(\(text(doctor)), '[A-Z]?0+')) AS bad
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
    /// to the other: the local code is mapped wrongly. It is one finding, not a case a patient.
    private func mismappedCodes(
        _ lines: String, _ item: String, _ local: String, _ facility: String, _ setl: String,
        _ settled: String, _ id: String, _ sex: String
    ) throws -> [DataFinding] {
        let elsewhere = try thresholds.value("mismapped_code_one_sex_share")
        let here = try thresholds.value("mismapped_code_other_sex_share")
        let minimum = try thresholds.integer("mismapped_code_lines")
        let sql = """
            WITH sexes AS (SELECT \(text(id)) AS id, max(ltrim(\(text(sex)), '0')) AS sex FROM \(settled) GROUP BY 1),
            cells AS (SELECT \(text(item)) AS item, \(text(local)) AS local, \(text(facility)) AS facility,
              count(*) FILTER (sex = '1') AS men, count(*) FILTER (sex = '2') AS women
              FROM \(lines) AS l JOIN sexes ON sexes.id = trim(CAST(l.\(quotedIdentifier(setl)) AS VARCHAR)) GROUP BY ALL),
            items AS (SELECT item, sum(men) AS men, sum(women) AS women FROM cells GROUP BY 1)
            SELECT c.facility, greatest(c.men, c.women) AS odd, c.men + c.women AS n, c.local FROM cells c JOIN items i USING (item)
            WHERE c.men + c.women >= \(minimum) AND i.men + i.women - c.men - c.women >= \(minimum)
              AND ((c.men >= \(here) * (c.men + c.women) AND i.women - c.women >= \(elsewhere) * (i.men + i.women - c.men - c.women))
                OR (c.women >= \(here) * (c.men + c.women) AND i.men - c.men >= \(elsewhere) * (i.men + i.women - c.men - c.women)))
            ORDER BY c.facility, c.local
            """
        return try findings(sql, example: 3) { facility, odd, total in
            .init(
                kind: "mismapped_code", facility: facility, count: odd, of: total,
                messageChinese: "该机构某一院内编码的对应关系疑有误：其他机构几乎只用于单一性别的项目，在此大量用于另一性别",
                messageEnglish: "a local code is probably mapped to the wrong national item: elsewhere the item belongs to one sex, here mostly to the other")
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
