import Features
import Foundation
import Leads
import Mustache

/// `report.html`: one page for the people who open cases, which needs no network and prints.
public struct HTMLReportWriter: LeadWriter {
    public static let fileName = "report.html"
    public static let format = "html"

    public init() {}

    public func write(_ outcome: ScreeningRun.Outcome, language: Language, to path: String) throws {
        try Data(Self.page(outcome, language: language).utf8).write(to: URL(filePath: path))
    }

    static func page(_ outcome: ScreeningRun.Outcome, language: Language) throws -> String {
        MustacheContentTypes.register(ScalarEscapedHTML(), named: "SCALAR_ESCAPED_HTML")
        return try MustacheTemplate(string: ReportTemplate.page).render(ReportPage(outcome, wording: LeadWording(language)))
    }
}

/// Escapes scalar by scalar. The library's own escaping goes by `Character`, which a quotation mark followed by a combining mark slips
/// through.
private struct ScalarEscapedHTML: MustacheContentType {
    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
