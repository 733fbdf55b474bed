/// Finds the labels of a subject: by identifier, groups by the overlap of their members.
///
/// Other truths name the members of a subject of one person, too: there the identifier says more.
struct SubjectIndex {
    struct Subject: Hashable {
        var kind: String
        var identifier: String
        var members: [String] = []

        fileprivate var isGroup: Bool { SubjectIndex.groupKinds.contains(kind) && !members.isEmpty }
    }

    private static let groupKinds: Set = ["card_group", "visit_group"]

    private let labels: [TruthLabel]
    private var byIdentifier: [Subject: [Int]] = [:]
    private var byMember: [Subject: [Int]] = [:]

    init(_ labels: [TruthLabel]) {
        self.labels = labels
        for (place, label) in labels.enumerated() {
            guard label.subject.isGroup else {
                byIdentifier[Subject(kind: label.subjectKind, identifier: label.subjectID), default: []].append(place)
                continue
            }
            for member in Set(label.members) {
                byMember[Subject(kind: label.subjectKind, identifier: member), default: []].append(place)
            }
        }
    }

    /// The places of the labels with this subject, the best overlap first, then in order.
    func matches(_ subject: Subject) -> [Int] {
        guard subject.isGroup else {
            return byIdentifier[Subject(kind: subject.kind, identifier: subject.identifier)] ?? []
        }
        let members = Set(subject.members)
        var shared: [Int: Int] = [:]
        for member in members {
            for place in byMember[Subject(kind: subject.kind, identifier: member)] ?? [] { shared[place, default: 0] += 1 }
        }
        return shared
            .map { (place: $0.key, overlap: Double($0.value) / Double(members.count + Set(labels[$0.key].members).count - $0.value)) }
            .filter { $0.overlap >= LeadEvaluation.groupOverlap }
            .sorted { ($1.overlap, $0.place) < ($0.overlap, $1.place) }
            .map(\.place)
    }
}
