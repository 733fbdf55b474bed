import Detection

/// What the header of a safetensors file says: where each tensor lies, and some text about all of them.
struct SafetensorsHeader: Equatable {
    struct Entry: Equatable, Comparable {
        var name: String
        var type: TensorType
        var shape: [Int]
        /// Counted from the end of the header.
        var place: Range<Int> = 0..<0

        init(name: String, type: TensorType, shape: [Int], place: Range<Int>) {
            self.name = name
            self.type = type
            self.shape = shape
            self.place = place
        }

        init(name: String, tensor: Tensor) {
            self.name = name
            type = TensorType(tensor.elements)
            shape = tensor.shape
        }

        /// - Precondition: the shape is that of a tensor in memory.
        var byteCount: Int { shape.reduce(type.width, *) }

        func checkedByteCount() throws(SafetensorsError) -> Int {
            // In the order in which a tensor multiplies its shape, and on top of it the width: what passes here overflows nowhere.
            var count = 1
            for length in shape {
                let (product, isBeyond) = count.multipliedReportingOverflow(by: length)
                guard !isBeyond else { throw .shapeTooLarge(name: SafetensorsError.printable(name)) }
                count = product
            }
            let (bytes, isBeyond) = count.multipliedReportingOverflow(by: type.width)
            guard !isBeyond else { throw .shapeTooLarge(name: SafetensorsError.printable(name)) }
            return bytes
        }

        private var typeRank: Int { TensorType.allCases.firstIndex(of: type) ?? 0 }

        /// The order in which tensors are written: by type, then by the bytes of the name.
        static func < (first: Entry, second: Entry) -> Bool {
            if first.type != second.type { return first.typeRank < second.typeRank }
            return first.name.utf8.lexicographicallyPrecedes(second.name.utf8)
        }

        /// The order of places; tensors without elements come before those that begin where they are.
        static func liesBefore(_ first: Entry, _ second: Entry) -> Bool {
            let keys = (first.place.lowerBound, first.place.upperBound)
            let others = (second.place.lowerBound, second.place.upperBound)
            return keys == others ? first.name.utf8.lexicographicallyPrecedes(second.name.utf8) : keys < others
        }
    }

    var metadata: [String: String]
    var entries: [Entry]

    static let metadataName = "__metadata__"

    init(metadata: [String: String], entries: [Entry]) {
        self.metadata = metadata
        self.entries = entries
    }

    /// JSON without white space, filled up with spaces to a multiple of eight bytes.
    var bytes: [UInt8] {
        var members = entries.map { entry in
            let shape = entry.shape.map(String.init).joined(separator: ",")
            return """
                \(Self.quoted(entry.name)):{"dtype":"\(entry.type.rawValue)","shape":[\(shape)],\
                "data_offsets":[\(entry.place.lowerBound),\(entry.place.upperBound)]}
                """
        }
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            let content = texts.map { Self.quoted($0.key) + ":" + Self.quoted($0.value) }.joined(separator: ",")
            members.insert(Self.quoted(Self.metadataName) + ":{\(content)}", at: 0)
        }
        var bytes = Array("{\(members.joined(separator: ","))}".utf8)
        while !bytes.count.isMultiple(of: 8) { bytes.append(UInt8(ascii: " ")) }
        return bytes
    }

    /// A text as a JSON string, escaped where JSON asks for it and nowhere else.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    // MARK: Reading

    /// - Throws: `malformedHeader`, `duplicateName`, `unknownType`. How the places fit each other is for the caller to see.
    init(_ bytes: [UInt8]) throws(SafetensorsError) {
        var text = HeaderText(bytes)
        // The format wants the brace as the very first byte, so that no other header can be taken for this one.
        guard bytes.first == UInt8(ascii: "{") else { throw .malformedHeader(byte: 0, expected: "{") }
        var metadata: [String: String] = [:]
        var entries: [Entry] = []
        var names: Set<String> = []
        try text.object { (text, name) throws(SafetensorsError) in
            guard names.insert(name).inserted else { throw .duplicateName(name: SafetensorsError.printable(name)) }
            if name == Self.metadataName {
                try text.object { (text, key) throws(SafetensorsError) in
                    guard metadata.updateValue(try text.string(), forKey: key) == nil else {
                        throw .duplicateName(name: SafetensorsError.printable(key))
                    }
                }
            } else {
                entries.append(try Self.entry(name, &text))
            }
        }
        try text.end()
        self.metadata = metadata
        self.entries = entries
    }

    private static func entry(_ name: String, _ text: inout HeaderText) throws(SafetensorsError) -> Entry {
        let start = text.position
        var type: String?
        var shape: [Int]?
        var place: [Int]?
        try text.object { (text, key) throws(SafetensorsError) in
            let isNew: Bool
            switch key {
            case "dtype": isNew = type == nil; type = try text.string()
            case "shape": isNew = shape == nil; shape = try text.wholeNumbers()
            case "data_offsets": isNew = place == nil; place = try text.wholeNumbers()
            default: throw .malformedHeader(byte: text.position, expected: "dtype, shape or data_offsets")
            }
            if !isNew { throw .duplicateName(name: SafetensorsError.printable("\(name).\(key)")) }
        }
        guard let type, let shape, let place, place.count == 2, place[0] <= place[1] else {
            throw .malformedHeader(byte: start, expected: "a tensor's dtype, shape and two ascending data_offsets")
        }
        guard let known = TensorType(rawValue: type) else {
            throw .unknownType(name: SafetensorsError.printable(name), type: SafetensorsError.printable(type))
        }
        return Entry(name: name, type: known, shape: shape, place: place[0]..<place[1])
    }
}
