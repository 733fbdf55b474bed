import Foundation

/// Resident memory of this process, by what Linux counts.
enum Memory {
    /// The most that was ever resident, in bytes.
    static var peak: Int { field("VmHWM:") }
    static var resident: Int { field("VmRSS:") }

    private static func field(_ name: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 } ?? 0
    }
}
