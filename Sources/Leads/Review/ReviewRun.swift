import Claims
import Crypto

/// A ranked extract read once more: a verdict for every settlement, and a sample of those that passed.
public struct ReviewRun: Sendable {
    public struct Options: Sendable {
        public var rate: Double
        public var seed: UInt64
        /// Names what was reviewed; nil takes the digest of the settlements' files.
        public var batch: String?
        public var stratification: ReviewSample.Stratification
        /// A CSV file of `setl_id, outcome`, once people have looked.
        public var outcomes: String?

        public init(rate: Double, seed: UInt64, batch: String?, stratification: ReviewSample.Stratification, outcomes: String?) {
            self.rate = rate
            self.seed = seed
            self.batch = batch
            self.stratification = stratification
            self.outcomes = outcomes
        }
    }

    public let store: ClaimStore
    public let quality: DataQuality
    public let review: FirstReview
    public let sample: ReviewSample
    public let stratification: ReviewSample.Stratification
    public let outcomes: ReviewOutcomes?
    public let confidence: Double

    /// - Parameter reader: of the extract that was ranked, with `recordsSkipped`.
    /// - Throws: `ClaimsError` where it is another extract, or the batch has no name.
    public init(_ run: EarlierRun, reader: ExtractReader, library: ModelLibrary, options: Options) throws {
        let inputs = try InputDigest.digests(reader.inputPaths)
        try Self.check(inputs, against: run.inputs)
        let batch = try options.batch ?? Self.batch(of: inputs)
        guard !batch.isEmpty, !batch.contains(":"), !batch.contains(where: \.isNewline) else {
            throw ClaimsError("the name of the batch must be one line without a colon")
        }
        let (store, quality) = try reader.read()
        guard quality.settlements.read.rows == run.settlementsRead else {
            throw ClaimsError("""
                the extract has \(quality.settlements.read.rows) settlements and the run read \(run.settlementsRead); give the extract that \
                was ranked
                """)
        }
        review = try FirstReview(
            of: store, flagged: try run.flagged(), skipped: reader.skippedSettlements, recordCount: quality.settlements.read.rows)
        sample = ReviewSample(of: store, passed: review.passed, rate: options.rate, seed: options.seed, batch: batch, by: options.stratification)
        self.store = store
        self.quality = quality
        stratification = options.stratification
        confidence = try library.review.value("confidence")
        outcomes = if let path = options.outcomes {
            try ReviewOutcomes(try Self.findings(path), of: sample, confidence: confidence)
        } else {
            nil
        }
    }

    private static func check(_ found: [InputDigest], against recorded: [InputDigest]) throws(ClaimsError) {
        for digest in recorded {
            guard let file = found.first(where: { $0.name == digest.name }) else {
                throw ClaimsError("\(digest.name) is not in the extract, and the run read it; give the extract that was ranked")
            }
            guard file.sha256 == digest.sha256 else {
                throw ClaimsError("\(digest.name) is not as it was when it was ranked; give that extract, or rank this one first")
            }
        }
        if let further = found.first(where: { file in !recorded.contains { $0.name == file.name } }) {
            throw ClaimsError("\(further.name) is in the extract and the run did not read it; give the extract that was ranked")
        }
    }

    /// `B` and the first 16 digits of the SHA-256 of the settlements' files: of their SHA-256 in hexadecimal digits, each followed by a
    /// line feed, in order of name.
    static func batch(of inputs: [InputDigest]) throws(ClaimsError) -> String {
        let settlements = inputs.filter { $0.name.split(separator: "/").contains { $0.hasPrefix("setl_d") } }.sorted { $0.name < $1.name }
        guard !settlements.isEmpty else { throw ClaimsError("the settlements come from no file that names the batch; give it a name with --batch") }
        let text = settlements.map { $0.sha256 + "\n" }.joined()
        return "B" + LeadIdentity.hexadecimal(SHA256.hash(data: Array(text.utf8))).prefix(16)
    }

    private static func findings(_ path: String) throws -> [String: ReviewOutcomes.Finding] {
        var findings: [String: ReviewOutcomes.Finding] = [:]
        let rows = try CSVRows(path: path, what: "outcomes", required: ["setl_id", "outcome"])
        try rows.forEach { line, value in
            let outcome = value("outcome")
            // Not looked at yet.
            guard !outcome.isEmpty else { return }
            guard let finding = ReviewOutcomes.words.first(where: { $0.text == outcome.lowercased() })?.finding else {
                let words = ReviewOutcomes.words.map(\.text).joined(separator: ", ")
                throw ClaimsError("""
                    the \(rows.name), line \(line), column outcome: expected \(words), or nothing where it was not looked at
                    """)
            }
            guard findings.updateValue(finding, forKey: value("setl_id")) == nil else {
                throw ClaimsError("the \(rows.name), line \(line): a settlement of an earlier line once more; leave one of them")
            }
        }
        return findings
    }
}
