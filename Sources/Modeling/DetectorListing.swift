import Detection

/// The catalogue of detectors as a person or a program reads it.
public struct DetectorListing: Sendable, Encodable {
    public struct Setting: Sendable, Encodable {
        public let name: String
        public let defaultValue: Double
        public let lowest: Double
        public let highest: Double
        public let isWhole: Bool
    }

    public let name: String
    public let aliases: [String]
    public let summary: String
    public let reference: String
    /// What a stored model keeps of the rows it was fitted on.
    public let keeps: String
    public let hyperparameters: [Setting]

    /// All there are, in the catalogue's order.
    public static var all: [DetectorListing] {
        DetectorCatalog.standard.entries.map { entry in
            DetectorListing(
                name: entry.name, aliases: entry.card.aliases, summary: entry.card.summary, reference: entry.card.reference,
                keeps: entry.card.keeps.rawValue,
                hyperparameters: entry.hyperparameters.map {
                    Setting(name: $0.name, defaultValue: $0.defaultValue, lowest: $0.range.lowerBound, highest: $0.range.upperBound, isWhole: $0.isWhole)
                })
        }
    }
}
