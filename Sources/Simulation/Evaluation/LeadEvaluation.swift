/// Compares a lead list, and simpler orderings of the same subjects, with the truth of a simulated extract.
///
/// A lead is right when a planted case has the same scenario and the same subject: the same identifier, or for a group a Jaccard
/// index of members of at least one half. Each truth counts once; a second lead for it is not right. A planted subject that only
/// appears under another scenario is reported apart and does not count as found.
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
    /// - Complexity: O(leads × truths of the same kind) in the worst case, for groups; else O(leads + truths).
    public static func evaluate(leads: [LeadRecord], truth: Truth, rankings: [Baseline] = []) -> EvaluationReport {
        let labels = SubjectIndex(truth.labels)
        let decoys = SubjectIndex(truth.decoys)
        var isFound = Array(repeating: false, count: truth.labels.count)
        let hits = leads.map { lead -> Int? in
            let match = labels.matches(lead.subject).first { truth.labels[$0].scenario == lead.scenario && !isFound[$0] }
            if let match { isFound[match] = true }
            return match
        }
        var isSeenElsewhere = isFound
        var foundElsewhere: [EvaluationReport.FoundElsewhere] = []
        var lookAlikes: [EvaluationReport.LookAlike] = []
        for (lead, hit) in zip(leads, hits) where hit == nil {
            for match in labels.matches(lead.subject) where !isSeenElsewhere[match] && truth.labels[match].scenario != lead.scenario {
                isSeenElsewhere[match] = true
                foundElsewhere.append(.init(
                    rank: lead.rank, plantedScenario: truth.labels[match].scenario, foundScenario: lead.scenario,
                    subjectID: truth.labels[match].subjectID
                ))
            }
            // What is planted and also resembles a look-alike is no mistake.
            if labels.matches(lead.subject).isEmpty, let match = decoys.matches(lead.subject).first {
                lookAlikes.append(.init(
                    rank: lead.rank, scenario: lead.scenario, subjectID: lead.subjectID, decoyKind: truth.decoys[match].decoyKind
                ))
            }
        }
        let slugs = Set(truth.labels.map(\.scenario)).union(leads.map(\.scenario)).sorted()
        return EvaluationReport(
            overall: quality(hits: hits, truthCount: truth.labels.count),
            scenarios: slugs.map { slug in
                scenarioQuality(slug, hits: zip(leads, hits).filter { $0.0.scenario == slug }.map(\.1), labels: truth.labels)
            },
            lookAlikes: lookAlikes,
            lookAlikeCount: truth.decoys.count,
            foundElsewhere: foundElsewhere,
            missed: truth.labels.indices.filter { !isSeenElsewhere[$0] }.map { truth.labels[$0] },
            baselines: rankings.flatMap { baseline in
                [
                    evaluate(baseline, by: \.amount, named: "money", labels: truth.labels),
                    evaluate(baseline, by: \.volume, named: "volume", labels: truth.labels),
                ]
            }
        )
    }

    // MARK: Measures

    /// Measures a list from which truth each place hit, if any; no truth may occur twice.
    static func quality(hits: [Int?], truthCount: Int) -> EvaluationReport.RankingQuality {
        var foundCount = 0
        var precisionSum = 0.0
        for (place, hit) in hits.enumerated() where hit != nil {
            foundCount += 1
            precisionSum += Double(foundCount) / Double(place + 1)
        }
        return EvaluationReport.RankingQuality(
            leadCount: hits.count,
            truthCount: truthCount,
            foundCount: foundCount,
            precision: precisionRanks.map { rank in
                let first = hits.prefix(rank)
                let right = first.count { $0 != nil }
                return .init(rank: rank, value: first.isEmpty ? nil : Double(right) / Double(first.count))
            },
            averagePrecision: truthCount == 0 ? nil : precisionSum / Double(truthCount),
            recall: truthCount == 0 ? nil : Double(foundCount) / Double(truthCount)
        )
    }

    private static func scenarioQuality(_ slug: String, hits: [Int?], labels: [TruthLabel]) -> EvaluationReport.ScenarioQuality {
        let planted = labels.indices.filter { labels[$0].scenario == slug }
        let found = Set(hits.compactMap { $0 })
        return EvaluationReport.ScenarioQuality(
            scenario: slug,
            quality: quality(hits: hits, truthCount: planted.count),
            recallByIntensity: Intensity.allCases.compactMap { intensity in
                let ofThis = planted.filter { labels[$0].intensity == intensity.name }
                return ofThis.isEmpty ? nil : .init(
                    intensity: intensity.name, foundCount: ofThis.count { found.contains($0) }, truthCount: ofThis.count
                )
            }
        )
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

    private static func hits(of rows: [Baseline.Row], _ labels: [TruthLabel], in places: [Int]) -> [Int?] {
        let index = SubjectIndex(places.map { labels[$0] })
        var isFound = Array(repeating: false, count: places.count)
        return rows.map { row in
            guard let match = index.matches(row.subject).first(where: { !isFound[$0] }) else { return nil }
            isFound[match] = true
            return places[match]
        }
    }
}

extension LeadRecord {
    var subject: SubjectIndex.Subject { .init(kind: subjectKind, identifier: subjectID, members: members) }
}

extension Baseline.Row {
    var subject: SubjectIndex.Subject { .init(kind: subjectKind, identifier: subjectID, members: members) }
}
