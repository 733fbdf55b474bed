import Leads
import Testing

@Suite struct PostDeathTests {
    private func extract() -> CaseExtract {
        var extract = CaseExtract()
        for name in ["subtle", "medium", "blatant", "settledLate", "lastStay", "longStay", "sameDay", "nextDay", "unborn", "enteredLate"] {
            extract.person(name, born: name == "unborn" ? "2026-05-01" : "1950-01-01", died: "2026-03-10")
        }
        extract.person("alive")
        extract.settle("a", person: "subtle", day: "2026-03-12", type: "41")
        for day in [14, 20] { extract.settle("b\(day)", person: "medium", day: "2026-03-\(day)") }
        for day in 15..<22 { extract.settle("c\(day)", person: "blatant", facility: "P1101000000\(day % 3)", day: "2026-03-\(day)", type: "41") }
        // Look-alikes: care in life settled weeks later, a last stay that ends on paper after death, the day itself.
        extract.settle("d", person: "settledLate", day: "2026-04-20", from: "2026-03-08", to: "2026-03-08")
        extract.settle("e", person: "lastStay", day: "2026-03-30", from: "2026-03-01", to: "2026-03-17", type: "21")
        extract.settle("f", person: "longStay", day: "2026-03-30", from: "2026-03-01", to: "2026-03-18", type: "21")
        extract.settle("g", person: "sameDay", day: "2026-03-10")
        extract.settle("h", person: "nextDay", day: "2026-03-11", type: "13")
        extract.settle("i", person: "unborn", day: "2026-03-20")
        // One visit some days later is one in life that was entered late; two are not.
        extract.settle("m", person: "enteredLate", day: "2026-03-13")
        extract.person("twice", died: "2026-03-09")
        for day in [11, 12] { extract.settle("n\(day)", person: "twice", day: "2026-03-\(day)") }
        extract.settle("j", person: "alive", day: "2026-03-20")
        // One date for very many is a default of the register.
        for number in 0..<25 {
            extract.person("default\(number)", died: "2026-01-01")
            extract.settle("k\(number)", person: "default\(number)", day: "2026-03-15")
            extract.person("other\(number)", died: "2026-02-\(10 + number % 15)")
            extract.settle("l\(number)", person: "other\(number)", day: "2026-02-01")
        }
        return extract
    }

    @Test func casesOfThreeStrengthsAndNoLookAlike() throws {
        let outcome = try extract().screened("post-death")
        #expect(outcome.subjects == ["subtle", "medium", "blatant", "longStay", "twice"])
        #expect(outcome.leads.first?.subjectID == "blatant")
        #expect(Set(outcome.leads.dropFirst().prefix(2).map(\.subjectID)) == ["medium", "twice"])
        let blatant = try #require(outcome.lead("blatant"))
        #expect(blatant.value("visits_after_death") == 7)
        #expect(blatant.amountAtRisk == 420)
        #expect(blatant.evidence.first?.table == "psn_info_b")
        #expect(outcome.findings("default_death_date").map(\.count) == [25])
        #expect(outcome.findings("death_before_birth").map(\.count) == [1])
    }

    @Test func tailsDecideAtTheirDay() throws {
        #expect(try extract().screened("post-death", ["grace_days": 0, "late_entry_days": 0, "same_date_persons": 100]).subjects.contains("nextDay"))
        #expect(try !extract().screened("post-death", ["grace_days": 2]).subjects.contains("subtle"))
        #expect(try extract().screened("post-death", ["grace_days": 1]).subjects.contains("subtle"))
        #expect(try !extract().screened("post-death", ["stay_tail_days": 8]).subjects.contains("longStay"))
        #expect(try extract().screened("post-death", ["stay_tail_days": 6, "same_date_persons": 100]).subjects.contains("lastStay"))
        #expect(try extract().screened("post-death", ["default_date_persons": 26, "same_date_persons": 100]).subjects.contains("default3"))
    }

    @Test func whoseWholeLifeGoesOnIsAlive() throws {
        func extract(_ visits: [(facility: String, type: String)]) -> CaseExtract {
            var extract = CaseExtract()
            extract.person("someone", died: "2025-03-10")
            for (number, visit) in visits.enumerated() {
                extract.settle("v\(number)", person: "someone", facility: visit.facility, day: "2026-03-\(10 + number)", type: visit.type)
            }
            return extract
        }
        let life = [("H1", "12"), ("H1", "11"), ("H2", "14"), ("P1", "41"), ("P1", "41")]
        let alive = try extract(life).screened("post-death")
        #expect(alive.leads.isEmpty)
        #expect(alive.findings("death_of_the_living").map(\.count) == [1])
        // A card: one thing at three places, or three things at two.
        #expect(try extract([("P1", "41"), ("P2", "41"), ("P3", "41")]).screened("post-death").subjects == ["someone"])
        #expect(try extract([("H1", "12"), ("H1", "11"), ("P1", "41")]).screened("post-death").subjects == ["someone"])
        #expect(try extract(life).screened("post-death", ["living_kinds": 5]).subjects == ["someone"])
    }

    /// Dead persons who go on at one village clinic are its matter; those of a house that half the city goes to are each their own.
    @Test(arguments: [(6, 0, true), (4, 0, false), (6, 400, false)])
    func manyOfOneFacilityAreOneLead(dead: Int, traffic: Int, isRolled: Bool) throws {
        var extract = CaseExtract()
        for number in 0..<dead {
            extract.person("ghost\(number)", died: "2026-01-1\(number)")
            for day in [12, 19] { extract.settle("g\(number)-\(day)", person: "ghost\(number)", facility: "H7", day: "2026-03-\(day)") }
        }
        for number in 0..<200 { extract.settle("o\(number)", person: "o\(number)", facility: "H\(number % 6)", day: "2026-03-15") }
        for number in 0..<traffic { extract.settle("t\(number)", person: "t\(number)", facility: "H7", day: "2026-03-15") }
        let outcome = try extract.screened("post-death")
        #expect(outcome.subjects == (isRolled ? ["H7"] : Set((0..<dead).map { "ghost\($0)" })))
        if isRolled { #expect(outcome.lead("H7")?.value("cases") == Double(dead)) }
    }
}
