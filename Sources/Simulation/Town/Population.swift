import RealModule
import Statistics

/// Settles households into villages: an age and sex pyramid, schemes, employers with heavy-tailed sizes, chronic conditions.
struct Population {
    let town: Town
    let configuration: TownConfiguration

    private static let householdSizes = runningSums([18, 27, 25, 17, 13])

    func settle() -> (persons: [Person], householdStarts: [Int32], employerCount: Int) {
        var random = RandomStream(seed: configuration.seed, stream: "population")
        let employerCount = max(10, configuration.personCount / 60)
        // Zipf: the largest employer has some six per cent of all employees.
        let employers = runningSums((1...employerCount).map { 1 / Double.pow(Double($0) + 2, 0.95) })
        let villages = runningSums((0..<town.villages.count).map { _ in random.logNormal(mean: 0, standardDeviation: 0.5) })
        let conditions = runningSums(ChronicCondition.commonWeights)
        let today = town.calendar.days.lowerBound
        var persons: [Person] = []
        persons.reserveCapacity(configuration.personCount)
        var starts: [Int32] = []
        while persons.count < configuration.personCount {
            let village = random.weightedIndex(cumulative: villages)
            let ages = Self.ages(random: &random).prefix(configuration.personCount - persons.count)
            let household = Int32(starts.count)
            starts.append(Int32(persons.count))
            // A household shares its usual places.
            let pharmacy = town.nearby(.pharmacy, village: village, random: &random)
            let clinic = town.nearby(.clinic, village: village, random: &random)
            let hospital = town.nearby(.hospital, village: village, random: &random)
            for (age, sex) in ages {
                var person = Person(
                    household: household, village: Int32(village), sex: sex,
                    birthDay: Int32(today - age * 36_525 / 100 - random.uniform(below: 365)),
                    scheme: 390, personType: 14, employer: -1, condition: nil, isRegistered: false, refillDays: 0,
                    frailty: Float(random.gamma(shape: 1.6, scale: 1 / 1.6)), usesMutualAid: false,
                    pharmacy: Int32(pharmacy), clinic: Int32(clinic), hospital: Int32(hospital), deathDay: -1
                )
                Self.insure(&person, age: age, employers: employers, random: &random)
                Self.burden(&person, age: age, conditions: conditions, random: &random)
                if age > 55, random.chance(Double.exp(0.09 * Double(age - 95)) / 3) {
                    person.deathDay = Int32(random.element(of: town.calendar.days))
                }
                persons.append(person)
            }
        }
        starts.append(Int32(persons.count))
        return (persons, starts, employerCount)
    }

    private static func ages(random: inout RandomStream) -> [(Int, UInt8)] {
        let size = random.weightedIndex(cumulative: householdSizes) + 1
        // Small households are old or young, large ones span generations.
        let head = size <= 2
            ? (random.chance(0.5) ? random.integer(58...88) : random.integer(22...57))
            : random.integer(27...56)
        let headSex = UInt8(random.integer(1...2))
        var ages: [(Int, UInt8)] = [(head, headSex)]
        if size >= 2 { ages.append((max(20, head + random.integer(-4...4)), 3 - headSex)) }
        if size >= 3 { ages.append((max(0, head - random.integer(24...34)), UInt8(random.integer(1...2)))) }
        if size >= 4 {
            ages.append(random.chance(0.5)
                ? (max(0, head - random.integer(26...38)), UInt8(random.integer(1...2)))
                : (min(97, head + random.integer(22...32)), 2))
        }
        if size >= 5 { ages.append((min(98, head + random.integer(22...34)), UInt8(random.integer(1...2)))) }
        return ages
    }

    private static func insure(_ person: inout Person, age: Int, employers: [Double], random: inout RandomStream) {
        switch age {
        case ..<18: person.personType = 16
        case 18..<23 where random.chance(0.5): person.personType = 15
        case 18..<60:
            if random.chance(0.66) {
                (person.scheme, person.personType) = (310, 11)
                person.employer = Int32(random.weightedIndex(cumulative: employers))
            }
        default:
            if random.chance(0.45) {
                (person.scheme, person.personType) = (310, 12)
                person.employer = Int32(random.weightedIndex(cumulative: employers))
            }
        }
        person.usesMutualAid = person.scheme == 390 && random.chance(0.12)
    }

    private static func burden(_ person: inout Person, age: Int, conditions: [Double], random: inout RandomStream) {
        let prevalence = switch age {
        case ..<18: 0.004
        case 18..<40: 0.03
        case 40..<60: 0.17
        case 60..<75: 0.43
        default: 0.58
        }
        guard random.chance(prevalence) else { return }
        person.condition = ChronicCondition.common[random.weightedIndex(cumulative: conditions)]
        person.isRegistered = random.chance(0.7)
        person.refillDays = random.chance(0.45) ? 28 : random.chance(0.7) ? 30 : random.chance(0.6) ? 84 : 14
    }
}
