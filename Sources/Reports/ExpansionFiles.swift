import Features
import Foundation
import Leads
public import Output

/// What an expansion leaves: `expansion.csv` and, with everything that is known of each, `expansion.jsonl`.
public struct ExpansionFiles: Sendable {
    private let found: [SeedExpansion.Found]
    private let language: Language

    public init(_ found: [SeedExpansion.Found], language: Language) {
        self.found = found
        self.language = language
    }

    /// - Throws: `OutputError`.
    public func write(to folder: String) throws(OutputError) {
        try WholeFolder(folder).write([
            ("expansion.csv", { path in
                try TextRows.write(["rank", "subject_kind", "subject_id", "strength", "q_value", "facilities", "reasons", "evidence"], to: path) { append in
                    for (index, entry) in found.enumerated() {
                        try append([
                            String(index + 1), entry.kind.rawValue, entry.id, "\(entry.strength)", "\(entry.qValue)", entry.facilities.joined(separator: ";"),
                            CSVLeadWriter.freeText(Self.sentence(entry, language)), entry.evidence.joined(separator: ";"),
                        ])
                    }
                }
            }),
            ("expansion.jsonl", { path in
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                encoder.keyEncodingStrategy = .convertToSnakeCase
                var data = Data()
                for entry in found { data += try encoder.encode(entry) + Data("\n".utf8) }
                try data.write(to: URL(filePath: path))
            }),
        ])
    }

    public static func sentence(_ found: SeedExpansion.Found, _ language: Language) -> String {
        found.reasons.map { reason in
            let value = "\(reason.title) \(NumberText.readable(reason.value))"
            guard let expected = reason.expected else { return value }
            return value + (language == .zh ? "（偶然期望 \(NumberText.readable(expected))）" : " (by chance \(NumberText.readable(expected)))")
        }.joined(separator: language == .zh ? "；" : "; ")
    }
}
