import Claims
import Features
import Rules

/// What the table of items for one sex says and the extract contradicts: rows of it, and items, that most of the facilities which have them
/// charge to both sexes, each for a good part of its patients.
///
/// A local catalogue that numbers its items otherwise than the national list makes "women's operations" of acupuncture. A false bill is some
/// facilities' doing; where most of them do it, it is the table.
struct SexContradictions {
    /// The sex that may have each item, 0 where any, after what was contradicted is left out.
    private(set) var allowed: [UInt8]
    private(set) var findings: [DataFinding] = []
    private let rules: RuleContext
    private let wholesaleShare: Double
    private let leastPersons: Int
    private let leastFacilities: Int
    private let leastShare: Double

    /// A person who had an item at a facility.
    private struct Use: Hashable {
        let item, facility, person: Int32
    }

    private struct Contradiction {
        let key: Int
        let facilities: Int
        let conflicting: Int
    }

    init(_ sexes: ItemSexes, _ rules: RuleContext, _ thresholds: ThresholdTable) throws(ClaimsError) {
        self.rules = rules
        wholesaleShare = try thresholds.value("mapping_share")
        leastPersons = try thresholds.integer("mapping_persons")
        leastFacilities = try thresholds.integer("table_facilities")
        leastShare = try thresholds.value("table_share")
        let lines = rules.lines
        let bindings = sexes.bindings(in: lines)
        allowed = bindings.map { $0?.sex ?? 0 }
        var uses: Set<Use> = []
        for line in 0..<lines.count {
            let item = lines.item[line]
            let person = rules.person(Int32(line))
            guard item >= 0, allowed[Int(item)] != 0, rules.store.persons.sex[Int(person)] != 0 else { continue }
            uses.insert(Use(item: item, facility: rules.facility(Int32(line)), person: person))
        }
        // First what a row says of all its items together: each may be too rare to tell.
        let rows = contradictions(among: uses) { bindings[Int($0.item)]?.row ?? -1 }
        findings = rows.map { Self.finding(sexes.text(ofRow: $0.key), $0) }
        allowed = sexes.removing(Set(rows.map(\.key))).allowed(in: lines)
        let items = contradictions(among: uses.filter { allowed[Int($0.item)] != 0 }) { Int($0.item) }
        findings += items.map { Self.finding(lines.items[Int32($0.key)], $0) }
        for item in items { allowed[item.key] = 0 }
    }

    private func contradictions(among uses: Set<Use>, by key: (Use) -> Int) -> [Contradiction] {
        func conflicting(_ uses: [Use]) -> Int { uses.count { rules.store.persons.sex[Int($0.person)] != allowed[Int($0.item)] } }
        return Dictionary(grouping: uses, by: key).sorted { $0.key < $1.key }.compactMap { key, own in
            let facilities = Dictionary(grouping: own, by: \.facility).values.filter { $0.count >= leastPersons }
            let wholesale = facilities.count { Double(conflicting($0)) >= wholesaleShare * Double($0.count) }
            guard facilities.count >= leastFacilities, Double(wholesale) >= leastShare * Double(facilities.count) else { return nil }
            return Contradiction(key: key, facilities: facilities.count, conflicting: conflicting(own))
        }
    }

    private static func finding(_ text: String, _ found: Contradiction) -> DataFinding {
        DataFinding(
            kind: "gender_table", count: found.conflicting, of: found.facilities,
            messageChinese: """
                项目表限定单一性别的一行（或一个项目），在\(found.facilities)家机构中多数都向两性收取，疑为本地编码与国家项目表不一致，\
                不作为线索；请在 items_gender 中更正
                """,
            messageEnglish: """
                what a row of the table binds to one sex is charged to both at most of the \(found.facilities) facilities that have it: the local \
                codes are probably not those of the national list; no leads; correct it in items_gender
                """,
            examples: [text])
    }
}
