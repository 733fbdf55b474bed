/// The code table from `med_type` to the class of care: `Datasets/codes/med_type.csv`, columns `code,class,name`.
public struct CareClassTable: Sendable {
    private let classes: [String: CareClass]

    public init(csv text: String) throws(ClaimsError) {
        var classes: [String: CareClass] = [:]
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 2, let careClass = CareClass(name: fields[1]) else {
                let known = CareClass.allCases.map(\.name).joined(separator: ", ")
                throw ClaimsError("med_type table, line \(index + 1): expected `code,class,name` with a class of \(known)")
            }
            classes[fields[0]] = careClass
        }
        self.classes = classes
    }

    /// The class of the longest prefix in the table, `other` where there is none.
    public func careClass(of code: String) -> CareClass {
        var prefix = code[...]
        while !prefix.isEmpty {
            if let careClass = classes[String(prefix)] { return careClass }
            prefix = prefix.dropLast()
        }
        return .other
    }
}
