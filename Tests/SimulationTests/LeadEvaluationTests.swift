import Foundation
import Simulation
import Testing

/// Hand-made lists whose measures can be worked out on paper.
struct LeadEvaluationTests {
    private let truth = Truth(
        labels: [
            TruthLabel(scenario: "card-clustering", subjectKind: "card_group", subjectID: "a", members: ["a", "b", "c", "d"], intensity: "subtle"),
            TruthLabel(scenario: "frequent-visits", subjectKind: "patient", subjectID: "p1", intensity: "medium"),
            TruthLabel(scenario: "frequent-visits", subjectKind: "patient", subjectID: "p2", intensity: "blatant"),
            TruthLabel(scenario: "patient-profile", subjectKind: "patient", subjectID: "p3", intensity: "subtle"),
        ],
        decoys: [
            TruthLabel(scenario: "card-clustering", subjectKind: "card_group", subjectID: "x", members: ["x", "y"], decoyKind: "couple"),
            TruthLabel(scenario: "frequent-visits", subjectKind: "patient", subjectID: "p9", decoyKind: "dialysis"),
        ]
    )

    private func patient(_ rank: Int, _ scenario: String, _ identifier: String) -> LeadRecord {
        LeadRecord(rank: rank, scenario: scenario, subjectKind: "patient", subjectID: identifier)
    }

    private func group(_ rank: Int, _ members: [String]) -> LeadRecord {
        LeadRecord(rank: rank, scenario: "card-clustering", subjectKind: "card_group", subjectID: "g\(rank)", members: members)
    }

    /// Who else writes a truth may name the one member of a patient's or a stay's label.
    @Test func theMemberOfASingleSubjectIsNoGroup() {
        let report = LeadEvaluation.evaluate(
            leads: [patient(1, "frequent-visits", "p1")],
            truth: Truth(labels: [
                TruthLabel(scenario: "frequent-visits", subjectKind: "patient", subjectID: "p1", members: ["p1"], intensity: "medium"),
            ], decoys: []))
        #expect(report.overall.foundCount == 1)
    }

    @Test func measuresOfAMixedList() throws {
        let report = LeadEvaluation.evaluate(
            leads: [
                patient(1, "frequent-visits", "p1"),  // right
                patient(2, "frequent-visits", "p9"),  // look-alike
                group(3, ["a", "b", "c", "e"]),       // right: 3 of 5
                patient(4, "frequent-visits", "p3"),  // elsewhere
                patient(5, "frequent-visits", "p1"),  // again
            ],
            truth: truth
        )
        #expect(report.overall.foundCount == 2)
        #expect(report.overall.recall == 0.5)
        let averagePrecision: Double = (1 + 2.0 / 3) / 4
        #expect(report.overall.averagePrecision == averagePrecision)
        #expect(report.overall.precision.allSatisfy { $0.value == 0.4 })
        #expect(report.lookAlikes.map(\.rank) == [2] && report.lookAlikes.map(\.decoyKind) == ["dialysis"])
        #expect(report.lookAlikeCount == 2)
        let elsewhere = try #require(report.foundElsewhere.first)
        #expect(report.foundElsewhere.count == 1 && elsewhere.rank == 4 && elsewhere.subjectID == "p3")
        #expect(elsewhere.plantedScenario == "patient-profile" && elsewhere.foundScenario == "frequent-visits")
        #expect(report.missed.map(\.subjectID) == ["p2"])
        let frequent = try #require(report.scenarios.first { $0.scenario == "frequent-visits" })
        #expect(frequent.quality.leadCount == 4 && frequent.quality.recall == 0.5 && frequent.quality.averagePrecision == 0.5)
        #expect(frequent.recallByIntensity.map(\.intensity) == ["medium", "blatant"])
        #expect(frequent.recallByIntensity.map(\.foundCount) == [1, 0])
        #expect(frequent.recallByIntensity.map(\.truthCount) == [1, 1])
    }

    @Test(arguments: [
        (["a", "b", "c", "d"], true), (["a", "b"], true), (["a", "b", "e"], false), (["a"], false),
        (["a", "b", "c", "d", "e", "f", "g", "h"], true), (["a", "b", "c", "d", "e", "f", "g", "h", "i"], false),
    ])
    func groupsMatchFromAJaccardIndexOfOneHalf(members: [String], isRight: Bool) {
        let report = LeadEvaluation.evaluate(leads: [group(1, members)], truth: truth)
        #expect((report.overall.foundCount == 1) == isRight)
    }

    @Test func precisionCountsTheFirstOnesOnly() {
        let planted = [3: "p2", 15: "p1"]
        let leads = (1...30).map { patient($0, "frequent-visits", planted[$0] ?? "other\($0)") }
        let report = LeadEvaluation.evaluate(leads: leads, truth: truth)
        let expected: [Double?] = [0.1, 0.1, 2.0 / 30, 2.0 / 30]
        #expect(report.overall.precision.map(\.value) == expected)
        let averagePrecision: Double = (1.0 / 3 + 2.0 / 15) / 4
        #expect(report.overall.averagePrecision == averagePrecision)
    }

