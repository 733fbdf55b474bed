import Foundation
import Leads
public import Output

/// What a review leaves: `review.json`, the sample as a form to fill in, and a verdict for every row.
public struct ReviewFiles: Sendable {
    public enum VerdictFormat: String, Sendable, CaseIterable { case csv, parquet }

    private let run: ReviewRun
    private let verdictFormat: VerdictFormat

    public init(_ run: ReviewRun, verdictFormat: VerdictFormat) {
        self.run = run
        self.verdictFormat = verdictFormat
    }

    /// - Throws: `OutputError`.
    public func write(to folder: String) throws(OutputError) {
        try WholeFolder(folder).write([
            ("verdicts.\(verdictFormat.rawValue)", { path in try writeVerdicts(to: path) }),
            ("review-sample.csv", { path in try writeSample(to: path) }),
            ("review.json", { path in try JSONDocument.data(record).write(to: URL(filePath: path)) }),
        ])
    }

    /// Kept rows in the store's order, then those passed over in the order of reading.
    private func writeVerdicts(to path: String) throws {
        let names = ["setl_id", "verdict", "scenarios", "reason"]
        try WholeFile(path).writeTable(names.map { ($0, "VARCHAR") }) { append in
            let groups = run.review.groups.map { $0.joined(separator: ";") }
            for (row, group) in run.review.groupOfRow.enumerated() {
                let id = WholeFile.field(run.store.settlements.id[row])
                try append(group < 0 ? "\(id),pass,,\n" : "\(id),suspect,\(groups[Int(group)]),\n")
            }
            for (index, reason) in run.review.skipped.reason.enumerated() {
                try append("\(WholeFile.field(run.review.skipped.id[index])),skipped,,\(reason.slug)\n")
            }
        }
    }

    private func writeSample(to path: String) throws {
        try TextRows.write(["setl_id", "fixmedins_code", "med_type", "place", "sha256", "outcome"], to: path) { append in
            for draw in run.sample.draws {
                let stratum = run.sample.strata[draw.stratum]
                try append([draw.settlement, stratum.facility, stratum.medicalType, String(draw.place), draw.hash, ""])
            }
        }
    }

    public var record: ReviewRecord { ReviewRecord(run) }
}

/// `review.json`.
public struct ReviewRecord: Encodable, Sendable {
    struct Stratum: Encodable {
        var facility: String
        var medType: String?
        var passed: Int
        var drawn: Int
        var outcome: Outcome?
    }

    struct Outcome: Encodable {
        var reviewed: Int
        var suspect: Int
        var rate: Double?
        var wilsonLower: Double
        var wilsonUpper: Double

        init(_ estimate: ReviewOutcomes.Estimate) {
            reviewed = estimate.reviewed
            suspect = estimate.suspect
            rate = estimate.reviewed == 0 ? nil : estimate.rate
            (wilsonLower, wilsonUpper) = (estimate.lower, estimate.upper)
        }
    }

    struct Skipped: Encodable {
        var reason: String
        var rows: Int
    }

    let algorithm = ReviewSample.algorithm
    let hashedText = "seed:batch:setl_id"
    let engineVersion = RunRecord.engineVersion
    let seed: UInt64
    let batch: String
    let rate: Double
    let strataBy: String
    let records: Int
    let verdicts: Int
    let coverage: Double
    let pass: Int
    let suspect: Int
    let skipped: [Skipped]
    let drawn: Int
    let confidence: Double
    let outcome: Outcome?
    let weightedSuspectRate: Double?
    let strata: [Stratum]

    init(_ run: ReviewRun) {
        seed = run.sample.seed
        batch = run.sample.batch
        rate = run.sample.rate
        strataBy = run.stratification.rawValue
        records = run.review.recordCount
        verdicts = run.review.verdictCount
        coverage = run.review.coverage
        pass = run.review.passedCount
        suspect = run.review.suspectCount
        skipped = run.review.skipped.counts.map { Skipped(reason: $0.reason.slug, rows: $0.rows) }
        drawn = run.sample.draws.count
        confidence = run.confidence
        outcome = run.outcomes.map { Outcome($0.pooled) }
        weightedSuspectRate = run.outcomes?.weightedRate
        strata = run.sample.strata.enumerated().map { index, stratum in
            Stratum(
                facility: stratum.facility, medType: run.stratification == .facility ? nil : stratum.medicalType, passed: stratum.passed,
                drawn: stratum.drawn, outcome: run.outcomes.map { Outcome($0.byStratum[index]) })
        }
    }
}
