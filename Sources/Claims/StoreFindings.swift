/// Data findings that the settlements alone show. They go to whoever made the extract and never become leads.
struct StoreFindings {
    let store: ClaimStore
    let account: SettlementReconciliation
    /// Codes of `fixmedins_b`, or nil where the extract has no facility registry.
    let registeredFacilities: Set<String>?
    let thresholds: ThresholdTable

    func all() throws(ClaimsError) -> [DataFinding] {
        try impossibleAges() + unregisteredFacilities() + unpairedRefunds() + unknownMedicalTypes() + batchEntry()
    }

    private func impossibleAges() throws(ClaimsError) -> [DataFinding] {
        let oldest = try thresholds.integer("maximum_age_years")
        let columns = store.settlements
        var rows = 0
        var examples: [String] = []
        for row in 0..<columns.count {
            let birth = store.persons.birthDay[Int(columns.person[row])]
            guard birth != CalendarDay.missing else { continue }
            let age = CalendarDay.age(born: birth, on: columns.day[row])
            guard birth > columns.day[row] || age > oldest else { continue }
            rows += 1
            if examples.count < 3 { examples.append(columns.id[row]) }
        }
        guard rows > 0 else { return [] }
        return [.init(
            kind: "impossible_age", count: rows, of: columns.count,
            messageChinese: "按出生日期计算的年龄不可能（未出生或超过\(oldest)岁）",
            messageEnglish: "age by birth date is impossible: not yet born, or over \(oldest)", examples: examples)]
    }

    private func unregisteredFacilities() -> [DataFinding] {
        guard let registeredFacilities else { return [] }
        let absent = (0..<store.facilities.count).map { store.facilities.id[Int32($0)] }.filter { !registeredFacilities.contains($0) }
        guard !absent.isEmpty else { return [] }
        return [.init(
            kind: "unregistered_facility", count: absent.count, of: store.facilities.count,
            messageChinese: "结算中的机构编码不在定点机构登记表中",
            messageEnglish: "facility codes of settlements that are not in fixmedins_b", examples: Array(absent.prefix(3)))]
    }

    private func unpairedRefunds() -> [DataFinding] {
        guard account.unpairedRefunds.rows > 0 else { return [] }
        return [.init(
            kind: "unpaired_refund", count: account.unpairedRefunds.rows,
            of: account.unpairedRefunds.rows + account.nettedRefunds.rows,
            messageChinese: "退费记录在本数据中找不到原结算（可能在本期之前）",
            messageEnglish: "refunds whose original is not in the extract, perhaps because it lies before the period")]
    }

    private func unknownMedicalTypes() -> [DataFinding] {
        var rows = [Int](repeating: 0, count: store.medicalTypes.count)
        for row in 0..<store.settlements.count where store.settlements.careClass[row] == .other {
            let type = store.settlements.medicalType[row]
            if type >= 0 { rows[Int(type)] += 1 }
        }
        let unknown = rows.indices.filter { rows[$0] > 0 }
        guard !unknown.isEmpty else { return [] }
        return [.init(
            kind: "unknown_med_type", count: unknown.reduce(0) { $0 + rows[$1] }, of: store.settlements.count,
            messageChinese: "医疗类别代码不在代码表中，请补充 Datasets/codes/med_type.csv",
            messageEnglish: "med_type codes that the code table does not know; add them to Datasets/codes/med_type.csv",
            // Something longer than a code may be another column's value, and so a person's.
            examples: unknown.map { store.medicalTypes[Int32($0)] }.filter { $0.utf8.count <= 8 && $0.utf8.allSatisfy { $0 < 0x80 } }.prefix(3).map { $0 })]
    }

    /// Facilities that enter a day's visits in one go: runs of many persons by one operator with short gaps, which
    /// make up most of the day, on several days. Their settlement times say when somebody typed, not when care was given.
    private func batchEntry() throws(ClaimsError) -> [DataFinding] {
        guard store.hasTimes else { return [] }
        let gap = Int32(try thresholds.integer("batch_entry_gap_seconds"))
        let minimumPersons = try thresholds.integer("batch_entry_persons")
        let minimumDays = try thresholds.integer("batch_entry_days")
        let minimumShare = try thresholds.value("batch_entry_share")
        let columns = store.settlements
        var findings: [DataFinding] = []
        for facility in 0..<store.facilities.count {
            let rows = store.byFacility[facility]
            var batchRows = 0
            var batchDays: Set<Int32> = []
            var start = rows.startIndex
            while start < rows.endIndex {
                var end = start + 1
                while end < rows.endIndex, continuesRun(from: Int(rows[end - 1]), to: Int(rows[end]), gap) { end += 1 }
                if Set(rows[start..<end].map { columns.person[Int($0)] }).count >= minimumPersons {
                    batchRows += end - start
                    batchDays.insert(columns.day[Int(rows[start])])
                }
                start = end
            }
            guard batchDays.count >= minimumDays, Double(batchRows) >= minimumShare * Double(rows.count) else { continue }
            findings.append(.init(
                kind: "batch_entry", facility: store.facilities.id[Int32(facility)], count: batchRows, of: rows.count,
                messageChinese: "该机构集中补录结算（同一操作员连续录入，\(batchDays.count) 天），结算时刻不代表就诊时刻",
                messageEnglish: "this facility enters its visits in batches (one operator in a row, on \(batchDays.count) days); its settlement times are not times of care"))
        }
        return findings
    }

    private func continuesRun(from earlier: Int, to later: Int, _ gap: Int32) -> Bool {
        let columns = store.settlements
        return columns.day[earlier] == columns.day[later] && columns.second[earlier] >= 0
            && columns.second[later] - columns.second[earlier] <= gap
            && columns.operatorNumber[earlier] == columns.operatorNumber[later] && columns.operatorNumber[earlier] >= 0
    }
}
