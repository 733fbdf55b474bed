import Claims
import Features

/// Innocent reasons why several cards come together: a household, an institution under one roof.
struct GroupInnocence {
    struct Exemption {
        let slug: String
        let reason: LocalizedText
    }

    private let store: ClaimStore
    private let minimumHouseholds: Int
    private let largestHousehold: Int
    private let largestInstitution: Int
    private let mutualAidShare: Double
    /// Persons that share a telephone or an address, by number.
    private let telephoneUsers: [Int32: Int]
    private let addressUsers: [Int32: Int]

    init(store: ClaimStore, thresholds: ThresholdTable) throws(ClaimsError) {
        self.store = store
        minimumHouseholds = try thresholds.integer("minimum_households")
        largestHousehold = try thresholds.integer("largest_household")
        largestInstitution = try thresholds.integer("largest_institution")
        mutualAidShare = try thresholds.value("mutual_aid_share")
        func users(_ numbers: [Int32]) -> [Int32: Int] {
            var counts: [Int32: Int] = [:]
            for number in numbers where number >= 0 { counts[number, default: 0] += 1 }
            return counts
        }
        telephoneUsers = users(store.persons.telephone)
        addressUsers = users(store.persons.address)
    }

    func exemption(of members: [Int32], rows: [Int32]) -> Exemption? {
        if isInstitution(members) {
            return .init(slug: "shared-institution", reason: .init(
                zh: "成员登记于同一集体住址（养老、福利机构或宿舍），共同结算有合理解释", en: "the members are registered at one collective address, such as a home for the elderly"))
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

    /// Members at one address that more persons share than a household has, yet no more than a house can hold.
    private func isInstitution(_ members: [Int32]) -> Bool {
        let addresses = Set(members.map { store.persons.address[Int($0)] })
        guard addresses.count == 1, let address = addresses.first, address >= 0 else { return false }
        let users = addressUsers[address] ?? 0
        return users > largestHousehold && users <= largestInstitution
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
        return shares(store.persons.telephone, telephoneUsers) || shares(store.persons.address, addressUsers)
    }
}
