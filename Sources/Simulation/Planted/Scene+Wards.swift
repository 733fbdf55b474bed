import Statistics

/// What is planted in wards, and what looks like it. A behaviour is one file and one line here.
extension BehaviourCatalogue {
    static let wardCases: [any PlantedBehaviour] = [
        CheckupAdmission(), LowStandardAdmission(), SplitAdmission(), OrganisedAdmission(),
        PaperAdmission(), GenderConflict(), BedDays(), CrowdedHospital(),
    ]

    static let wardLookAlikes: [any PlantedBehaviour] = [
        OncologyStaging(), DaySurgery(), SmallWard(), ChemotherapyCycles(), TransferredStays(), StagedSurgery(), ConfinementStays(),
        DepartmentTransfers(), ElderlyHomeOutbreak(), SchoolOutbreak(), VillageEpidemic(), LongStayHospitals(),
        CompanionBeds(), IntensiveCareBeds(), CorrectedBedLines(), BothEndsRegion(),
        FamilyCollects(), OutsideExamination(), WeekendLeave(),
        MappingError(), UnknownSex(), NewbornOnMothersCard(),
    ]
}

extension Scene {
    /// Begins the identifier of a label that names a visit by its place in the book; the writer knows the number that it gets.
    static let visitMark = "#"

    /// Settled stays by facility in the book so far.
    func stayCounts() -> [Int] {
        var counts = Array(repeating: 0, count: town.facilities.count)
        for visit in book.visits where visit.care.isStay && !visit.isOpen { counts[Int(visit.facility)] += 1 }
        return counts
    }

    /// A facility with beds that plays no part yet and has had some stays, for a behaviour that is a whole facility's.
    mutating func castWard(_ kinds: FacilityKind..., stays counts: [Int], random: inout RandomStream) -> Int? {
        let least = [15, 6, 1]
        let foreign = town.bothEndsRegion
        for floor in least {
            for kind in kinds {
                if let place = castFacility(kind, random: &random, where: {
                    counts[$0.index] >= floor && $0.region != foreign
                }) { return place }
            }
        }
        return nil
    }

    /// A facility with beds for single cases: one that this behaviour has already used fewer than three times, else a free one, else any.
    mutating func host(_ kinds: FacilityKind..., for behaviour: String, random: inout RandomStream) -> Int {
        if wardCounts.isEmpty { wardCounts = stayCounts() }
        let wards = town.facilities.filter { wardCounts[$0.index] >= 8 && kinds.contains($0.kind) && $0.bedCount > 0 && $0.region != town.bothEndsRegion }
        if wards.isEmpty { return random.element(of: town.facilities(of: .tertiaryHospital)) }
        let used = wards.filter { hosts[$0.index]?.behaviour == behaviour && (hosts[$0.index]?.cases ?? 0) < 3 }
        if let place = used.first, random.chance(0.7) {
            hosts[place.index]?.cases += 1
            return place.index
        }
        let free = wards.filter { isFree(facility: $0.index) }
        let unused = free.filter { hosts[$0.index] == nil }
        let place = random.element(of: [unused, used, free, wards].first { !$0.isEmpty } ?? wards).index
        hosts[place] = (hosts[place]?.behaviour ?? behaviour, (hosts[place]?.cases ?? 0) + 1)
        return place
    }

    /// A person who plays no part and whom no stay keeps from these days.
    mutating func castPatient(free days: ClosedRange<Int>, random: inout RandomStream, where fits: (Person) -> Bool = { _ in true }) -> Int? {
        for _ in 0..<30 {
            guard let person = castPerson(random: &random, where: fits) else { return nil }
            if book.isFree(person, days) { return person }
        }
        return nil
    }

    /// A day of the period on which a stay of so many days can begin and be settled.
    func admissionDay(days: Int, random: inout RandomStream) -> Int {
        let last = max(town.calendar.days.lowerBound, town.calendar.days.upperBound - days - 2)
        return random.integer(town.calendar.days.lowerBound...last)
    }

    /// How many facilities a behaviour has: three at 30,000 persons, some nine at 400,000.
    var facilityCases: Int {
        let growth = Double(town.persons.count) / 30_000
        return growth < 0.5 ? 1 : max(3, min(30, Int((3 * growth.squareRoot() * 0.83).rounded())))
    }

    /// How many stays, patients or groups a behaviour has: six at 30,000 persons, some twenty at 400,000.
    var singleCases: Int {
        let growth = Double(town.persons.count) / 30_000
        return growth < 0.5 ? 3 : max(6, min(60, Int((6 * growth.squareRoot() * 0.95).rounded())))
    }

    // MARK: Truth

    mutating func label(facility: Int, _ scenario: String, _ intensity: Intensity, since mark: Int, note: String) {
        let code = town.facilities[facility].code
        label(TruthLabel(
            scenario: scenario, subjectKind: "facility", subjectID: code, facilities: [code], intensity: intensity.name,
            fundAmount: book.fund(since: mark), note: note
        ))
    }

    mutating func label(stay visit: Int, _ scenario: String, _ intensity: Intensity, since mark: Int, note: String) {
        label(TruthLabel(
            scenario: scenario, subjectKind: "stay", subjectID: Self.visitMark + String(visit),
            facilities: facilityCodes([Int(book.visits[visit].facility)]), intensity: intensity.name,
            fundAmount: book.fund(since: mark), note: note
        ))
    }

    mutating func label(patient: Int, _ scenario: String, at facilities: [Int], _ intensity: Intensity, since mark: Int, note: String) {
        label(TruthLabel(
            scenario: scenario, subjectKind: "patient", subjectID: Town.personNumber(patient), facilities: facilityCodes(facilities),
            intensity: intensity.name, fundAmount: book.fund(of: patient, since: mark), note: note
        ))
    }

    mutating func decoy(facility: Int, _ kind: String, like scenario: String, since mark: Int, note: String = "") {
        let code = town.facilities[facility].code
        decoy(TruthLabel(
            scenario: scenario, subjectKind: "facility", subjectID: code, facilities: [code], fundAmount: book.fund(since: mark),
            note: note, decoyKind: kind
        ))
    }

    mutating func decoy(stay visit: Int, _ kind: String, like scenario: String, since mark: Int, note: String = "") {
        decoy(TruthLabel(
            scenario: scenario, subjectKind: "stay", subjectID: Self.visitMark + String(visit),
            facilities: facilityCodes([Int(book.visits[visit].facility)]), fundAmount: book.fund(since: mark), note: note, decoyKind: kind
        ))
    }

    mutating func decoy(visitGroup members: [Int], _ kind: String, at facility: Int, since mark: Int, note: String = "") {
        decoy(TruthLabel(
            scenario: "inpatient-anomaly", subjectKind: "visit_group", subjectID: personNumbers(members)[0],
            members: personNumbers(members), facilities: facilityCodes([facility]), fundAmount: book.fund(since: mark),
            note: note, decoyKind: kind
        ))
    }
}
