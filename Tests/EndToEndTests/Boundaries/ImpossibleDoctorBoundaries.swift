import TestSupport

/// 医师时空冲突: a doctor for every pattern, impossible and innocent, among two dozen at their ordinary pace.
extension BoundaryTables {
    private static let (here, there, village) = ("H11010000001", "H11010000002", "H11010000004")

    private static func doctor(_ number: Int) -> String { "D11010200\(3000 + number * 37)" }
    private static let shared = doctor(101), halfDays = doctor(102), strays = doctor(103)
    private static let course = doctor(104), burst = doctor(105), typist = doctor(106), long = doctor(107), restless = doctor(108), crowded = doctor(109)
    /// Eight characters.
    private static let short = "D1102305"

    private static let extract = BoundaryExtract("impossible-doctor") { folder in
        var extract = CaseExtract()
        var settlements = 0
        func see(
            _ doctor: String, _ facility: String, day: Int, minute: Int, second: Int = 7, person: String? = nil, quantity: Double = 1,
            type: String = "11"
        ) {
            settlements += 1
            let time = [minute / 60, minute % 60, second].map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: ":")
            extract.settle(
                "s\(settlements)", person: person ?? "P\(settlements)", facility: facility, day: "2026-03-\(day)", time: time, type: type,
                disease: type == "14" ? "I69.300" : "") { $0.line("I1", quantity, yuan: 10, charge: "02", doctor: doctor) }
        }
        func ordinary(_ doctor: String, at facility: String = here, days: Range<Int>) {
            for day in days { for patient in 0..<6 { see(doctor, facility, day: day, minute: 480 + patient * 20) } }
        }
        for number in 0..<24 { ordinary(doctor(number), days: 10..<13) }
        // At the other place four minutes later, on two days.
        for day in 10..<12 { for (facility, minute) in [(here, 500), (there, 504)] { see(short, facility, day: day, minute: minute) } }
        for (place, facility) in [here, there, "H11010000003"].enumerated() { see(shared, facility, day: 10, minute: 480 + place * 60) }
        // Four patients here, then four there; ten here and ten there, of whom two came early.
        for day in 10..<12 {
            for place in 0..<8 { see(halfDays, place < 4 ? here : there, day: day, minute: 700 + place * 4) }
            for place in 0..<20 { see(strays, place == 3 || place == 7 || place >= 12 ? there : here, day: day, minute: 700 + place * 4) }
        }
        // Eight patients of one course, charged together every third day; eight in a minute; ten typed five seconds apart.
        for day in [10, 13, 16, 19, 22] {
            for patient in 0..<8 { see(course, here, day: day, minute: 430, second: patient, person: "C\(patient)", type: "14") }
        }
        ordinary(course, days: 23..<30)
        ordinary(burst, days: 10..<13)
        for day in 10..<12 { for patient in 0..<8 { see(burst, here, day: day, minute: 700, second: patient * 5 + 1) } }
        for day in 10..<16 { for patient in 0..<10 { see(typist, village, day: day, minute: 1_200, second: patient * 5 + 1) } }
        ordinary(typist, at: village, days: 16..<20)
        // Five hundred consultations of three minutes.
        for day in 10..<12 { see(long, here, day: day, minute: 720, quantity: 500) }
        // Two hundred and ten patients a day, two minutes apart, on five days.
        for day in 10..<15 { for patient in 0..<210 { see(crowded, here, day: day, minute: 480 + patient * 2) } }
        // A patient every three hours for three days and nights.
        for turn in 0...24 { see(restless, here, day: 10 + (480 + turn * 180) / 1_440, minute: (480 + turn * 180) % 1_440) }
        try extract.write(to: folder)
    }

    private static func isListed(_ doctor: String) -> @Sendable (Screening) -> Bool { { $0.lists(doctor) } }
    private static func isInnocent(_ doctor: String) -> @Sendable (Screening) -> Bool { { !$0.lists(doctor) } }

    private static func contribution(_ doctor: String, _ feature: String, _ screening: Screening) -> Double {
        screening.lead(doctor)?.reason(feature)?.contribution ?? 0
    }

    static let impossibleDoctor: [Boundary] = [
        Boundary(extract, "minimum_code_length", kept: 8, crossed: 9, holds: isListed(short)),
        Boundary(extract, "shared_code_facilities", kept: 3, crossed: 4) { $0.finding("shared_doctor_code") != nil },
        Boundary(extract, "switch_minutes", kept: 4, crossed: 3, holds: isListed(short)),
        Boundary(extract, "switch_days", kept: 2, crossed: 3, holds: isListed(short)),
        Boundary(extract, "session_patients", kept: 4, crossed: 5, holds: isInnocent(halfDays)),
        Boundary(extract, "session_stray_share", kept: 0.1, crossed: 0.099, holds: isInnocent(strays)),
        Boundary(extract, "course_minimum_visits", kept: 5, crossed: 6, holds: isInnocent(course)),
        Boundary(extract, "course_largest_gap", kept: 3, crossed: 2, holds: isInnocent(course)),
        // The busiest minute of most doctors has one patient.
        Boundary(extract, "burst_peer_multiple", kept: 8, crossed: 8.1, holds: isListed(burst)),
        Boundary(extract, "patients_per_minute", kept: 8, crossed: 9, holds: isListed(burst)),
        Boundary(extract, "burst_days", kept: 2, crossed: 3, holds: isListed(burst)),
        Boundary(extract, "batch_patients", kept: 10, crossed: 11, holds: isInnocent(typist)),
        // Forty-five seconds for ten patients, on six days of ten.
        Boundary(extract, "batch_gap_seconds", kept: 4.5, crossed: 4.4, holds: isInnocent(typist)),
        Boundary(extract, "batch_day_share", kept: 0.6, crossed: 0.601, holds: isInnocent(typist)),
        Boundary(extract, "day_patients", kept: 210, crossed: 211, holds: isListed(crowded)),
        Boundary(extract, "crowded_days", kept: 5, crossed: 6, holds: isListed(crowded)),
        // Others see six a day at most days.
        Boundary(extract, "day_peer_multiple", kept: 35, crossed: 35.1, holds: isListed(crowded)),
        Boundary(extract, "strength_per_crowded_day", kept: 0.2, crossed: 0.199) { contribution(crowded, "patients_of_day", $0) >= 1 },
        // 1500 minutes are more than 1499 and no more than themselves.
        Boundary(extract, "day_minutes", kept: 1_499, crossed: 1_500, holds: isListed(long)),
        Boundary(extract, "long_days", kept: 2, crossed: 3, holds: isListed(long)),
        Boundary(extract, "rest_hours", kept: 4, crossed: 3, holds: isListed(restless)),
        Boundary(extract, "restless_hours", kept: 72, crossed: 73, holds: isListed(restless)),
        Boundary(extract, "relieved_hours", kept: 73, crossed: 72) { screening in
            screening.lists(restless) && screening.finding("relieved_doctor_code") == nil
        },
        // Four dates.
        Boundary(extract, "strength_per_restless_day", kept: 0.5, crossed: 0.499) { contribution(restless, "restless_hours", $0) >= 2 },
        // Two days each.
        Boundary(extract, "strength_per_switch_day", kept: 1, crossed: 0.999) { contribution(short, "two_places_days", $0) >= 2 },
        Boundary(extract, "strength_per_burst_day", kept: 0.5, crossed: 0.499) { contribution(burst, "patients_per_minute", $0) >= 1 },
        Boundary(extract, "strength_per_long_day", kept: 1, crossed: 0.999) { contribution(long, "timed_work", $0) >= 2 },
    ]
}
