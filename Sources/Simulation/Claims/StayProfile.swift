import Statistics

/// How a stay for one main diagnosis goes in this town: who has it, how long it takes, what is ordered.
///
/// Invented, of the order of what Chinese wards do. Length, examinations, drugs and money depend on the diagnosis, so that what a
/// stay for it usually looks like can be learnt from the extract.
struct StayProfile: Sendable {
    /// An item ordered with a probability: once, every day, every fourth day, or by the hour in the first days.
    struct Order: Sendable {
        enum Rhythm: Sendable { case once, daily, everyFourDays, hourly }

        let group: ItemGroup
        let number: Int
        let chance: Double
        let rhythm: Rhythm

        /// Something done to the patient every day; the fee for injecting says nothing by itself.
        var isTreatment: Bool { rhythm == .daily && group != .wardCare }
    }

    let code: String
    let department: UInt8
    let weight: Double
    /// 1 men, 2 women, 0 both.
    let sex: UInt8
    let ages: ClosedRange<Int>
    let meanDays: Double
    /// 1 light, 2 middling, 3 heavy: decides which hospitals take it.
    let grade: Int
    let emergencyShare: Double
    /// How many come back for the same within weeks, innocently.
    let returnShare: Double
    let surgeryShare: Double
    let surgery: [Order]
    let orders: [Order]
    /// Its place in the table, which is its place among the inpatient diagnoses.
    let place: Int

    func fits(_ person: Person, on day: Int) -> Bool {
        (sex == 0 || sex == person.sex) && ages.contains(person.age(on: day))
    }

    var diagnosis: Diagnosis { .inpatient(place) }

    /// The profile whose code begins with `prefix`; the first of the table when none does.
    static func named(_ prefix: String) -> StayProfile { table.first { $0.code.hasPrefix(prefix) } ?? table[0] }

    /// What an ordinary admission of this person may be for, weighted.
    static func draw(for person: Person, on day: Int, random: inout RandomStream) -> StayProfile? {
        let fitting = table.filter { $0.weight > 0 && $0.fits(person, on: day) }
        guard !fitting.isEmpty else { return nil }
        return fitting[random.weightedIndex(cumulative: runningSums(fitting.map(\.weight)))]
    }

    /// What nearly every stay has, whatever for.
    static let routine = orders("L0:98 L2:85 L3:88 L4:88 L6:65 L9:50 L12:42 l12:50 E6:90 E0:45 E3:30")

    static let table: [StayProfile] = text.split(separator: "\n").enumerated().map { place, line in
        let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        let ages = fields[4].split(separator: "-").compactMap { Int($0) }
        let surgery = fields[9].split(separator: ":", maxSplits: 1)
        return StayProfile(
            code: String(fields[0]), department: UInt8(fields[1]) ?? 3, weight: Double(fields[2]) ?? 0, sex: UInt8(fields[3]) ?? 0,
            ages: ages[0]...ages[1], meanDays: Double(fields[5]) ?? 7, grade: Int(fields[6]) ?? 1,
            emergencyShare: (Double(fields[7]) ?? 0) / 100, returnShare: (Double(fields[8]) ?? 0) / 100,
            surgeryShare: surgery.isEmpty ? 0 : (Double(surgery[0]) ?? 0) / 100,
            surgery: surgery.count < 2 ? [] : orders(surgery[1]), orders: orders(fields[10]), place: place
        )
    }

    /// Reads `E1:85 V2:60*`: group letter and number, per cent, then `*` daily, `+` every fourth day, `h` hourly.
    private static func orders(_ text: Substring) -> [Order] {
        text.split(separator: " ").compactMap { word -> Order? in
            guard let letter = word.first, let group = groups[letter] else { return nil }
            let parts = word.dropFirst().split(separator: ":")
            let rhythm: Order.Rhythm = switch word.last {
            case "*": .daily
            case "+": .everyFourDays
            case "h": .hourly
            default: .once
            }
            let chance = parts.count < 2 ? 100 : Double(parts[1].filter(\.isNumber)) ?? 100
            return Order(group: group, number: Int(parts[0]) ?? 0, chance: chance / 100, rhythm: rhythm)
        }
    }

    private static let groups: [Character: ItemGroup] = [
        "L": .laboratory, "l": .wardLaboratory, "E": .imaging, "e": .wardImaging, "V": .infusion, "v": .wardInfusion,
        "w": .wardCare, "P": .physiotherapy, "S": .surgery, "s": .wardSurgery, "C": .consumable, "c": .wardMaterial,
        "F": .femaleExamination, "f": .femaleSurgery, "M": .maleExamination, "m": .maleSurgery,
        "O": .cold, "Q": .analgesic, "G": .gastric, "J": .dermal, "Z": .patent, "H": .hypertension, "B": .diabetes,
        "K": .coronaryDisease, "R": .chronicObstructive, "N": .stroke, "Y": .psychosis, "X": .oncology, "D": .thyroid,
    ]

