import Claims
import Features
import Rules

/// 性别不符: fee lines of items that persons of the other sex alone can have, after returns.
///
/// Rule `医疗服务项目限女性/限男性使用`: the knowledge is a table of items, the check needs no statistics. What it does need
/// is care with codes. One local code of a facility that conflicts for a good part of its patients is an item of either
/// sex mapped to the wrong national code (a hospital's ureteroscopy mapped to hysteroscopy made "men" of a hundred
/// patients): that is one data finding, not a hundred leads. Mapping errors come singly; where many codes of a facility
/// conflict so, the codes do not explain it. What most facilities charge to both sexes is bound to none here, whatever the
/// table says of it (`SexContradictions`). A bill with items of the person's own sex beside them is a couple's or a mother's, not a
/// card in other hands.
struct GenderConflictScenario: Scenario {
    static let method = "gender-conflict"

    private let specification: ScenarioSpecification

    init(_ specification: ScenarioSpecification) { self.specification = specification }

    /// One code as a facility writes it: its own, else the national one.
    private struct LocalCode: Hashable, Comparable {
        let facility: Int32
        let isLocal: Bool
        let code: Int32

        static func < (left: Self, right: Self) -> Bool {
            (left.facility, left.isLocal ? 1 : 0, left.code) < (right.facility, right.isLocal ? 1 : 0, right.code)
        }
    }

    private struct Usage {
        var persons: Set<Int32> = []
        var conflicting: Set<Int32> = []
        var lines = 0
    }

    func candidates(in context: ScreeningContext) throws -> ScenarioOutcome {
        var outcome = ScenarioOutcome()
        guard let rules = RuleContext(context.store) else { return outcome }
        let store = context.store
        let lines = rules.lines
        let sexes = store.itemSexes.isEmpty ? context.knowledge.itemSexes : ItemSexes(store.itemSexes)
        let contradictions = try SexContradictions(sexes, rules, specification.thresholds)
        let allowed = contradictions.allowed
        var conflicts: [Int32] = []
        var checkedLines = 0
        var ownSex: Set<Int> = []
        for line in 0..<lines.count {
            let item = lines.item[line]
            guard item >= 0, allowed[Int(item)] != 0 else { continue }
            let sex = store.persons.sex[Int(rules.person(Int32(line)))]
            guard sex != 0 else { continue }
            checkedLines += 1
            if sex != allowed[Int(item)] { conflicts.append(Int32(line)) } else { ownSex.insert(rules.settlement(Int32(line))) }
        }
        let usage = self.usage(of: Set(conflicts.map { code($0, rules) }), allowed, rules)
        let wholesale = try mappingErrors(usage)
        outcome.findings = contradictions.findings + wholesale.map { finding($0, usage[$0], rules) }
        let remaining = NetLines.groups(conflicts.filter { !wholesale.contains(code($0, rules)) }, in: rules) { line in
            [rules.person(line), rules.facility(line), lines.item[Int(line)]]
        }.flatMap { NetLines.remaining($0, in: rules) }
        let exemption = specification.exemptionOfRows(store)
        var byPerson: [Int32: [(line: Int32, quantity: Double, fen: Int64)]] = [:]
        for entry in remaining { byPerson[rules.person(entry.line), default: []].append(entry) }
        let cases = ContradictionCases(specification: specification, store: store)
        var candidates: [Candidate] = []
        for (person, entries) in byPerson.sorted(by: { $0.key < $1.key }) {
            let counted = entries.filter { exemption[rules.settlement($0.line)] < 0 && !ownSex.contains(rules.settlement($0.line)) }
            if counted.isEmpty {
                if let exempt = entries.first(where: { exemption[rules.settlement($0.line)] >= 0 }) {
                    outcome.suppressions.append(specification.suppression(
                        of: .patient, store.persons.id[person], by: exemption[rules.settlement(exempt.line)]))
                } else {
                    outcome.suppressions.append(.init(
                        scenario: specification.slug, subjectKind: .patient, subjectID: store.persons.id[person], exemption: "both-sexes",
                        reason: .init(
                            zh: "同一结算也有本人性别的专用项目，可能为夫妻生育检查或母婴合并收费",
                            en: "the same bill has items of the person's own sex, too: probably a couple's or a mother's and child's")))
                }
                continue
            }
            candidates.append(candidate(person, counted, allowed, rules, cases))
        }
        outcome.counts = [
            "sex_bound_lines": checkedLines, "conflicting_lines": conflicts.count, "persons": byPerson.count, "mapping_findings": wholesale.count,
            "contradicted_rows_and_items": contradictions.findings.count,
        ]
        outcome.candidates = try cases.rolledUp(candidates, concentration: .init(ofCases: specification.thresholds), in: context)
        return outcome
    }

    private func code(_ line: Int32, _ rules: RuleContext) -> LocalCode {
        let local = rules.lines.localItem[Int(line)]
        return LocalCode(facility: rules.facility(line), isLocal: local >= 0, code: local >= 0 ? local : rules.lines.item[Int(line)])
    }

