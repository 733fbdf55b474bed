/// Compares a lead list, and simpler orderings of the same subjects, with the truth of a simulated extract.
///
/// A lead is right when a planted case has the same scenario and the same subject: the same identifier, or for a group a Jaccard
/// index of members of at least one half. Each truth counts once; a second lead for it is not right. A lead of a facility into
/// which cases were gathered is right, once, when a planted stay, patient or pack of its scenario lies there; it finds those of them
/// that its evidence or its members name. A planted subject that only appears under another scenario is reported apart and does not
/// count as found.
public enum LeadEvaluation {
    public static let precisionRanks = [10, 20, 50, 100]
    /// The least Jaccard index of two groups that count as the same.
    public static let groupOverlap = 0.5

    /// Reads a lead folder and a truth folder.
    ///
    /// - Throws: `SimulationError` for files that are missing or malformed.
    public static func evaluate(
        leadFolder: String, truthFolder: String, rankings: [Baseline] = []
    ) throws(SimulationError) -> EvaluationReport {
        evaluate(leads: try LeadRecord.read(folder: leadFolder), truth: try Truth.read(folder: truthFolder), rankings: rankings)
    }

    /// - Parameters:
    ///   - leads: In rank order.
    ///   - rankings: Each is evaluated by money and by volume, ties by subject.
    /// - Complexity: O(leads × truths of the same kind) in the worst case, for groups; else O(leads + evidence + truths).
    public static func evaluate(leads: [LeadRecord], truth: Truth, rankings: [Baseline] = []) -> EvaluationReport {
        let labels = SubjectIndex(truth.labels)
        let hits = hits(of: leads, labels: truth.labels, index: labels)
        var isSeen = Array(repeating: false, count: truth.labels.count)
        for hit in hits { for match in hit.found { isSeen[match] = true } }
        let isFound = isSeen
        var foundElsewhere: [EvaluationReport.FoundElsewhere] = []
        for (lead, hit) in zip(leads, hits) where !hit.isRight {
            for match in labels.matches(lead.subject) where !isSeen[match] && truth.labels[match].scenario != lead.scenario {
                isSeen[match] = true
                foundElsewhere.append(.init(
                    rank: lead.rank, plantedScenario: truth.labels[match].scenario, foundScenario: lead.scenario,
                    subjectID: truth.labels[match].subjectID
                ))
            }
        }
        let lookAlikes = lookAlikes(among: zip(leads, hits).filter { !$0.1.isRight }.map(\.0), truth: truth, labels: labels)
        let slugs = Set(truth.labels.map(\.scenario)).union(leads.map(\.scenario)).sorted()
        let overall = quality(hits: hits, truthCount: truth.labels.count)
        let baselines = rankings.flatMap { baseline in
            [
                evaluate(baseline, by: \.amount, named: "money", labels: truth.labels),
                evaluate(baseline, by: \.volume, named: "volume", labels: truth.labels),
            ]
        }
        return EvaluationReport(
            overall: overall,
            scenarios: slugs.map { slug in
                scenarioQuality(
                    slug, hits: zip(leads, hits).filter { $0.0.scenario == slug }.map(\.1), labels: truth.labels,
                    lookAlikeCount: lookAlikes.count { $0.scenario == slug }
                )
            },
            recallByIntensity: recall(of: Array(truth.labels.indices), labels: truth.labels) { isFound[$0] },
            liftOverMoney: lift(of: overall, over: baselines.first { $0.name.hasSuffix(" by money") }?.overall),
            lookAlikes: lookAlikes,
            lookAlikesInFirst100: lookAlikes.count { look in leads.prefix(100).contains { $0.rank == look.rank } },
            lookAlikeCount: truth.decoys.count,
            foundElsewhere: foundElsewhere,
            missed: truth.labels.indices.filter { !isSeen[$0] }.map { truth.labels[$0] },
            baselines: baselines
        )
    }

    // MARK: Measures

