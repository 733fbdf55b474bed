/// Diagnoses of patients who are followed one by one.
extension Diagnosis {
    /// More lines of the table; looked up by code, so their order does not matter.
    static let followed = """
        Z94.000/3/M08300 D66.x00/3/M01200
        """

    static let transplant = named("Z94.000")
    static let haemophilia = named("D66.x00")

    /// The entry with this code, the first of all where there is none.
    static func named(_ code: String) -> Diagnosis {
        Diagnosis(number: UInt8(table.firstIndex { $0.code == code } ?? 0))
    }
}
