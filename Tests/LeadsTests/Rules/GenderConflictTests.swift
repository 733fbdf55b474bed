import Leads
import Testing

/// Oracle 6: a man with a colposcopy is a case, a hospital's wrongly mapped code is a data finding.
@Suite struct GenderConflictTests {
    private let uterus = "003313030010000"
    private let ovary = "003313010010000"
    private let vasDeferens = "003312030060000"

    private func extract() -> CaseExtract {
        var extract = CaseExtract()
        // Three strengths: one occasion, two, four at two facilities.
        extract.settle("a1", person: "subtle") { $0.line(uterus, name: "宫腔镜") }
        for day in ["2026-03-03", "2026-03-09"] { extract.settle("b\(day)", person: "medium", day: day) { $0.line(uterus) } }
        for (number, facility) in ["H11010000001", "H11010000002", "H11010000001", "H11010000002"].enumerated() {
            extract.settle("c\(number)", person: "blatant", facility: facility, day: "2026-03-1\(number)", sex: CaseExtract.woman) { $0.line(vasDeferens, yuan: 200) }
        }
        // Look-alikes: the right sex, an unknown sex, a refund, a spouse's maternity, a newborn under the mother's card.
        extract.settle("d1", person: "right", sex: CaseExtract.woman) { $0.line(uterus) }
        extract.settle("d2", person: "unknown", sex: "9") { $0.line(uterus) }
        extract.settle("d3", person: "refunded") { writer in
            writer.line(uterus)
            writer.line(uterus, -1, yuan: -30)
        }
        extract.settle("d4", person: "spouse", type: "51") { $0.line(uterus) }
        extract.settle("d6", person: "couple", sex: CaseExtract.woman) { writer in
            writer.line(uterus)
            writer.line(vasDeferens)
        }
        extract.settle("d7", person: "mistyped", sex: CaseExtract.woman) { $0.line(vasDeferens) }
        extract.person("mistyped", sex: CaseExtract.man)
        extract.settle("d5", person: "mother", sex: CaseExtract.woman, disease: "P59.9") { $0.line(vasDeferens) }
        // Elsewhere the chapters hold.
        for number in 0..<60 {
            extract.settle("e\(number)", person: "else\(number)", facility: "H110100000\(20 + number / 6)", sex: CaseExtract.woman) { $0.line("003313990010000") }
            extract.settle("f\(number)", person: "men\(number)", facility: "H110100000\(20 + number / 6)", sex: CaseExtract.man) { $0.line("003312990010000") }
        }
        // A code mapped wrongly: five men among ten persons; and one man fewer, which is a case a person.
        for number in 0..<10 {
            extract.settle("m\(number)", person: "mapped\(number)", facility: "H11010000003", sex: number < 5 ? "1" : "2") { $0.line(ovary, local: "L1") }
            extract.settle("n\(number)", person: "fewer\(number)", facility: "H11010000004", sex: number < 4 ? "1" : "2") { $0.line(ovary, local: "L1") }
        }
        return extract
    }

    @Test func casesOfThreeStrengthsAndNoLookAlike() throws {
        let outcome = try extract().screened("gender-conflict")
        #expect(outcome.subjects == ["subtle", "medium", "blatant", "fewer0", "fewer1", "fewer2", "fewer3"])
        #expect(outcome.leads.prefix(2).map(\.subjectID) == ["blatant", "medium"])
        let subtle = try #require(outcome.lead("subtle"))
        #expect(subtle.amountAtRisk == 30)
        #expect(subtle.evidence.map(\.key) == ["a1-0"])
        #expect(subtle.pValue == nil && subtle.peerN == 0)
        #expect(outcome.lead("blatant")?.amountAtRisk == 800)
        #expect(outcome.lead("blatant")?.facilities == ["H11010000001", "H11010000002"])
    }

    /// A catalogue with codes of its own: a service goes by its name, a drug does not.
    @Test func servicesOfUnknownCodesGoByTheirNames() throws {
        var extract = CaseExtract()
        extract.settle("s", person: "service") { $0.line("X900001", name: "阴道镜检查") }
        extract.settle("d", person: "drug") { $0.line("X900002", charge: "09", name: "克霉唑阴道片", list: "101") }
        extract.settle("o", person: "either") { $0.line("X900003", name: "胸部CT平扫") }
        #expect(try extract.screened("gender-conflict").subjects == ["service"])
    }

    /// Women's operations by the national list, acupuncture by the local one.
    @Test func tableThatTheCityContradictsMakesNoLeads() throws {
        var extract = CaseExtract()
        for facility in 1...10 {
            for number in 0..<8 {
                extract.settle(
                    "l\(facility)-\(number)", person: "L\(facility)-\(number)", facility: "H11010000\(100 + facility)",
                    sex: number.isMultiple(of: 2) ? CaseExtract.man : CaseExtract.woman) { $0.line(uterus, name: "针刺治疗") }
            }
        }
        extract.settle("m", person: "slip") { $0.line("003314010010000", name: "接生") }
        let outcome = try extract.screened("gender-conflict")
        #expect(outcome.subjects == ["slip"])
        #expect(outcome.findings("gender_table").map(\.count) == [40])
        #expect(outcome.findings("gender_mapping").isEmpty)
    }

    @Test func wholesaleConflictIsOneFinding() throws {
        let findings = try extract().screened("gender-conflict").findings("gender_mapping")
        #expect(findings.map(\.facility) == ["H11010000003"])
        #expect(findings.first?.count == 5)
        #expect(findings.first?.of == 10)
        // At a share above theirs the code is not wholesale, and the facility is one lead of five.
        let strict = try extract().screened("gender-conflict", ["mapping_share": 0.51])
        #expect(strict.findings("gender_mapping").isEmpty)
        #expect(strict.lead("H11010000003")?.value("cases") == 5)
        #expect(try extract().screened("gender-conflict", ["mapping_share": 0.5]).findings("gender_mapping").count == 1)
        // Four men of ten are as many as these thresholds ask for.
        let lax = try extract().screened("gender-conflict", ["mapping_persons": 4, "mapping_share": 0.4])
        #expect(lax.findings("gender_mapping").map(\.facility).contains("H11010000004"))
    }

    /// One code is mapped wrongly; where two conflict wholesale the facility is asked.
    @Test(arguments: [(1, 0), (2, 1), (3, 1)])
    func manyWrongCodesAreNoMapping(codes: Int, leads: Int) throws {
        var extract = CaseExtract()
        for code in 0..<codes {
            for number in 0..<6 {
                extract.settle("s\(code)-\(number)", person: "P\(code)-\(number)", facility: "H11010000003") { $0.line(uterus, local: "L\(code)") }
            }
        }
        let outcome = try extract.screened("gender-conflict")
        #expect(outcome.subjects == (leads == 0 ? [] : ["H11010000003"]))
        #expect(outcome.findings("gender_mapping").count == (leads == 0 ? codes : 0))
    }

    @Test func tableOfTheExtractComesBeforeTheOneOfTheProgram() throws {
        var extract = extract()
        extract.settle("x1", person: "own") { $0.line("LOCAL7") }
        extract.onlyFor("LOCAL7", sex: CaseExtract.woman)
        #expect(try extract.screened("gender-conflict").subjects == ["own"])
    }
}
