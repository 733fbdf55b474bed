import Leads
import Testing

@Suite struct ImpossibleDoctorTests {
    private func time(_ minutes: Int, _ second: Int = 0) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(minutes / 60)):\(two(minutes % 60)):\(two(second))"
    }

    private func doctor(_ number: Int) -> String { "D11010200\(3000 + number * 37)" }

    /// Sees a patient who was never seen before.
    private func see(
        _ extract: inout CaseExtract, _ doctor: String, _ facility: String, day: Int, at minute: Int, second: Int = 7, type: String = "11",
        quantity: Double = 1, charge: String = "02"
    ) {
        let id = "\(doctor.suffix(5))\(facility.suffix(2))\(day)-\(minute)-\(second)"
        extract.settle(id, person: "P" + id, facility: facility, day: "2026-03-\(day)", time: time(minute, second), type: type) { writer in
            writer.line("I1", quantity, yuan: 10, charge: charge, doctor: doctor)
        }
    }

    private func extract() -> CaseExtract {
        var extract = CaseExtract()
        let (a, b) = ("H11010000001", "H11010000002")
        // Ordinary doctors, and the pace of the others' ordinary days.
        for number in 0..<12 { for day in 10..<16 { for patient in 0..<6 { see(&extract, doctor(number), a, day: day, at: 480 + patient * 20) } } }
        // At two places: two days, three days, six days.
        for (number, days) in [(0, 10..<12), (1, 10..<13), (2, 10..<16)] {
            for day in days { see(&extract, doctor(number), b, day: day, at: 484) }
        }
        // Eight patients in a minute on two days.
        for day in 10..<12 { for second in 0..<8 { see(&extract, doctor(3), a, day: day, at: 700, second: second * 5 + 1) } }
        // More than a day of timed work, on two days: 500 consultations of three minutes.
        for day in 10..<12 { see(&extract, doctor(4), a, day: day, at: 720, quantity: 500) }
        // Look-alikes: half-days at two places, one slip of the clock, one day of vaccination, standing orders of a ward,
        // a clinic that types its day in one go, an unknown doctor, a code of everybody.
        for day in 10..<16 { see(&extract, doctor(5), b, day: day, at: 840) }
        see(&extract, doctor(6), b, day: 12, at: 485)
        for second in 0..<9 { see(&extract, doctor(7), a, day: 13, at: 800, second: second * 5 + 1) }
        for day in 10..<16 { see(&extract, doctor(8), b, day: day, at: 481, type: "21") }
        for day in 10..<16 { for second in 0..<10 { see(&extract, doctor(20), "H11010000009", day: day, at: 1200, second: second * 5 + 1) } }
        for unknown in ["未知", "00000000000000", "D999", "D1111111111111"] {
            for day in 10..<13 { for facility in [a, b] { see(&extract, unknown, facility, day: day, at: 500) } }
        }
        for facility in 1...8 { for day in 10..<13 { see(&extract, doctor(30), "H1101000000\(facility)", day: day, at: 500 + facility * 3) } }
        return extract
    }

    @Test func casesOfThreeStrengthsAndNoLookAlike() throws {
        let outcome = try extract().screened("impossible-doctor")
        #expect(outcome.subjects == Set([0, 1, 2, 3, 4].map(doctor)))
        #expect(outcome.leads.first?.subjectID == doctor(2))
        let two = try #require(outcome.lead(doctor(1)))
        #expect(two.value("two_places_days") == 3)
        #expect(two.facilities == ["H11010000001", "H11010000002"])
        #expect(two.value("two_places_gap") == 4)
        #expect(outcome.lead(doctor(3))?.value("patients_per_minute") == 8)
        #expect(outcome.lead(doctor(4))?.value("timed_work") == 1518)
        #expect(outcome.findings("shared_doctor_code").count == 1)
        #expect(outcome.findings("placeholder_doctor").contains { $0.count == 24 })
    }

    @Test func thresholdsDecideAtTheirValue() throws {
        func subjects(_ changes: [String: Double]) throws -> Set<String> { try extract().screened("impossible-doctor", changes).subjects }
        #expect(try subjects(["switch_minutes": 3]).isDisjoint(with: [0, 1, 2].map(doctor)))
        #expect(try subjects(["switch_minutes": 4]).isSuperset(of: [0, 1, 2].map(doctor)))
        #expect(try subjects(["switch_days": 3]).isSuperset(of: [1, 2].map(doctor)))
        #expect(try !subjects(["switch_days": 3]).contains(doctor(0)))
        #expect(try subjects(["switch_days": 1]).contains(doctor(6)))
        #expect(try subjects(["patients_per_minute": 8]).contains(doctor(3)))
        #expect(try !subjects(["patients_per_minute": 9]).contains(doctor(3)))
        #expect(try subjects(["burst_days": 1]).contains(doctor(7)))
        #expect(try !subjects(["day_minutes": 1518]).contains(doctor(4)))
        #expect(try subjects(["day_minutes": 1517]).contains(doctor(4)))
        #expect(try subjects(["batch_day_share": 1.1]).contains(doctor(20)))
        #expect(try subjects(["shared_code_facilities": 9]).contains(doctor(30)))
    }

    /// Ordinary doctors at one place, six days of six patients.
    private func ordinary() -> CaseExtract {
        var extract = CaseExtract()
        for number in 40..<52 {
            for day in 10..<16 { for patient in 0..<6 { see(&extract, doctor(number), "H11010000001", day: day, at: 480 + patient * 20) } }
        }
        return extract
    }

    @Test func halfDaysAcrossTheStreetAreNone() throws {
        let (a, b) = ("H11010000001", "H11010000002")
        func leads(_ stray: Int) throws -> Set<String> {
            var extract = ordinary()
            for day in 10..<16 {
                for patient in 0..<5 { see(&extract, doctor(1), a, day: day, at: 700 + patient * 4) }
                for patient in 0..<5 { see(&extract, doctor(1), b, day: day, at: 721 + patient * 4) }
                for patient in 0..<stray { see(&extract, doctor(1), b, day: day, at: 702 + patient * 4) }
            }
            return try extract.screened("impossible-doctor").subjects
        }
        // One who registered there early is a stray, three are treated here and there in turn.
        #expect(try leads(0).isEmpty)
        #expect(try leads(1).isEmpty)
        #expect(try leads(3) == [doctor(1)])
    }

    @Test func aShiftThatIsChargedTogetherIsNoBurst() throws {
        func leads(disease: String, days: [Int]) throws -> Set<String> {
            var extract = ordinary()
            // Most days are not typed in one go.
            for day in 21..<26 { for patient in 0..<6 { see(&extract, doctor(2), "H11010000001", day: day, at: 480 + patient * 20) } }
            for day in days {
                for patient in 0..<8 {
                    extract.settle(
                        "s\(day)-\(patient)", person: "D\(patient)", day: "2026-03-\(day)", time: time(430, patient), type: "14", disease: disease
                    ) { writer in writer.line("I9", yuan: 400, charge: "05", doctor: doctor(2)) }
                }
            }
            return try extract.screened("impossible-doctor").subjects
        }
        #expect(try leads(disease: "M07800", days: [10, 12, 14]).isEmpty)
        // A course by another name: five days, never more than three apart.
        #expect(try leads(disease: "I69.300", days: [10, 11, 12, 13, 14]).isEmpty)
        #expect(try leads(disease: "I69.300", days: [10, 15, 20]) == [doctor(2)])
    }

    @Test func laterSettlementsOfAVisitTellNoPlace() throws {
        var extract = ordinary()
        for day in 10..<16 {
            for patient in 0..<4 {
                // Examined here in the morning, paid for when the doctor treats there.
                for (part, minute) in [(0, 500), (1, 902)] {
                    extract.settle("v\(day)-\(patient)-\(part)", person: "V\(patient)", day: "2026-03-\(day)", time: time(minute + patient * 20)) { writer in
                        writer.line("I1", yuan: 10, charge: "02", doctor: doctor(3))
                    }
                }
                see(&extract, doctor(3), "H11010000002", day: day, at: 900 + patient * 20)
            }
        }
        #expect(try extract.screened("impossible-doctor", ["course_minimum_visits": 100]).leads.isEmpty)
    }

    /// A doctor whose patients all come in bursts, where colleagues' do not, and where nobody else works.
    @Test func theHabitOfBatchesIsThePlaces() throws {
        func leads(at facility: String) throws -> Set<String> {
            var extract = ordinary()
            for day in 10..<16 { for second in 0..<10 { see(&extract, doctor(1), facility, day: day, at: 700, second: second * 5 + 1) } }
            return try extract.screened("impossible-doctor").subjects
        }
        #expect(try leads(at: "H11010000001") == [doctor(1)])
        #expect(try leads(at: "H11010000009").isEmpty)
    }

    /// Patients every two hours, for so many hours; six days of them are listed, and a duty of a day and a night with the clinic after it is not.
    @Test(arguments: [(144, true), (96, true), (76, true), (32, false)])
    func workWithoutARest(hours: Int, isListed: Bool) throws {
        var extract = ordinary()
        for turn in 0...(hours / 2) {
            let minute = 490 + turn * 120
            see(&extract, doctor(1), "H11010000001", day: 10 + minute / 1_440, at: minute % 1_440)
        }
        let outcome = try extract.screened("impossible-doctor")
        #expect(outcome.subjects == (isListed ? [doctor(1)] : []))
        #expect(outcome.leads.first.map { $0.value("restless_hours") == Double(hours) } ?? true)
        // Money: what came after three days.
        #expect(outcome.leads.first.map { $0.evidenceCount == (hours - 72) / 2 + 1 } ?? true)
    }

    @Test func aNightsSleepIsARest() throws {
        var extract = ordinary()
        for day in 10..<16 { for patient in 0..<10 { see(&extract, doctor(1), "H11010000001", day: day, at: 60 + patient * 120) } }
        // From seven in the evening to one at night there are six hours.
        #expect(try extract.screened("impossible-doctor").leads.isEmpty)
        #expect(try extract.screened("impossible-doctor", ["rest_hours": 7]).subjects == [doctor(1)])
    }
}
