import Models
import TestSupport
import Testing

@Suite("ColumnVector and RowBatch")
struct ColumnVectorTests {
    @Test("A vector returns the appended values of its type", arguments: ColumnType.allCases)
    func values(type: ColumnType) throws {
        let (a, b) = try samples(of: type)
        var vector = ColumnVector(type: type)
        for value in [a, .null, b, .null, a] {
            let isTaken = vector.append(value)
            #expect(isTaken)
        }
        #expect((0..<vector.count).map { vector.value(at: $0) } == [a, .null, b, .null, a])
        #expect((0..<vector.count).map { vector.isNull($0) } == [false, true, false, true, false])
    }

    @Test("A value of another type is rejected", arguments: ColumnType.allCases, ColumnType.allCases)
    func mismatch(type: ColumnType, other: ColumnType) throws {
        var vector = ColumnVector(type: type)
        let value = try samples(of: other).0
        let isTaken = vector.append(value)
        #expect(isTaken == (type == other))
        #expect(vector.count == (type == other ? 1 : 0))
    }

    @Test("A truncated vector equals one without the removed rows", arguments: ColumnType.allCases, seeds)
    func truncate(type: ColumnType, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (a, b) = try samples(of: type)
        for _ in 0..<200 {
            let values = (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in
                [a, b, .null].randomElement(using: &random)
            }
            let kept = Int.random(in: 0...values.count, using: &random)
            var vector = ColumnVector(type: type)
            for value in values { vector.append(value) }
            vector.truncate(to: kept)
            vector.truncate(to: kept + 3)
            for value in [b, .null, a] { vector.append(value) }
            #expect(
                (0..<vector.count).map { vector.value(at: $0) } == values[..<kept] + [b, .null, a], "seed \(seed)")
            vector.removeAll(keepingCapacity: Bool.random(using: &random))
            #expect(vector == ColumnVector(type: type))
            #expect(vector.byteCount == 0)
        }
    }

    @Test("Texts are kept apart, empty ones included")
    func texts() {
        var texts = TextVector()
        let expected = ["", "a", "", "é😀", "end", ""]
        for text in expected { texts.append(text) }
        #expect(texts.count == 6)
        #expect((0..<6).map { texts[$0] } == expected)
        #expect((0..<6).map { texts.withBytes(at: $0) { String(decoding: $0, as: UTF8.self) } } == expected)
        #expect(texts.range(at: 3) == 1..<7)
    }

    @Test("A batch gives rows of its columns")
    func batch() {
        var batch = RowBatch(types: [.integer, .string])
        #expect(batch.rowCount == 0)
        batch.columns[0].append(.integer(1))
        batch.columns[1].append(.null)
        #expect(batch.rowCount == 1)
        #expect(batch[0] == [.integer(1), .null])
    }

    private func samples(of type: ColumnType) throws -> (Value, Value) {
        switch type {
        case .string: (.string("é"), .string(""))
        case .json: (.json("{}"), .json("[1]"))
        case .integer: (.integer(.min), .integer(7))
        case .double: (.double(-0.5), .double(1e300))
        case .decimal: (.decimal(try #require(DecimalNumber("1.5"))), .decimal(.zero))
        case .boolean: (.boolean(true), .boolean(false))
        case .timestamp: (.timestamp(.earliest), .timestamp(.latest))
        case .date: (.date(.earliest), .date(.latest))
        }
    }
}
