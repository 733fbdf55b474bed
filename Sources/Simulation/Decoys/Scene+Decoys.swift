import Statistics

extension Scene {
    /// Records an innocent group: the members once as a group.
    mutating func decoyGroup(_ kind: String, members: [Int], facilities: [Int], since mark: Int, note: String = "") {
        decoy(TruthLabel(
            scenario: "card-clustering", subjectKind: "card_group", subjectID: personNumbers(members)[0],
            members: personNumbers(members), facilities: facilityCodes(facilities), fundAmount: book.fund(since: mark),
            note: note, decoyKind: kind
        ))
    }

    /// Records an innocent patient.
    mutating func decoyPatient(_ kind: String, _ person: Int, facility: Int, since mark: Int, like scenario: String = "frequent-visits", note: String = "") {
        decoy(TruthLabel(
            scenario: scenario, subjectKind: "patient", subjectID: Town.personNumber(person),
            facilities: facilityCodes([facility]), fundAmount: book.fund(of: person, since: mark), note: note, decoyKind: kind
        ))
    }

    /// Records an innocent facility.
    mutating func decoyFacility(_ kind: String, _ facility: Int, since mark: Int, note: String = "") {
        let code = town.facilities[facility].code
        decoy(TruthLabel(
            scenario: "facility-profile", subjectKind: "facility", subjectID: code, facilities: [code],
            fundAmount: book.fund(since: mark), note: note, decoyKind: kind
        ))
    }

    /// Persons who live near a facility, in random order and each once.
    func neighbours(_ count: Int, of facility: Int, random: inout RandomStream) -> [Int] {
        let near = villagesByDistance(from: facility)
        let villages = Set(near.prefix(max(3, near.count / 20)).map { Int32($0) })
        let people = town.persons.indices.filter { villages.contains(town.persons[$0].village) && town.persons[$0].deathDay < 0 }
        return random.elements(count, of: people)
    }
}
