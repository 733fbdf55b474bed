import ADBC
import Testing

@Suite("Record streams over hand-made Arrow memory") struct RecordStreamTests {
    private let numbers = HandmadeColumn(format: "l", buffers: [nil, bytes([10, 20, 30] as [Int64])])

    @Test func everythingIsReleasedOnceThroughManyBatches() throws {
        let fixture = HandmadeStream([numbers], rowCount: 3, batchCount: 1000)
        var total: Int64 = 0
        do {
            let stream = try unsafe RecordStream(fixture.stream(), source: nil)
            while let batch = try stream.next() {
                let column = try batch.int64(0)
                for row in 0..<batch.rowCount { total += column[row] ?? 0 }
            }
            #expect(fixture.streamsReleased == 1, "the stream goes at its end, not with its last owner")
            #expect(try stream.next() == nil)
        }
        #expect(total == 60_000)
        #expect(fixture.schemasReleased == 1)
        #expect(fixture.arraysMade == 1000)
        #expect(fixture.arraysReleased == 1000)
        #expect(fixture.streamsReleased == 1)
    }

    @Test func anAbandonedStreamIsReleased() throws {
        let fixture = HandmadeStream([numbers], rowCount: 3, batchCount: 10)
        do {
            let stream = try unsafe RecordStream(fixture.stream(), source: nil)
            _ = try stream.next()
            _ = try stream.next()
            #expect(fixture.streamsReleased == 0)
        }
        #expect(fixture.streamsReleased == 1)
        #expect(fixture.arraysReleased == 2)
    }

    @Test func aColumnKeepsItsBatch() throws {
        let fixture = HandmadeStream([numbers], rowCount: 3)
        var column: Int64Column?
        do {
            let stream = try unsafe RecordStream(fixture.stream(), source: nil)
            column = try stream.next()?.int64(0)
        }
        #expect(fixture.streamsReleased == 1)
        #expect(fixture.arraysReleased == 0)
        #expect(column?[2] == 30)
        column = nil
        #expect(fixture.arraysReleased == 1)
    }

    @Test func aFailureHalfWayIsAnErrorInTheDriversWords() throws {
        let fixture = HandmadeStream([numbers], rowCount: 3, batchCount: 10, failsAt: 2)
        do {
            let stream = try unsafe RecordStream(fixture.stream(), source: nil)
            _ = try stream.next()
            _ = try stream.next()
            let error = #expect(throws: ADBCError.self) { try stream.next() }
            #expect(error?.message == "the disk is on strike")
        }
        #expect(fixture.streamsReleased == 1)
        #expect(fixture.arraysReleased == 2)
    }

    @Test func emptyBatchesArePassedOver() throws {
        let fixture = HandmadeStream([numbers], rowCount: 0, batchCount: 5)
        let stream = try unsafe RecordStream(fixture.stream(), source: nil)
        #expect(try stream.next() == nil)
        #expect(fixture.arraysReleased == 5)
    }

    @Test func slicesAtBothLevels() throws {
        // Six values in memory; the column starts at 1, its batch at 2 of that: rows are values 3, 4 and 5.
        let validity: [UInt8] = [0b110111]  // value 3 is null
        let columns = [
            HandmadeColumn(format: "i", buffers: [validity, bytes([0, 1, 2, 3, 4, 5] as [Int32])], offset: 1),
            HandmadeColumn(format: "b", buffers: [nil, [0b101000]], offset: 1, nullCount: 0),
            HandmadeColumn(format: "u", buffers: [validity, bytes([0, 1, 2, 3, 3, 5, 9] as [Int32]), Array("abcdefghi".utf8)], offset: 1),
            HandmadeColumn(format: "U", buffers: [nil, bytes([0, 1, 2, 3, 3, 5, 9] as [Int64]), Array("abcdefghi".utf8)], offset: 1),
            HandmadeColumn(format: "d:5,2", buffers: [validity, bytes([0, 1, 2, 3, -4, 5] as [Int128])], offset: 1),
        ]
        let fixture = HandmadeStream(columns, rowCount: 3, parentOffset: 2)
        let batch = try #require(try unsafe RecordStream(fixture.stream(), source: nil).next())
        let integers = try batch.int32(0)
        #expect((0..<3).map { integers[$0] } == [nil, 4, 5])
        #expect(integers.withValues { $0[2] } == 5)
        #expect(integers.isNull(0) && !integers.isNull(1))
        let booleans = try batch.bool(1)
        #expect((0..<3).map { booleans[$0] } == [true, false, true])
        #expect((0..<3).map { batch.column(2).string($0) } == [nil, "de", "fghi"])
        #expect((0..<3).map { batch.column(3).string($0) } == ["", "de", "fghi"])
        let decimals = try batch.decimal128(4)
        #expect((0..<3).map { decimals[$0]?.description } == [nil, "-0.04", "0.05"])
    }

