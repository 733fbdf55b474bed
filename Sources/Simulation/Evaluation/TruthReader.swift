import Foundation

/// The truth of a simulated extract, read back.
public struct Truth: Sendable, Equatable {
    public var labels: [TruthLabel]
    public var decoys: [TruthLabel]

    public init(labels: [TruthLabel], decoys: [TruthLabel]) {
        self.labels = labels
        self.decoys = decoys
    }

    /// Reads `labels.csv` and, where there is one, `decoys.csv`; plain or with quoted fields.
    ///
    /// - Throws: `SimulationError.cannotRead`, or `.malformed` with the line.
    public static func read(folder: String) throws(SimulationError) -> Truth {
        let labels = try rows(folder + "/labels.csv")
        let decoys = FileManager.default.fileExists(atPath: folder + "/decoys.csv") ? try rows(folder + "/decoys.csv") : []
        return Truth(labels: labels, decoys: decoys)
    }

    private static func rows(_ path: String) throws(SimulationError) -> [TruthLabel] {
        guard let data = FileManager.default.contents(atPath: path) else { throw .cannotRead(path, reason: "no such file") }
        var lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map { fields(of: $0) }
        guard !lines.isEmpty else { throw .malformed(file: path, line: 1, reason: "no header") }
        let header = lines.removeFirst()
        var place: [String: Int] = [:]
        for (index, column) in header.enumerated() { place[column] = index }
        for column in ["scenario", "subject_kind", "subject_id"] where place[column] == nil {
            throw .malformed(file: path, line: 1, reason: "no column \(column)")
        }
        var labels: [TruthLabel] = []
        for (number, line) in lines.enumerated() {
            guard line.count == header.count else {
                throw .malformed(file: path, line: number + 2, reason: "\(line.count) fields, the header has \(header.count)")
            }
            func value(_ column: String) -> String { place[column].map { line[$0] } ?? "" }
            guard let amount = fen(value("fund_amount")) else {
                throw .malformed(file: path, line: number + 2, reason: "fund_amount is no amount")
            }
            labels.append(TruthLabel(
                scenario: value("scenario"), subjectKind: value("subject_kind"), subjectID: value("subject_id"),
                members: list(value("members")), facilities: list(value("facilities")), intensity: value("intensity"),
                fundAmount: amount, note: value("note"), decoyKind: value("decoy_kind")
            ))
        }
        return labels
    }

    private static func list(_ text: String) -> [String] { text.split(separator: ";").map(String.init) }

    /// Yuan as integer fen, empty as 0; nil for anything else, or more than two decimals.
    private static func fen(_ text: String) -> Int? {
        if text.isEmpty { return 0 }
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let yuan = Int(parts[0]), yuan < Int.max / 200 else { return nil }
        let decimals = parts.count == 2 ? parts[1] : ""
        guard decimals.count <= 2, let cents = Int((decimals + "00").prefix(2)) else { return nil }
        return (yuan * 100 + cents) * (isNegative ? -1 : 1)
    }

    /// Splits one line at its commas, outside quotes; a doubled quote inside quotes is a quote.
    private static func fields(of line: Substring) -> [String] {
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var endedQuote = false
        for character in line {
            if character == "\"" {
                if !isQuoted, endedQuote { field.append("\"") }
                endedQuote = isQuoted
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                fields.append(field)
                field = ""
                endedQuote = false
            } else {
                field.append(character)
                endedQuote = false
            }
        }
        return fields + [field]
    }
}
