extension String {
    /// For a terminal: what comes from a file or an extract may hold control characters, and none must reach it.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }
}
