import Foundation

/// The encoding of a CSV file: UTF-8, or GB18030, which DuckDB cannot read and which is therefore copied out as UTF-8.
enum TextEncoding: String, Sendable {
    case utf8 = "UTF-8"
    case gb18030 = "GB18030"

    private static let sampleSize = 4 << 20

    /// Judged by the first 4 MiB of text. Bytes that are not UTF-8 mean GB18030. Bytes that are may still be GB18030:
    /// many a pair of its bytes is a valid UTF-8 letter of Latin, Greek or Hebrew, so text beyond ASCII that has no
    /// Chinese character as UTF-8 but only such letters is GB18030 too.
    static func detect(path: String) -> TextEncoding {
        guard let reader = ByteReader(path: path) else { return .utf8 }
        defer { reader.close() }
        var sample: [UInt8] = []
        // What cannot be read here cannot be read later either, and is told then.
        while sample.count < sampleSize, let chunk = try? reader.next() { sample += chunk }
        guard sample.contains(where: { $0 >= 0x80 }) else { return .utf8 }
        // A character cut at the end of the sample is not a fault.
        if let lastBreak = sample.lastIndex(of: 0x0A) { sample.removeSubrange((lastBreak + 1)...) }
        guard let text = String(validating: sample, as: UTF8.self) else { return .gb18030 }
        var beyondASCII = 0
        var twoByte = 0
        for scalar in text.unicodeScalars where scalar.value >= 0x80 && scalar.value != 0xFEFF {
            beyondASCII += 1
            if scalar.value < 0x800 { twoByte += 1 }
        }
        return beyondASCII > 0 && twoByte == beyondASCII ? .gb18030 : .utf8
    }

    /// Writes a UTF-8 copy of a file, decompressed, its lines ended by LF alone, and says what it was read as: the
    /// encoding it seemed to have, else GB18030.
    static func copied(_ file: SourceFile, from seeming: TextEncoding, into folder: String) throws(ClaimsError) -> (SourceFile, TextEncoding) {
        let target = folder + "/" + UUID().uuidString + ".csv"
        for encoding in seeming == .utf8 ? [.utf8, .gb18030] : [TextEncoding.gb18030] where try copy(file, from: encoding, to: target) {
            return (SourceFile(displayName: file.displayName, path: target, format: .csv), encoding)
        }
        throw ClaimsError("\(file.displayName): this is text neither in UTF-8 nor in GB18030; export it in one of the two")
    }

    /// False where the bytes are not of the encoding.
    private static func copy(_ file: SourceFile, from encoding: TextEncoding, to target: String) throws(ClaimsError) -> Bool {
        guard let reader = ByteReader(path: file.path), FileManager.default.createFile(atPath: target, contents: nil),
              let output = FileHandle(forWritingAtPath: target), var converter = CharacterConverter(from: encoding.rawValue) else {
            throw ClaimsError("\(file.displayName): no room or no right to write a UTF-8 copy into the temporary folder")
        }
        defer { reader.close() }
        var endsInCarriageReturn = false
        func nextChunk() throws(ClaimsError) -> [UInt8]? {
            do {
                return try reader.next()
            } catch {
                throw ClaimsError("\(file.displayName): the file cannot be read to its end; copy the file again")
            }
        }
        do {
            while let chunk = try nextChunk() {
                guard let text = converter.convert(chunk) else { return false }
                try output.write(contentsOf: withoutCarriageReturns(text, &endsInCarriageReturn))
            }
            try output.close()
        } catch let error as ClaimsError {
            throw error
        } catch {
            throw ClaimsError("\(file.displayName): a UTF-8 copy could not be written into the temporary folder")
        }
        return converter.isComplete
    }

    /// Drops a carriage return where a line feed follows; one at the very end waits for the next chunk.
    private static func withoutCarriageReturns(_ text: [UInt8], _ isPending: inout Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 1)
        for byte in text {
            if isPending, byte != 0x0A { result.append(0x0D) }
            isPending = byte == 0x0D
            if !isPending { result.append(byte) }
        }
        return result
    }
}

/// The bytes of a file in chunks, decompressed by gzip where its name ends in `.gz`.
private final class ByteReader {
    private let handle: FileHandle
    private let process: Process?
    private static let chunkSize = 1 << 20

    init?(path: String) {
        guard path.lowercased().hasSuffix(".gz") else {
            guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
            self.handle = handle
            process = nil
            return
        }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        handle = pipe.fileHandleForReading
        self.process = process
    }

    /// Nil at the end of the file, which an error of reading is not.
    func next() throws -> [UInt8]? {
        guard let data = try handle.read(upToCount: Self.chunkSize), !data.isEmpty else { return nil }
        return Array(data)
    }

    func close() {
        try? handle.close()
        process?.terminate()
        process?.waitUntilExit()
    }
}
