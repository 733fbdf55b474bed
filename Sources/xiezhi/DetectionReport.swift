import Modeling
import Reports

/// What `xiezhi detect` says: one JSON object, or a list with reasons.
struct DetectionReport: Encodable {
    struct Row: Encodable {
        let row: Int
        let id: String?
        let score: Double
        let pValue: Double
    }

    private let table: String
    private let rows: Int
    private let columns: Int
    private let detector: String
    private let hyperparameters: [String: Double]
    private let seed: UInt64
    private let model: String?
    private let threads: Int
    /// What p-values compare a row with.
    private let pValuesAmong: TableScores.Reference
    private let quality: RankingQuality?
    private let top: [Row]
    private let explained: [TableScores.Explanation]
    private let seconds: [String: Double]

    init(
        scores: TableScores, quality: RankingQuality?, explained: [TableScores.Explanation], model: String?, top: Int, threads: Int,
        seconds: [String: Double]
    ) {
        table = scores.table.name
        rows = scores.table.rowCount
        columns = scores.table.columns.count
        detector = scores.detector.name
        hyperparameters = scores.detector.origin.hyperparameters
        seed = scores.detector.origin.seed
        self.model = model
        self.threads = threads
        pValuesAmong = scores.reference
        self.quality = quality
        self.top = scores.order.prefix(top).map {
            Row(row: $0, id: scores.table.identifiers?[$0], score: scores.scores[$0], pValue: scores.pValues[$0])
        }
        self.explained = explained
        self.seconds = seconds
    }

    enum CodingKeys: String, CodingKey {
        case table, rows, columns, detector, hyperparameters, seed, model, threads, pValuesAmong, top, explained, seconds
    }

    /// The measures stand beside the rest, not in an object of their own.
    func encode(to encoder: any Encoder) throws {
        try quality?.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(table, forKey: .table)
        try container.encode(rows, forKey: .rows)
        try container.encode(columns, forKey: .columns)
        try container.encode(detector, forKey: .detector)
        try container.encode(hyperparameters, forKey: .hyperparameters)
        try container.encode(seed, forKey: .seed)
        try container.encodeIfPresent(model, forKey: .model)
        try container.encode(threads, forKey: .threads)
        try container.encode(pValuesAmong, forKey: .pValuesAmong)
        try container.encode(top, forKey: .top)
        try container.encode(explained, forKey: .explained)
        try container.encode(seconds, forKey: .seconds)
    }

    // MARK: For people

    func text(width: Int) -> String {
        var text = rankingTable(width)
        if !explained.isEmpty { text += "\n" + reasonTable(width) }
        if let quality { text += "\n" + Self.measures(quality, width) }
        return text
    }

    private func rankingTable(_ width: Int) -> String {
        let hasNames = top.contains { $0.id != nil }
        var columns: [ColumnTable.Column] = [.number("#"), .number("row")]
        if hasNames { columns.append(.text("id")) }
        columns += [.number("score"), .number("p")]
        var table = ColumnTable(columns)
        for (place, row) in top.enumerated() {
            let cells = ["\(place + 1)", "\(row.row)"] + (hasNames ? [row.id ?? ""] : [])
            table.add(cells + [NumberText.readable(row.score), NumberText.probability(row.pValue)])
        }
        return table.text(width: width)
    }

    private func reasonTable(_ width: Int) -> String {
        var table = ColumnTable([.number("row"), .text("feature"), .number("value"), .number("median"), .number("P99"), .number("contribution")])
        for row in explained {
            for (place, reason) in row.reasons.enumerated() {
                table.add([
                    place == 0 ? "\(row.row)" : "", reason.feature, Self.number(reason.value), Self.number(reason.median),
                    Self.number(reason.percentile99), NumberText.readable(reason.contribution),
                ])
            }
        }
        return table.text(width: width)
    }

    private static func number(_ value: Double?) -> String { NumberText.readable(value ?? .nan) }

    private static func measures(_ quality: RankingQuality, _ width: Int) -> String {
        var table = ColumnTable([.text("measure"), .number("value"), .number("95 % interval")])
        func add(_ name: String, _ value: Double?, _ interval: [Double]?) {
            func fixed(_ value: Double) -> String { NumberText.fixed(value, decimals: 4) }
            table.add([name, value.map(fixed) ?? "—", interval.map { "\(fixed($0[0])) – \(fixed($0[1]))" } ?? "—"])
        }
        add("AUROC", quality.auroc, quality.aurocInterval)
        add("average precision", quality.averagePrecision, quality.averagePrecisionInterval)
        for length in quality.precisionAt.keys.compactMap({ Int($0) }).sorted() {
            let isAll = length == quality.positives ? " (as many as positives)" : ""
            add("precision at \(length)\(isAll)", quality.precisionAt["\(length)"], quality.precisionAtIntervals["\(length)"])
        }
        return table.text(width: width)
    }

    func remarks(out: String?) -> [String] {
        var remarks = ["\(table): \(Remarks.counted(rows, "row")), \(Remarks.counted(columns, "feature")), scored by \(detector)"]
        if let quality, quality.auroc == nil { remarks.append("not measured: the label is the same in all rows") }
        if let out { remarks.append("written: \(out)") }
        return remarks
    }
}