    @Test func dictionariesAreText() throws {
        let values = HandmadeColumn(format: "u", buffers: [[0b011], bytes([0, 2, 5, 5] as [Int32]), Array("HHPPP".utf8)])
        func column(_ format: String, _ numbers: [UInt8]) -> HandmadeColumn {
            HandmadeColumn(format: format, buffers: [[0b10111], numbers], dictionary: [values], dictionaryLength: 3)
        }
        let fixture = HandmadeStream(
            [
                column("c", bytes([1, 0, 2, 0, 1] as [Int8])), column("S", bytes([1, 0, 2, 0, 1] as [UInt16])),
                column("l", bytes([1, 0, 2, 0, 1] as [Int64])),
            ], rowCount: 5)
        let batch = try #require(try unsafe RecordStream(fixture.stream(), source: nil).next())
        for index in 0..<3 {
            #expect(batch.fields[index].type == .utf8)
            let column = try batch.utf8(index)
            // Row 2 names a null of the dictionary, row 3 is null itself.
            #expect((0..<5).map { column.string($0) } == ["PPP", "HH", nil, nil, "PPP"])
            #expect(column.mayHaveNulls)
        }
    }

    @Test func timestampsOfEveryUnitAndUnreadTypes() throws {
        let seconds = bytes([-1, 86_400] as [Int64])
        let columns = ["tss:", "tsm:", "tsu:UTC", "tsn:Asia/Shanghai"].map { HandmadeColumn(format: $0, buffers: [nil, seconds]) }
            + [HandmadeColumn(format: "n", buffers: []), HandmadeColumn(format: "tDu", buffers: [nil, seconds])]
        let stream = try unsafe RecordStream(HandmadeStream(columns, rowCount: 2).stream(), source: nil)
        #expect(stream.fields.map(\.type) == [
            .timestamp(.second, timeZone: nil), .timestamp(.millisecond, timeZone: nil), .timestamp(.microsecond, timeZone: "UTC"),
            .timestamp(.nanosecond, timeZone: "Asia/Shanghai"), .null, .other(format: "tDu"),
        ])
        let batch = try #require(try stream.next())
        #expect(try batch.timestamp(3, unit: .nanosecond)[0] == -1)
        #expect(throws: ADBCError.self) { try batch.timestamp(3, unit: .second) }
        #expect(batch.column(4).integer(0) == nil)
        #expect(batch.column(5).integer(0) == nil)
    }
}

@Suite("Decimals") struct Decimal128Tests {
    @Test(arguments: [
        (12345, 2, 2, 12345), (12345, 2, 3, 123450), (12340, 3, 2, 1234), (-5, 0, 2, -500), (0, 2, 0, 0),
    ] as [(Int128, Int, Int, Int64)])
    func scaling(unscaled: Int128, scale: Int, newScale: Int, expected: Int64) {
        #expect(Decimal128(unscaled: unscaled, scale: scale).integer(scale: newScale) == expected)
    }

    @Test func lossIsNil() {
        #expect(Decimal128(unscaled: 12345, scale: 2).integer(scale: 1) == nil)
        #expect(Decimal128(unscaled: .max, scale: 0).integer(scale: 0) == nil)
        #expect(Decimal128(unscaled: .max, scale: 0).integer(scale: 2) == nil)
    }

    @Test func descriptions() {
        #expect(Decimal128(unscaled: -7, scale: 2).description == "-0.07")
        #expect(Decimal128(unscaled: 700, scale: 2).description == "7.00")
        #expect(Decimal128(unscaled: 7, scale: 0).description == "7")
        #expect(Decimal128(unscaled: 7, scale: -2).description == "700")
        #expect(Decimal128(unscaled: 12345, scale: 2).doubleValue == 123.45)
    }
}
