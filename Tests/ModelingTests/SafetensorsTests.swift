import Detection
import Foundation
import Modeling
import Testing

@Suite struct SafetensorsTests {
    static let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/reference.safetensors")

    /// The weights in the fixture; see `Tools/reference-values/safetensors_fixture.py`.
    static var reference: Weights {
        var weights = Weights()
        weights.set("table.detector.points", [0, 0.25, 0.5, 0.75, 1, 1.25] as [Float], shape: [2, 3])
        weights.set("table.detector.center", [1.5, -2, .infinity, .nan, .leastNonzeroMagnitude, -0.0])
        weights.set("table.detector.left", [1, -1, Int32.max, Int32.min])
        weights.set("name with \" and \\ and \t and 獬豸", Tensor(shape: [3], elements: .bytes([7, 0, 255])))
        weights.set("scalar", 3.0)
        weights.set("none", Tensor(shape: [0, 4], elements: .doubles([])))
        weights.set("precision", Tensor(shape: [2, 2], elements: .doubles([2, 0.1, 0.1, 3])))
        return weights
    }

    @Test func theFormatsOwnLibraryWritesTheSameBytes() throws {
        #expect(try Safetensors.data(Self.reference, metadata: ["xiezhi": "model format 1"]) == Data(contentsOf: Self.fixture))
    }

    @Test func whatIsWrittenIsReadToTheBit() throws {
        let (weights, metadata) = try Safetensors.read(Data(contentsOf: Self.fixture))
        #expect(metadata == ["xiezhi": "model format 1"])
        #expect(weights.names == Self.reference.names)
        // NaN is not equal to itself, so the bytes are compared.
        #expect(Safetensors.data(weights, metadata: metadata) == Safetensors.data(Self.reference, metadata: metadata))
        let center = try weights.tensor("table.detector.center")
        guard case .doubles(let values) = center.elements else { return #expect(Bool(false), "doubles stay doubles") }
        let expected: [Double] = [1.5, -2, .infinity, .nan, .leastNonzeroMagnitude, -0.0]
        #expect(values.map(\.bitPattern) == expected.map(\.bitPattern))
    }

    @Test func nothingIsAFileToo() throws {
        let data = Safetensors.data(Weights())
        #expect(data.count.isMultiple(of: 8))
        #expect(try Safetensors.read(data).weights == Weights())
        // What lies before the slice must not matter.
        #expect(try Safetensors.read((Data([1, 2, 3]) + data).dropFirst(3)).weights == Weights())
    }

    private func file(_ header: String, data: Int = 0, length: UInt64? = nil) -> Data {
        let text = Data(header.utf8)
        let length = length ?? UInt64(text.count)
        return Data((0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(8 * $0)) }) + text + Data(repeating: 0, count: data)
    }

    private func failure(_ data: Data) -> SafetensorsError? {
        do { _ = try Safetensors.read(data); return nil } catch { return error }
    }

    @Test func lengthsThatLie() {
        #expect(failure(Data()) == .noHeader(bytes: 0))
        #expect(failure(Data([1, 0, 0, 0, 0, 0, 0])) == .noHeader(bytes: 7))
        #expect(failure(file("{}", length: 3)) == .headerTooLong(bytes: 3, available: 2))
        #expect(failure(file("{}", length: .max)) == .headerBeyondLimit(bytes: .max, limit: 100_000_000))
        #expect(failure(file("{}", data: 1)) == .dataLength(expected: 0, found: 1))
        #expect(failure(file("", length: 0)) == .malformedHeader(byte: 0, expected: "{"))
    }

    private static func tensor(_ type: String = "F64", _ shape: String = "[2]", _ place: String = "[0,16]") -> String {
        #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(place)}"#
    }