    /// Measures a list by what each place hit; no truth may be found twice.
    static func quality(hits: [LeadHit], truthCount: Int) -> EvaluationReport.RankingQuality {
        var foundCount = 0
        var rightCount = 0
        var precisionSum = 0.0
        for (place, hit) in hits.enumerated() where hit.isRight {
            rightCount += 1
            foundCount += hit.found.count
            precisionSum += Double(rightCount) / Double(place + 1) * Double(hit.found.count)
        }
        return EvaluationReport.RankingQuality(
            leadCount: hits.count,
            truthCount: truthCount,
            foundCount: foundCount,
            precision: precisionRanks.map { rank in
                let first = hits.prefix(rank)
                let right = first.count { $0.isRight }
                return .init(rank: rank, value: first.isEmpty ? nil : Double(right) / Double(first.count))
            },
            averagePrecision: truthCount == 0 ? nil : precisionSum / Double(truthCount),
            recall: truthCount == 0 ? nil : Double(foundCount) / Double(truthCount)
        )
    }

    private static func scenarioQuality(
        _ slug: String, hits: [LeadHit], labels: [TruthLabel], lookAlikeCount: Int = 0
    ) -> EvaluationReport.ScenarioQuality {
        let planted = labels.indices.filter { labels[$0].scenario == slug }
        let found = Set(hits.flatMap(\.found))
        return EvaluationReport.ScenarioQuality(
            scenario: slug,
            quality: quality(hits: hits, truthCount: planted.count),
            recallByIntensity: recall(of: planted, labels: labels) { found.contains($0) },
            lookAlikeCount: lookAlikeCount
        )
    }

    private static func recall(of planted: [Int], labels: [TruthLabel], isFound: (Int) -> Bool) -> [EvaluationReport.IntensityRecall] {
        Intensity.allCases.compactMap { intensity in
            let ofThis = planted.filter { labels[$0].intensity == intensity.name }
            return ofThis.isEmpty ? nil : .init(intensity: intensity.name, foundCount: ofThis.count(where: isFound), truthCount: ofThis.count)
        }
    }

    private static func lift(
        of list: EvaluationReport.RankingQuality, over money: EvaluationReport.RankingQuality?
    ) -> [EvaluationReport.Lift] {
        guard let money else { return [] }
        return zip(list.precision, money.precision).filter { $0.0.rank >= 50 }.map { mine, theirs in
            let value: Double? = if let mine = mine.value, let theirs = theirs.value, theirs > 0 { mine / theirs } else { nil }
            return .init(rank: mine.rank, precision: mine.value, precisionByMoney: theirs.value, value: value)
        }
    }

    // MARK: Baselines

    private static func evaluate(
        _ baseline: Baseline, by key: KeyPath<Baseline.Row, Int>, named order: String, labels: [TruthLabel]
    ) -> EvaluationReport.BaselineQuality {
        let rows = baseline.rows.sorted { left, right in
            if left[keyPath: key] != right[keyPath: key] { return left[keyPath: key] > right[keyPath: key] }
            return (left.subjectKind, left.subjectID) < (right.subjectKind, right.subjectID)
        }
        let slugs = Set(labels.map(\.scenario)).sorted()
        return EvaluationReport.BaselineQuality(
            name: baseline.name + " by " + order,
            overall: quality(hits: hits(of: rows, labels, in: Array(labels.indices)), truthCount: labels.count),
            scenarios: slugs.map { slug in
                let planted = labels.indices.filter { labels[$0].scenario == slug }
                let kinds = Set(planted.map { labels[$0].subjectKind })
                let comparable = rows.filter { kinds.contains($0.subjectKind) }
                return scenarioQuality(slug, hits: hits(of: comparable, labels, in: planted), labels: labels)
            }
        )
    }

    private static func hits(of rows: [Baseline.Row], _ labels: [TruthLabel], in places: [Int]) -> [LeadHit] {
        let index = SubjectIndex(places.map { labels[$0] })
        var isFound = Array(repeating: false, count: places.count)
        return rows.map { row in
            guard let match = index.matches(row.subject).first(where: { !isFound[$0] }) else { return LeadHit() }
            isFound[match] = true
            return LeadHit(isRight: true, found: [places[match]])
        }
    }
}

extension LeadRecord {
    var subject: SubjectIndex.Subject { .init(kind: subjectKind, identifier: subjectID, members: members) }
}

extension TruthLabel {
    var subject: SubjectIndex.Subject { .init(kind: subjectKind, identifier: subjectID, members: members) }
}

extension Baseline.Row {
    var subject: SubjectIndex.Subject { .init(kind: subjectKind, identifier: subjectID, members: members) }
}
