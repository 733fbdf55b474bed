/// What kind of care a settlement pays for: the class of its `med_type`, which provinces extend with codes of their own.
///
/// The code table lies in `Datasets/codes/med_type.csv`; the longest prefix wins, so `140104` is chronic like `14`
/// and `2105` is inpatient like `21`.
public enum CareClass: UInt8, Sendable, CaseIterable {
    case other, outpatient, registration, emergency, chronic, inpatient, maternity, pharmacy, care

    public var name: String { String(describing: self) }

    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    /// Care without a bed, where a person may come several times a month.
    public var isAmbulatory: Bool {
        switch self {
        case .outpatient, .registration, .emergency, .chronic, .pharmacy: true
        case .other, .inpatient, .maternity, .care: false
        }
    }
}