    @Test func placesThatDoNotFit() {
        func one(_ shape: String, _ place: String, data: Int) -> SafetensorsError? { failure(file(#"{"a":\#(Self.tensor("F64", shape, place))}"#, data: data)) }
        #expect(one("[2]", "[0,16]", data: 16) == nil)
        #expect(one("[3]", "[0,16]", data: 16) == .sizeMismatch(name: "a", expected: 24, found: 16))
        #expect(one("[2]", "[0,16]", data: 15) == .dataLength(expected: 16, found: 15))
        #expect(one("[2]", "[0,16]", data: 17) == .dataLength(expected: 16, found: 17))
        #expect(one("[2]", "[8,24]", data: 24) == .notContiguous(name: "a", expected: 0, found: 8))
        #expect(one("[2]", "[16,0]", data: 16) == .malformedHeader(byte: 5, expected: "a tensor's dtype, shape and two ascending data_offsets"))
        #expect(one("[4294967296,4294967296]", "[0,16]", data: 16) == .shapeTooLarge(name: "a"))
        #expect(one("[2305843009213693952]", "[0,16]", data: 16) == .shapeTooLarge(name: "a"))
        #expect(one("[4294967296,4294967296,0]", "[0,0]", data: 0) == .shapeTooLarge(name: "a"))
        #expect(one("[0,4294967296,4294967296]", "[0,0]", data: 0) == nil)
        func two(_ second: String, data: Int) -> SafetensorsError? {
            failure(file(#"{"a":\#(Self.tensor()),"b":\#(Self.tensor("F64", "[1]", second))}"#, data: data))
        }
        #expect(two("[16,24]", data: 24) == nil)
        #expect(two("[24,32]", data: 32) == .notContiguous(name: "b", expected: 16, found: 24))
        #expect(two("[8,16]", data: 24) == .notContiguous(name: "b", expected: 16, found: 8))
        #expect(two("[0,8]", data: 24) == .notContiguous(name: "a", expected: 8, found: 0))
    }

    @Test func namesAndTypes() {
        #expect(failure(file(#"{"a":\#(Self.tensor()),"a":\#(Self.tensor())}"#, data: 16)) == .duplicateName(name: "a"))
        #expect(failure(file(#"{"a":\#(Self.tensor()),"\u0061":\#(Self.tensor())}"#, data: 16)) == .duplicateName(name: "a"))
        #expect(failure(file(#"{"a":\#(Self.tensor("F16"))}"#, data: 16)) == .unknownType(name: "a", type: "F16"))
        #expect(failure(file(#"{"a":{"dtype":"U8","dtype":"U8","shape":[],"data_offsets":[0,1]}}"#, data: 1)) == .duplicateName(name: "a.dtype"))
        #expect(failure(file(#"{"__metadata__":{"x":"1","x":"1"}}"#)) == .duplicateName(name: "x"))
        #expect(failure(file(#"{"__metadata__":{},"__metadata__":{}}"#)) == .duplicateName(name: "__metadata__"))
        #expect(failure(file(#"{"\uD83D\uDE00\n":\#(Self.tensor("I64"))}"#, data: 16)) == .unknownType(name: "😀\u{FFFD}", type: "I64"))
    }

    @Test(arguments: [
        " {}", "{", "{}x", "[]", "{]", #"{"a"}"#, #"{"a":1}"#, #"{"a":{}}"#, #"{"a":[]}"#, #"{"a":null}"#, #"{,}"#, #"{"a":{"dtype":"F64"},}"#,
        #"{"__metadata__":[]}"#, #"{"__metadata__":{"x":1}}"#, #"{"__metadata__":{"x":{"y":"z"}}}"#, #"{"\x":1}"#, #"{"\u12":1}"#, #"{"\uD800":1}"#,
        #"{"\uDC00":1}"#, #"{"\uD800\u0041":1}"#, "{\"\n\":1}", #"{"a":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F64","shape":[1.0],"data_offsets":[0,8]}}"#, #"{"a":{"dtype":"F64","shape":[01],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F64","shape":[1e0],"data_offsets":[0,8]}}"#, #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0]}}"#,
        #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8,9]}}"#, #"{"a":{"dtype":"F64","shape":1,"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F64","shape":[9223372036854775808],"data_offsets":[0,8]}}"#, #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8],"x":0}}"#,
        #"{"a":{"dtype":"F64","shape":[[1]],"data_offsets":[0,8]}}"#,
    ])
    func headersThatAreNone(_ header: String) {
        guard case .malformedHeader = failure(file(header, data: 8)) else {
            Issue.record("\(header): \(String(describing: failure(file(header, data: 8))))")
            return
        }
    }

    @Test func textThatIsNotUTF8AndDepthWithoutEnd() {
        var data = file(#"{"a?":{}}"#)
        data[8 + 3] = 0xFF
        #expect(failure(data) == .malformedHeader(byte: 2, expected: "a text in UTF-8"))
        let deep = String(repeating: #"{"a":"#, count: 100_000)
        #expect(failure(file(deep)) != nil)
        #expect(failure(file(String(repeating: "[", count: 100_000))) == .malformedHeader(byte: 0, expected: "{"))
    }

    @Test func everyTruncationIsRefused() throws {
        let data = try Data(contentsOf: Self.fixture)
        for count in 0..<data.count { #expect(failure(data.prefix(count)) != nil, "\(count) bytes") }
    }
}