    /// Who had the items of the codes that conflict anywhere.
    private func usage(of codes: Set<LocalCode>, _ allowed: [UInt8], _ rules: RuleContext) -> [LocalCode: Usage] {
        guard !codes.isEmpty else { return [:] }
        var usage: [LocalCode: Usage] = [:]
        for line in 0..<rules.lines.count {
            let item = rules.lines.item[line]
            guard item >= 0, allowed[Int(item)] != 0 else { continue }
            let code = code(Int32(line), rules)
            let person = rules.person(Int32(line))
            let sex = rules.store.persons.sex[Int(person)]
            guard sex != 0, codes.contains(code) else { continue }
            usage[code, default: .init()].persons.insert(person)
            if sex != allowed[Int(item)] {
                usage[code, default: .init()].conflicting.insert(person)
                usage[code, default: .init()].lines += 1
            }
        }
        return usage
    }

    /// Codes that conflict for so many, and for so large a part of those who have them, that the code is wrong, not the people; unless
    /// more of a facility's codes do than are ever mapped wrongly together.
    private func mappingErrors(_ usage: [LocalCode: Usage]) throws -> [LocalCode] {
        let persons = try specification.thresholds.integer("mapping_persons")
        let share = try specification.thresholds.value("mapping_share")
        let least = try specification.thresholds.integer("mapping_code_persons")
        let most = try specification.thresholds.integer("mapping_codes")
        // A code for few persons is no finding by itself, but one wrong mapping does not explain it either.
        let conflicting = usage.filter { entry in
            entry.value.conflicting.count >= least && Double(entry.value.conflicting.count) >= share * Double(entry.value.persons.count)
        }.keys
        return Dictionary(grouping: conflicting, by: \.facility).values.filter { $0.count <= most }.flatMap(\.self)
            .filter { usage[$0]?.conflicting.count ?? 0 >= persons }.sorted()
    }

    private func finding(_ code: LocalCode, _ usage: Usage?, _ rules: RuleContext) -> DataFinding {
        let text = code.isLocal ? rules.lines.localItems[code.code] : rules.lines.items[code.code]
        return DataFinding(
            kind: "gender_mapping", facility: rules.store.facilities.id[code.facility], count: usage?.conflicting.count ?? 0,
            of: usage?.persons.count ?? 0, messageChinese: "该机构的一个项目代码在大量异性患者中使用，疑为对码错误，不作为线索",
            messageEnglish: "one item code of this facility is used for many patients of the other sex: probably mapped to the wrong national item; no leads",
            examples: [text])
    }

    private func candidate(
        _ person: Int32, _ entries: [(line: Int32, quantity: Double, fen: Int64)], _ allowed: [UInt8], _ rules: RuleContext,
        _ cases: ContradictionCases
    ) -> Candidate {
        struct Occasion: Hashable { let facility, day, item: Int32 }
        let occasions = Set(entries.map { entry in
            Occasion(facility: rules.facility(entry.line), day: rules.day(entry.line), item: rules.lines.item[Int(entry.line)])
        })
        let items = Set(entries.map { rules.lines.item[Int($0.line)] }).sorted()
        let dearest = entries.max { ($0.fen, $1.line) < ($1.fen, $0.line) }
        let name = dearest.map { rules.itemName($0.line) } ?? ""
        let isForWomen = dearest.map { allowed[Int(rules.lines.item[Int($0.line)])] == 2 } ?? false
        let strength = Double(occasions.count)
        return cases.candidate(
            .patient, rules.store.persons.id[person], facilities: entries.map { rules.facility($0.line) }, person: person,
            days: entries.map { rules.day($0.line) }, strength: strength,
            reasons: [
                ContradictionCases.reason(
                    "gender_conflicts",
                    (isForWomen ? "男性使用限女性项目（如：\(name)）" : "女性使用限男性项目（如：\(name)）",
                     isForWomen ? "items for women alone, charged to a man (such as \(name))" : "items for men alone, charged to a woman (such as \(name))"),
                    ("次", "occasions"), strength, strength),
                ContradictionCases.reason("gender_conflict_items", ("涉及项目数", "items involved"), ("项", "items"), Double(items.count), 0),
            ],
            fenOfLine: Dictionary(entries.map { ($0.line, $0.fen) }, uniquingKeysWith: +), evidence: entries.map { .feeLine($0.line) },
            checked: [
                (.init(zh: "性别未知或未说明", en: "unknown sex"), .init(zh: "不参与判断", en: "such persons are not judged")),
                (.init(zh: "退费", en: "refunds"), .init(zh: "已冲抵后仍有余量", en: "netted; something is left")),
                (.init(zh: "机构对码错误", en: "a facility's code mapped wrongly"),
                 .init(
                    zh: "该代码在该机构未见成批异性使用，或该机构成批异性使用的代码过多，非个别对码错误可解释",
                    en: "the code is not used wholesale for the other sex there, or too many codes there are for one wrong mapping")),
                (.init(zh: "生育、新生儿、辅助生殖等记在他人名下", en: "maternity, newborn or assisted reproduction billed under another's name"),
                 .init(zh: "相应就诊已排除", en: "such settlements are left out")),
            ])
    }
}