    @Test func aFacilityLeadStandsForTheCasesGatheredIntoIt() throws {
        let stays = ["s1", "s2", "s3"].map {
            TruthLabel(scenario: "bed-days", subjectKind: "stay", subjectID: $0, facilities: [$0 == "s3" ? "H2" : "H1"], intensity: "subtle")
        }
        let innocent = TruthLabel(
            scenario: "bed-days", subjectKind: "stay", subjectID: "s9", facilities: ["H9"], decoyKind: "companion-bed"
        )
        func facility(_ rank: Int, _ code: String, _ scenario: String, _ keys: [String]) -> LeadRecord {
            LeadRecord(
                rank: rank, scenario: scenario, subjectKind: "facility", subjectID: code, facilities: [code],
                evidence: keys.map { .init(table: "mdtrt_d", key: $0) }
            )
        }
        let report = LeadEvaluation.evaluate(
            leads: [
                facility(1, "H1", "bed-days", ["s1", "x"]),       // right, and finds s1
                facility(2, "H1", "bed-days", ["s2"]),            // told already
                facility(3, "H2", "paper-admission", ["s3"]),     // another scenario
                facility(4, "H9", "bed-days", ["s9"]),            // gathers look-alikes
            ],
            truth: Truth(labels: stays, decoys: [innocent])
        )
        let bedDays = try #require(report.scenarios.first { $0.scenario == "bed-days" })
        let third: Double = 1 / 3
        #expect(bedDays.quality.recall == third && bedDays.quality.foundCount == 1)
        #expect(report.overall.precision.allSatisfy { $0.value == 0.25 })
        #expect(bedDays.lookAlikeCount == 1 && report.lookAlikes.map(\.rank) == [4] && report.lookAlikesInFirst100 == 1)
        #expect(report.recallByIntensity.map(\.foundCount) == [1] && report.recallByIntensity.map(\.truthCount) == [3])
    }

    @Test func liftComparesWithTheOrderOfMoney() {
        let rows = (1...100).map { Baseline.Row(subjectKind: "patient", subjectID: $0 == 3 ? "p1" : "other\($0)", amount: 1_000 - $0, volume: 1) }
        let report = LeadEvaluation.evaluate(
            leads: [patient(1, "frequent-visits", "p1"), patient(2, "frequent-visits", "nobody")], truth: truth,
            rankings: [Baseline(name: "subjects", rows: rows)]
        )
        #expect(report.liftOverMoney.map(\.rank) == [50, 100])
        #expect(report.liftOverMoney.map(\.value) == [25, 50])
    }

    @Test func anEmptyListAndAnEmptyTruthHaveNoMeasures() {
        let none = LeadEvaluation.evaluate(leads: [], truth: truth)
        #expect(none.overall.precision.allSatisfy { $0.value == nil })
        #expect(none.overall.recall == 0 && none.overall.averagePrecision == 0 && none.missed.count == 4)
        let innocent = LeadEvaluation.evaluate(leads: [patient(1, "frequent-visits", "p1")], truth: Truth(labels: [], decoys: []))
        #expect(innocent.overall.recall == nil && innocent.overall.averagePrecision == nil)
        #expect(innocent.overall.precision[0].value == 0)
    }

    @Test func baselinesRankByMoneyAndByVolume() throws {
        let baseline = Baseline(name: "patients", rows: [
            .init(subjectKind: "patient", subjectID: "p1", amount: 10, volume: 300),
            .init(subjectKind: "patient", subjectID: "rich", amount: 900, volume: 5),
            .init(subjectKind: "patient", subjectID: "p2", amount: 500, volume: 1),
        ])
        let report = LeadEvaluation.evaluate(leads: [], truth: truth, rankings: [baseline])
        #expect(report.baselines.map(\.name) == ["patients by money", "patients by volume"])
        let money = try #require(report.baselines[0].scenarios.first { $0.scenario == "frequent-visits" })
        let byMoney: Double = (1.0 / 2 + 2.0 / 3) / 2, byVolume: Double = (1.0 + 2.0 / 3) / 2
        #expect(money.quality.averagePrecision == byMoney)
        let volume = try #require(report.baselines[1].scenarios.first { $0.scenario == "frequent-visits" })
        #expect(volume.quality.averagePrecision == byVolume)
        #expect(report.baselines[0].overall.recall == 0.5)
    }

    @Test func foldersAreReadAndThePrintedTableFits() throws {
        let folder = try TemporaryFolder()
        let lines = """
            {"rank":2,"lead_id":"l2","scenario":"frequent-visits","subject_kind":"patient","subject_id":"p9","members":[],"score":70.5}
            {"rank":1,"lead_id":"l1","scenario":"card-clustering","subject_kind":"card_group","subject_id":"g","members":["a","b","c"]}

            """
        try Data(lines.utf8).write(to: URL(fileURLWithPath: folder.path + "/leads.jsonl"))
        let labels = """
            scenario,subject_kind,subject_id,members,facilities,intensity,fund_amount,note
            card-clustering,card_group,a,a;b;c;d,P1;P2,subtle,429.05,"4 ""cards"", together"

            """
        try Data(labels.utf8).write(to: URL(fileURLWithPath: folder.path + "/labels.csv"))
        let truth = try Truth.read(folder: folder.path)
        #expect(truth.labels[0].note == "4 \"cards\", together" && truth.labels[0].fundAmount == 42_905)
        #expect(truth.labels[0].facilities == ["P1", "P2"])
        let report = try LeadEvaluation.evaluate(leadFolder: folder.path, truthFolder: folder.path)
        #expect(report.overall.precision[0].value == 0.5 && report.overall.recall == 1)
        #expect(report.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: report.json()) == report)
    }

    @Test func damagedFilesAreNamedWithTheirLine() throws {
        let folder = try TemporaryFolder()
        let leads = folder.path + "/leads.jsonl"
        #expect(throws: SimulationError.cannotRead(leads, reason: "no such file")) { try LeadRecord.read(folder: folder.path) }
        try Data("{\"rank\":1}\n".utf8).write(to: URL(fileURLWithPath: leads))
        #expect { try LeadRecord.read(folder: folder.path) } throws: { "\($0)".contains("line 1") }
        try Data("scenario,subject_kind,subject_id\na,b\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/labels.csv"))
        #expect { try Truth.read(folder: folder.path) } throws: { "\($0)".contains("line 2: 2 fields") }
    }
}
