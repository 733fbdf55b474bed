import Claims

/// Which leads a list is to hold: institutions and pharmacies apart, persons apart, or all together.
public struct AskedSubjects: Sendable, Equatable {
    /// Kinds of subject; all when empty.
    public var kinds: Set<Lead.SubjectKind> = []
    /// Kind of all facilities of a lead; any when nil.
    public var facilityKind: FacilityColumns.Kind?

    public init() {}

    func admits(_ candidate: Candidate, in store: ClaimStore) -> Bool {
        guard kinds.isEmpty || kinds.contains(candidate.subjectKind) else { return false }
        guard let facilityKind else { return true }
        return !candidate.facilities.isEmpty && candidate.facilities.allSatisfy { store.facilities.kind[Int($0)] == facilityKind }
    }
}