    // Code | department | weight | sex | ages | days | grade | emergency % | return % | surgery %: items | orders.
    private static let text = """
        J18.900|19|95|0|0-99|8.0|2|25|4||L1:90 L14:65 l2:50 l16:40 l1:22 E1:85 V2:60* v0:30* V4:70* V0:95* w5:60* w10:95* O6:30
        J44.100|19|60|0|50-99|9.5|2|30|12||L1:80 l1:75 e2:70 l4:45 l2:35 E1:80 E5:30 V3:55* v2:50* V4:60* w1:60h w5:85* w10:95* R0:45 R1:25
        J20.900|19|40|0|0-99|6.0|1|10|3||L1:70 E0:60 l16:25 V2:45* V4:60* w5:55* w10:85* O6:50 O7:20
        J11.100|3|12|0|0-99|4.5|1|15|1||L11:85 L1:70 E0:40 V0:60* w10:60* O4:75 O0:50
        I63.900|21|85|0|50-99|11|2|35|5||E2:70 E8:75 e12:60 e13:85 E5:45 l13:60 L5:95 l3:40 v4:60* V6:55* V0:95* w10:95* P7:35* K0:80 K2:80 N0:45 N1:30 w0:35h
        G45.900|21|22|0|45-90|6.5|1|20|4||E2:75 E8:45 e12:75 e13:85 L5:90 l13:50 V6:55* V0:85* w10:85* K0:70 K2:70
        R42.x00|21|26|0|30-90|5.5|1|25|3||E2:60 e12:70 e13:65 E8:22 V6:60* V0:80* w10:80* Z14:40
        I50.900|18|45|0|55-99|9|3|40|13||l4:95 E5:85 l5:70 L13:70 l12:85+ E0:60 v3:85* w0:50h w1:45h V0:50* w10:70* H4:60 K0:40
        I25.103|18|60|0|45-95|7|2|30|6|15:S6 C9 w4|L13:85 l5:80 L5:95 E5:80 e1:45 e8:40 v5:55* v6:45* V0:80* w10:85* K0:90 K1:65 K2:90 H4:55
        I20.000|18|30|0|45-95|7|2|45|6|18:S6 C9 w4|L13:95 l5:85 L5:90 E5:80 e8:45 e1:30 v5:60* v6:65* V0:85* w10:90* w0:40h K0:90 K1:75 K2:85
        I10.x00|18|34|0|40-95|6.5|1|10|3||L5:85 E5:55 e1:35 e13:50 l10:35 E11:25 V6:25* V0:50* w10:45* H0:60 H1:35 H2:30
        E11.900|22|48|0|35-95|8|1|8|5||L7:95 l9:70 l10:80 E11:55 e14:40 e0:45 e13:50 L5:90 L6:90+ w7:95* B0:60 B2:40 B5:30 V0:40* w10:40*
        K92.200|20|22|0|25-95|7.5|3|65|4||L0:95+ E9:75 l11:70 L9:80 v7:80* v8:45* V0:95* w0:55h w10:95* G1:50
        K29.700|20|40|0|18-90|5.5|1|10|3||E9:80 l0:60 E3:55 V5:70* V0:80* w10:80* G0:60 G7:30
        K52.900|20|26|0|1-90|4.8|1|35|2||l0:95 l12:80 L1:60 V1:75* V0:85* v0:45* w10:90* G5:60 G6:45
        K63.500|20|26|0|35-85|4|1|3|2|80:s6 w4|e3:90 L9:90 L10:40 V0:60* v7:50* w10:60*
        K80.200|4|38|0|25-90|7|2|20|3|60:S0 w2 c2 c3|l6:50 e9:40 E3:95 L9:90 v1:70* V0:95* w10:95* w11:60* V5:50*
        K35.800|4|34|0|5-80|6|2|80|1|82:S1 w3 c3|E3:80 e15:60 L1:90 v1:85* V3:40* V0:95* w10:95* w11:80*
        K40.900|4|26|0|1-90|5|2|5|1|90:S3 w3 c3|E3:70 L9:85 v1:30* V0:60* w10:60* w11:80*
        K64.900|4|26|0|20-80|5.5|1|5|2|78:s2 w3|L9:80 l0:50 e3:25 v1:40* V0:55* w10:60* w11:90*
        I83.900|4|16|0|35-80|6|1|2|2|82:s5 w3|e0:95 L9:85 l3:50 v6:40* V0:50* w10:50* w11:70*
        E04.900|4|16|0|25-75|6.5|2|1|1|88:s9 w2 c3|E4:95 L8:95 E1:40 V0:80* w10:80* w11:60* D0:60
        S06.000|4|18|0|6-85|6|1|80|2||E2:95+ E8:20 V0:85* v15:40* w10:85* w0:35h
        H25.900|12|46|0|50-95|2.8|1|1|8|95:S2 C10 w4|e10:95 E11:70 L9:70 J5:90
        N20.100|24|30|0|20-80|5.5|2|40|4|62:s1 w2|e4:95 e15:60 L2:90 v0:55* V0:90* w10:90*
        N40.x00|24|22|1|55-95|8|2|12|3|62:m0 w3|M0:95 M3:85 e4:60 L2:90+ v0:45* V0:70* w10:70*
        N39.000|23|18|0|20-95|6.5|1|15|4||e4:65 L2:95+ l7:30 v0:70* V2:25* V0:80* w10:85*
        N18.500|23|16|0|30-90|9|3|20|9||L4:95+ l12:90+ l4:50 E5:60 e4:50 V0:50* v3:40* w10:55*
        M51.200|17|52|0|25-85|9|1|5|3|16:s0 w2|E7:80 e14:20 P0:60* P3:65* P5:55* P6:55* w12:50* Q0:60 Q5:30 v2:20* V0:40* w10:45*
        M17.900|17|30|0|45-90|8.5|2|2|3|30:s4 c1 w3|e6:95 E10:30 P5:40* P6:40* Q1:60 Q4:30 v1:25* V0:40* w10:45*
        M47.900|17|30|0|40-85|8|1|3|3||E7:45 e14:30 P0:65* P3:60* P6:55* w12:40* V6:25* V0:40* w10:40* Q5:40
        M54.500|17|22|0|25-80|7|1|2|3||E7:50 P0:60* P3:65* P6:55* Q0:45 V0:25* w10:25*
        S72.000|17|26|0|55-98|13|3|85|2|78:s3 c0 c3 w3|e5:95 E10:40 L9:90 e0:60 v6:75* v1:70* V0:95* w10:95* w11:60+ l11:80
        S52.500|17|22|0|6-85|7|2|60|3|62:S5 C11 w3|e5:20 l11:30 v1:50* V0:70* w10:70* w11:70+
        N84.000|5|18|2|25-65|4|1|3|2|82:f0 w2|F2:90 F6:70 F1:30 F4:60 L9:80 V0:55* w10:60*
        D25.900|5|18|2|30-58|8|2|5|1|78:f1 w2 c3|F2:95 F4:70 L10:60 L9:90 v1:80* V0:90* w10:90* w11:60*
        N83.200|5|14|2|16-60|6.5|2|20|1|80:f2 w2 c3|F2:95 L10:85 v1:70* V0:85* w10:85* w11:60*
        O80.000|5|46|2|19-42|3.8|2|60|0|97:f4|F3:85 F5:95* l11:80 l14:70 v10:85 V0:60* w10:60*
        O82.000|5|36|2|19-43|6|2|35|0|99:f3 w3 c3|F3:90 F5:90+ l11:95 L9:90 v1:85* v10:90 V0:95* w10:95* w11:80*
        O60.000|5|12|2|19-42|5|2|50|6||F3:90 F5:95* v9:85* V0:85* w10:85*
        P59.900|16|60|0|0-0|5|2|40|1||L3:95+ l12:70 w15:90h V1:50* w10:50*
        C34.900|14|34|0|40-90|9|3|10|6||E1:95 L10:95 e16:35 E8:40 e11:40 L9:85 V0:90* v17:35* v14:30* w10:90*
        C18.900|14|20|0|40-90|9|3|10|6||e15:95 e3:75 L10:95 L9:85 V0:90* v14:40* v17:25* w10:90*
        Z51.100|14|0|0|30-85|4.5|3|1|0||L0:98+ L3:98 L4:95 L10:45 v11:45 v12:50 v13:30 w6:90 w8:25 X4:80* V0:95* w10:95*
        F20.900|13|9|0|18-75|32|2|15|3||l17:80+ e7:55 L8:40 Y0:95 Y1:40 w14:55* w13:12
        F32.900|13|8|0|18-75|16|2|5|4||e7:60 L8:60 w14:70* Y2:60
        I69.300|15|22|0|45-92|18|2|1|8||E5:30 e14:35 P7:95* P8:75* P0:60* P1:40* K0:70 K2:70
        H91.200|8|10|0|20-75|8|1|10|1||E8:40 V6:60* v2:50* V0:85* w10:85*
        """
}
