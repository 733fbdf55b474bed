import Claims
import Features

/// Innocent reasons why several cards come together: a household, an institution under one roof.
package struct GroupInnocence {
    package struct Exemption {
        package let slug: String
        package let reason: LocalizedText
    }

    static let sharedInstitution = Exemption(slug: "shared-institution", reason: .init(
        zh: "成员登记于同一集体住址（养老、福利机构或宿舍），共同结算有合理解释", en: "the members are registered at one collective address, such as a home for the elderly"))

    private let store: ClaimStore
    private let minimumHouseholds: Int
    private let largestHousehold: Int
    private let institutionShare: Double
    private let collectives: CollectiveAddresses
    private let largestFamily: Int
    private let unknownHouseholdWeight: Double
    private let mutualAidShare: Double
    private let ownClinicShare: Double
    private let ownClinicMultiple: Double
    /// Persons that share a telephone, by number.
    private let telephoneUsers: [Int32: Int]

    package init(store: ClaimStore, thresholds: ThresholdTable) throws(ClaimsError) {
        self.store = store
        minimumHouseholds = try thresholds.integer("minimum_households")
        largestHousehold = try thresholds.integer("largest_household")
        institutionShare = try thresholds.value("institution_share")
        collectives = try CollectiveAddresses(store, thresholds)
        largestFamily = try thresholds.integer("largest_family")
        unknownHouseholdWeight = try thresholds.value("unknown_household_weight")
        mutualAidShare = try thresholds.value("mutual_aid_share")
        ownClinicShare = try thresholds.value("own_clinic_share")
        ownClinicMultiple = try thresholds.value("own_clinic_multiple")
        telephoneUsers = CollectiveAddresses.users(store.persons.telephone)
    }

    /// What is left of a group's strength once it is known how well its households could be told: all of it where an
    /// address or telephone of every member is known, or where there are more members than a family has.
    package func weight(of members: [Int32]) -> Double {
        members.count <= largestFamily && !knowsHomes(of: members) ? unknownHouseholdWeight : 1
    }

    /// What came of the question whether the members are one family.
    package func householdCheck(of members: [Int32]) -> LocalizedText {
        let unknown = members.count { !knowsHome(of: $0) }
        guard unknown > 0 else { return .init(zh: "不属同一住址或电话的小家庭", en: "not one small household by address or telephone") }
        return .init(
            zh: "无法核对：\(members.count) 人中 \(unknown) 人的住址和电话未知", en: "cannot be told: neither address nor telephone of \(unknown) of \(members.count) members is known")
    }

    private func knowsHomes(of members: [Int32]) -> Bool { members.allSatisfy(knowsHome) }

    private func knowsHome(of member: Int32) -> Bool {
        store.persons.address[Int(member)] >= 0 || store.persons.telephone[Int(member)] >= 0
    }

    /// - Parameters:
    ///   - members: person numbers.
    ///   - rows: their joint settlements.
    package func exemption(of members: [Int32], rows: [Int32]) -> Exemption? {
        if collectives.areAtOne(members) { return Self.sharedInstitution }
        if isAtOwnClinic(members, rows: rows) {
            return .init(slug: "own-clinic", reason: .init(
                zh: "成员同属一所学校或单位，在其内设医疗机构集中就诊", en: "the members belong to one school or employer and come together to its own clinic"))
        }
        if households(members) < minimumHouseholds {
            return .init(slug: "household", reason: .init(
                zh: "成员来自不足\(minimumHouseholds)个家庭（同一电话或住址），可能为家人代购", en: "the members come from fewer than \(minimumHouseholds) households by telephone or address"))
        }
        let columns = store.settlements
        let paid = rows.count { Fen.orZero(columns.mutualAid[Int($0)]) > 0 }
        if members.count <= largestHousehold, !rows.isEmpty, Double(paid) >= mutualAidShare * Double(rows.count) {
            return .init(slug: "family-mutual-aid", reason: .init(
                zh: "多数结算使用家庭共济账户，属合法家庭使用", en: "most settlements draw on a family mutual-aid account, which is lawful family use"))
        }
        return nil
    }

    /// Nearly all members of one school or employer, at clinics most of whose persons are of the same one, many more of them than the group.
    /// Pharmacies are nobody's own clinic: cards collected from a workforce are swiped there.
    private func isAtOwnClinic(_ members: [Int32], rows: [Int32]) -> Bool {
        let columns = store.settlements
        guard let own = employer(of: members, rows: rows) else { return false }
        let places = Set(rows.map { columns.facility[Int($0)] })
        return !places.isEmpty && places.allSatisfy { place in
            guard store.facilities.kind[Int(place)] == .medical else { return false }
            var persons: Set<Int32> = []
            var colleagues: Set<Int32> = []
            for row in store.byFacility[Int(place)] {
                persons.insert(columns.person[Int(row)])
                if columns.employer[Int(row)] == own { colleagues.insert(columns.person[Int(row)]) }
            }
            return Double(colleagues.count) >= ownClinicShare * Double(persons.count)
                && Double(colleagues.count) >= ownClinicMultiple * Double(members.count)
        }
    }

    /// The employer or school that nearly all members have on the rows.
    package func employer(of members: [Int32], rows: [Int32]) -> Int32? {
        let columns = store.settlements
        var employerOfMember: [Int32: Int32] = [:]
        for row in rows where columns.employer[Int(row)] >= 0 { employerOfMember[columns.person[Int(row)]] = columns.employer[Int(row)] }
        var counts: [Int32: Int] = [:]
        for member in members { if let employer = employerOfMember[member] { counts[employer, default: 0] += 1 } }
        guard let own = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
        return Double(own.value) >= institutionShare * Double(members.count) ? own.key : nil
    }

    /// Components of "same telephone or same address", where few enough persons share it to be a household.
    private func households(_ members: [Int32]) -> Int {
        var parent = Array(members.indices)
        func root(_ index: Int) -> Int { parent[index] == index ? index : root(parent[index]) }
        for left in members.indices {
            for right in members.indices where right > left && isSameHousehold(members[left], members[right]) {
                parent[root(right)] = root(left)
            }
        }
        return members.indices.count { root($0) == $0 }
    }

    private func isSameHousehold(_ left: Int32, _ right: Int32) -> Bool {
        func shares(_ numbers: [Int32], _ users: [Int32: Int]) -> Bool {
            let number = numbers[Int(left)]
            return number >= 0 && number == numbers[Int(right)] && (users[number] ?? 0) <= largestHousehold
        }
        return shares(store.persons.telephone, telephoneUsers) || shares(store.persons.address, collectives.users)
    }
}
