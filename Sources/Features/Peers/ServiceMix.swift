import Claims
import LinearAlgebra
import Statistics

/// What a facility mostly does: the cluster of its shares of care classes, so that a clinic of chronic patients is not held against one of
/// colds. Made of settlements alone, which every run reads, so that the peers do not depend on which scenarios are asked for.
///
/// Shares are compared by the Hellinger distance, the Euclidean one of their square roots (C. R. Rao, "A review of canonical coordinates and an
/// alternative to correspondence analysis using Hellinger distance", Qüestiió 19, 1995), in which small shares weigh no less than their chance
/// variation allows. Frozen peers (`PeerModel`) know a cluster by its label: where the clusters of a later table are named otherwise, its
/// facilities fall back to the coarser group.
struct ServiceMix {
    /// By facility number; 0 for those that are not among the subjects.
    let clusterOfFacility: [Int32]
    let labels: [LocalizedText]

    /// A facility with few settlements is drawn towards the mix of all by so many.
    private static let priorCount = 10.0
    /// A care class of at least this share gives the cluster its name.
    private static let namingShare = 0.25

    init(_ subjects: [Int32], in store: ClaimStore, clusterCount: Int) {
        let classes = CareClass.allCases
        var counts = [Double](repeating: 0, count: subjects.count * classes.count)
        var total = [Double](repeating: 0, count: classes.count)
        for (place, facility) in subjects.enumerated() {
            for row in store.byFacility[Int(facility)] {
                let kind = Int(store.settlements.careClass[Int(row)].rawValue)
                counts[place * classes.count + kind] += 1
                total[kind] += 1
            }
        }
        let all = max(1, total.reduce(0, +))
        for place in subjects.indices {
            let range = place * classes.count..<(place + 1) * classes.count
            let sum = counts[range].reduce(0, +) + Self.priorCount
            for (kind, cell) in range.enumerated() { counts[cell] = ((counts[cell] + Self.priorCount * total[kind] / all) / sum).squareRoot() }
        }
        var cluster = [Int32](repeating: 0, count: store.facilities.count)
        guard !subjects.isEmpty, clusterCount > 1 else {
            (clusterOfFacility, labels) = (cluster, [Self.label([], of: classes)])
            return
        }
        let clusters = LloydClusters(Matrix(rowCount: subjects.count, columnCount: classes.count, elements: counts), count: clusterCount)
        for (place, facility) in subjects.enumerated() { cluster[Int(facility)] = clusters.members[place] }
        clusterOfFacility = cluster
        var seen: [String: Int] = [:]
        labels = (0..<clusters.centers.rowCount).map { center in
            let shares = (0..<classes.count).map { clusters.centers[center, $0] * clusters.centers[center, $0] }
            let label = Self.label(shares, of: classes)
            seen[label.en, default: 0] += 1
            let number = seen[label.en] ?? 1
            return number == 1 ? label : LocalizedText(zh: "\(label.zh)（\(number)）", en: "\(label.en) (\(number))")
        }
    }

    private static func label(_ shares: [Double], of classes: [CareClass]) -> LocalizedText {
        let named = shares.indices.filter { shares[$0] >= namingShare }.sorted { (shares[$1], $0) < (shares[$0], $1) }
        guard !named.isEmpty else { return LocalizedText(zh: "业务结构混合", en: "mixed services") }
        return LocalizedText(
            zh: "业务以" + named.map { chinese(classes[$0]) }.joined(separator: "、") + "为主",
            en: "mainly " + named.map { classes[$0].name }.joined(separator: " and "))
    }

    private static func chinese(_ careClass: CareClass) -> String {
        switch careClass {
        case .outpatient: "门诊"
        case .registration: "挂号"
        case .emergency: "急诊"
        case .chronic: "慢特病门诊"
        case .inpatient: "住院"
        case .pharmacy: "购药"
        case .maternity: "生育"
        default: "其他"
        }
    }
}
