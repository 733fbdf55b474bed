import Statistics

/// A diagnosis of the town: a place in a small table of ICD-10 codes with the national extension.
struct Diagnosis: Sendable, Equatable {
    struct Entry: Sendable {
        let code: String
        /// `dise_no`; the ICD-10 code itself where there is no special-disease code.
        let disease: String
        let department: UInt8
    }

    let number: UInt8

    var entry: Entry { Self.table[Int(number)] }
    var department: UInt8 { entry.department }

    static let departments = [
        "", "A02", "A03", "A03.05", "A04", "A05", "A07", "A08", "A11", "A13", "A20", "A50",
        "A10", "A15", "A19", "A21", "A07.02", "A04.03", "A03.04", "A03.01", "A03.02", "A03.03", "A03.07", "A03.06", "A04.04", "A21.01",
    ]
    /// Rehabilitation by the day, which no place has from the beginning.
    static let dayRehabilitation = UInt8(departments.count - 1)

    /// Outpatient diagnoses, then those of stays.
    static let table = outpatient + StayProfile.table.map { Entry(code: $0.code, disease: $0.code, department: $0.department) }

    private static let outpatient: [Entry] = (text + "\n" + followed).split { $0 == " " || $0 == "\n" }.map { word in
        let fields = word.split(separator: "/")
        return Entry(code: String(fields[0]), disease: String(fields.count > 2 ? fields[2] : fields[0]), department: UInt8(fields[1]) ?? 3)
    }

    // Code, department, special-disease code. The ranges below count on the order.
    private static let text = """
        J06.900/3 J00.x00/3 J20.900/3 J03.900/3 J11.100/3 J18.900/3 J30.400/8
        K29.700/3 K52.900/3 K21.900/3 K59.000/3 M54.500/4 M17.900/4 M47.900/4 L30.900/9 L50.900/9 B35.300/9 N39.000/4 N76.000/5
        H10.900/8 H04.100/8 K04.000/8 G47.000/3 R42.x00/3 R51.x00/3 S93.400/4 T14.100/4 I49.900/3 E78.500/3 N40.x00/4 D50.900/3
        J18.900/3 I63.900/3 I50.900/3 K80.200/4 K35.800/4 H25.900/8 K40.900/4 S72.000/4 E11.900/3 J44.100/3 N20.000/4 K92.200/3
        M51.200/4 I25.103/3 N84.000/5
        I10.x00/3/M03900 E11.900/3/M01600 I25.103/3/M04600 J44.900/3/M05300 I69.300/3/M04801 B18.100/3/M00201 F20.900/11/M02200
        E03.900/3/M01700 N18.600/3/M07800 C34.900/9/M00500
        Z25.100/1 I69.300/10 M54.500/10
        """
    static let respiratory = numbers(0..<7)
    static let other = numbers(7..<31)
    static let dialysis = Diagnosis(number: 54)
    static let radiotherapy = Diagnosis(number: 55)
    static let vaccination = Diagnosis(number: 56)
    static let strokeRehabilitation = Diagnosis(number: 57)
    static let backPain = Diagnosis(number: 58)

    /// The main diagnosis of a stay, by its place in `StayProfile.table`.
    static func inpatient(_ place: Int) -> Diagnosis { Diagnosis(number: UInt8(outpatient.count + place)) }

    /// Whether a person of this sex can have it: prostate and vagina are in the list of common complaints.
    func fits(sex: UInt8) -> Bool {
        switch entry.code.prefix(3) {
        case "N40": sex == 1
        case "N76", "N84": sex == 2
        default: true
        }
    }

    private static func numbers(_ range: Range<UInt8>) -> [Diagnosis] { range.map { Diagnosis(number: $0) } }

    static func of(_ condition: ChronicCondition) -> Diagnosis { Diagnosis(number: 46 + condition.rawValue) }

    /// An acute complaint; respiratory ones are commoner in season.
    static func acute(season: Double, random: inout RandomStream) -> Diagnosis {
        random.chance(0.3 * season) ? random.element(of: respiratory) : random.element(of: other)
    }

    /// An acute complaint that a person of this sex can have.
    static func acute(season: Double, sex: UInt8, random: inout RandomStream) -> Diagnosis {
        while true {
            let diagnosis = acute(season: season, random: &random)
            if diagnosis.fits(sex: sex) { return diagnosis }
        }
    }
}
