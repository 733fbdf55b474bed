import Claims
import Features
import Testing

/// Facilities by what they do. The town of these tests has no names for classes, so that a store is made by hand.
@Suite struct ServiceMixTests {
    /// Facilities H000 …: chronic clinics where the number is odd, outpatient clinics where it is even, and one hospital alone.
    private func context() -> FeatureContext {
        var facility: [String] = []
        var care: [CareClass] = []
        for number in 0..<50 {
            for visit in 0..<40 {
                facility.append(Self.code(number))
                care.append(visit % 10 == 0 ? .emergency : number % 2 == 1 ? .chronic : .outpatient)
            }
        }
        for _ in 0..<60 {
            facility.append("H999")
            care.append(.inpatient)
        }
        let facilities = FacilityColumns(id: IdentifierTable(facility))
        let persons = PersonColumns(id: IdentifierTable(["p"]))
        let none = facility.map { _ in Int32(-1) }
        let zeros = facility.map { _ in Int64(0) }
        var columns = SettlementColumns()
        columns.id = TextColumn(facility.indices.map { "s\($0)" })
        columns.person = facility.map { _ in 0 }
        columns.facility = facility.map { facilities.id.number(of: $0) ?? -1 }
        (columns.employer, columns.disease, columns.operatorNumber) = (none, none, none)
        (columns.insuredRegion, columns.facilityRegion, columns.scheme, columns.medicalType) = (none, none, none, none)
        columns.careClass = care
        columns.day = facility.map { _ in 20_000 }
        columns.second = facility.map { _ in 36_000 }
        (columns.beginDay, columns.endDay) = (columns.day, columns.day)
        (columns.totalFee, columns.inScope, columns.pooledFund, columns.fund) = (zeros, zeros, zeros, zeros)
        (columns.personal, columns.account, columns.mutualAid, columns.cash) = (zeros, zeros, zeros, zeros)
        columns.certificateType = facility.map { _ in 0 }
        columns.settlementType = columns.certificateType
        return FeatureContext(ClaimStore(
            settlements: columns, persons: persons, facilities: facilities, filledColumns: ["setl_id"], calendar: HolidayCalendar()))
    }

    private static func code(_ number: Int) -> String { "H0" + (number < 10 ? "0" : "") + "\(number)" }

    @Test func facilitiesAreComparedWithThoseThatDoTheSame() throws {
        let context = context()
        var parameters = PeerParameters()
        parameters.facilityTraits = [.type, .serviceMix]
        let subjects = Array(Int32(0)..<Int32(context.store.facilities.count))
        let grouping = PeerGrouping(.facility, subjects: subjects, in: context, parameters: parameters)
        func group(_ code: String) throws -> PeerGroup? {
            grouping.group(ofRow: Int(try #require(context.store.facilities.id.number(of: code))))
        }
        let chronic = try #require(try group(Self.code(1)))
        let outpatient = try #require(try group(Self.code(2)))
        #expect(chronic.count == 25 && outpatient.count == 25)
        #expect(chronic.key.en.contains("mainly chronic") && outpatient.key.en.contains("mainly outpatient"))
        #expect(chronic.key.zh.contains("慢特病") && chronic.backOff == 0)
        // The only hospital has no kind of its own: it falls back to all, and says so.
        let hospital = try #require(try group("H999"))
        #expect(hospital.backOff > 0 && hospital.count == 51)
    }

    /// Oracle 13: a facility alone in its kind, where not even all together are enough, has nobody to compare with.
    @Test func aloneMeansNoComparison() {
        let context = context()
        var parameters = PeerParameters()
        parameters.facilityTraits = [.serviceMix]
        parameters.minimumFacilities = 52
        let subjects = Array(Int32(0)..<Int32(context.store.facilities.count))
        let grouping = PeerGrouping(.facility, subjects: subjects, in: context, parameters: parameters)
        #expect(subjects.indices.allSatisfy { grouping.group(ofRow: $0) == nil })
    }
}
