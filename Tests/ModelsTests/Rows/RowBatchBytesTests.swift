import TestSupport
import Testing

@testable import Models

@Suite("RowBatch+Bytes")
struct RowBatchBytesTests {
    private static func bytes(of batch: RowBatch) -> [UInt8] {
        var bytes: [UInt8] = []
        batch.withPieces { bytes.append(contentsOf: $0) }
        return bytes
    }

    private static func value(_ type: ColumnType, _ generator: inout SeededGenerator) -> Value {
        if Int.random(in: 0..<4, using: &generator) == 0 { return .null }
        let number = Int64.random(in: .min ... .max, using: &generator)
        switch type {
        case .string: return .string(String(number))
        case .json: return .json("[\(number)]")
        case .integer: return .integer(number)
        case .double: return .double(Double(number) / 3)
        case .decimal: return .decimal(DecimalNumber(number))
        case .boolean: return .boolean(number > 0)
        case .timestamp: return .timestamp(Timestamp(microseconds: number % 1_000_000_000_000))
        case .date: return .date(CalendarDate(daysSinceEpoch: Int(number % 100_000)))
        }
    }

    @Test("A batch is read back as written, whatever its columns and rows")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let types = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                ColumnType.allCases.randomElement(using: &generator) ?? .string
            }
            var batch = RowBatch(types: types)
            for _ in 0..<Int.random(in: 0...30, using: &generator) {
                for column in types.indices { batch.columns[column].append(Self.value(types[column], &generator)) }
            }
            let bytes = Self.bytes(of: batch)
            // At any alignment of the bytes.
            let shifted = [0] + bytes
            let read = shifted.withUnsafeBytes {
                RowBatch(types: types, bytes: UnsafeRawBufferPointer(rebasing: $0[1...]))
            }
            #expect(read == batch, "seed \(seed)")
        }
    }

    @Test("Bytes that are no batch of these columns are rejected")
    func damaged() {
        var batch = RowBatch(types: [.string, .integer])
        batch.columns[0].append(.string("text"))
        batch.columns[1].append(.integer(5))
        let bytes = Self.bytes(of: batch)
        func read(_ bytes: [UInt8], _ types: [ColumnType]) -> RowBatch? {
            bytes.withUnsafeBytes { RowBatch(types: types, bytes: $0) }
        }
        #expect(read(bytes, [.string, .integer]) == batch)
        #expect(read(bytes, [.string]) == nil)
        #expect(read(bytes, [.string, .integer, .integer]) == nil)
        for count in 0..<bytes.count { #expect(read(Array(bytes.prefix(count)), [.string, .integer]) == nil) }
        var hugeLength = bytes
        for index in 8..<16 { hugeLength[index] = 0x7F }
        #expect(read(hugeLength, [.string, .integer]) == nil)
    }
}
