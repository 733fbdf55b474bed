import Claims

/// Whose vector it is. The raw value is the word of the extract contract.
public enum SubjectKind: String, Sendable, Codable, CaseIterable {
    case facility, patient

    /// The settlement rows of every subject of this kind.
    public func slices(of store: ClaimStore) -> SubjectSlices {
        switch self {
        case .facility: store.byFacility
        case .patient: store.byPerson
        }
    }

    /// The identifiers of the subjects by number.
    public func identifiers(of store: ClaimStore) -> IdentifierTable {
        switch self {
        case .facility: store.facilities.id
        case .patient: store.persons.id
        }
    }
}
