/// Numbers as people read them, the same on every machine: no locale takes part.
package enum NumberText {
    /// Yuan with two decimals and no separators; empty where the number is not finite or beyond all money.
    static func amount(_ yuan: Double) -> String {
        guard yuan.isFinite, abs(yuan) < 1e15 else { return "" }
        return fixed(yuan, decimals: 2)
    }

    /// Yuan with two decimals and a comma between thousands.
    static func groupedAmount(_ yuan: Double) -> String { grouped(amount(yuan)) }

    /// Three significant digits below 100, one decimal below 1000, whole numbers above; whole numbers always as such.
    package static func readable(_ value: Double) -> String {
        guard value.isFinite else { return "—" }
        let magnitude = abs(value)
        if value == value.rounded(), magnitude < 1e15 { return grouped(fixed(value, decimals: 0)) }
        if magnitude >= 1e15 || magnitude < 0.0001 { return scientific(value) }
        let decimals = switch magnitude {
        case 1000...: 0
        case 100...: 1
        case 10...: 1
        case 1...: 2
        case 0.1...: 3
        case 0.01...: 4
        default: 6
        }
        return grouped(trimmed(fixed(value, decimals: decimals)))
    }

    /// A share as a percentage.
    package static func percentage(_ share: Double) -> String {
        share.isFinite ? readable(share * 100 == (share * 100).rounded() ? (share * 100).rounded() : (share * 1000).rounded() / 10) + "%" : "—"
    }

    /// A tail probability.
    package static func probability(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "—" }
        return value == 0 || value >= 0.0001 ? readable(value) : scientific(value)
    }

    /// Half away from zero, in decimal. The magnitude must be below 1e15.
    package static func fixed(_ value: Double, decimals: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let whole = Int64((value * Double(scale)).rounded())
        let sign = whole < 0 ? "-" : ""
        let integer = String(whole.magnitude / scale.magnitude)
        guard decimals > 0 else { return sign + integer }
        let fraction = String(whole.magnitude % scale.magnitude)
        return "\(sign)\(integer)." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    /// Two significant digits and a power of ten.
    private static func scientific(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        // Swift's shortest text has the power of ten already; only digits are cut.
        let parts = "\(value)".split(separator: "e")
        guard parts.count == 2 else { return "\(value)" }
        let mantissa = Double(parts[0]) ?? 0
        return trimmed(fixed(mantissa, decimals: 1)) + "e" + parts[1]
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    private static func grouped(_ text: String) -> String {
        let digits = text.drop { $0 == "-" }
        let integer = digits.prefix { $0 != "." }
        var result = ""
        for (index, digit) in integer.enumerated() {
            if index > 0, (integer.count - index).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return text.prefix { $0 == "-" } + result + digits.dropFirst(integer.count)
    }
}
