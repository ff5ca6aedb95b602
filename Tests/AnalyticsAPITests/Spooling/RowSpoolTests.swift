import Models
import Storage
import StorageTesting
import Testing

@testable import AnalyticsAPI

@Suite("RowSpool", .timeLimit(.minutes(1)))
struct RowSpoolTests {
    private static let types: [ColumnType] = [.integer, .string]

    private static func batch(_ number: Int, bytes: Int = 10) -> RowBatch {
        var batch = RowBatch(types: types)
        batch.columns[0].append(.integer(Int64(number)))
        batch.columns[1].append(.string(String(repeating: "x", count: bytes)))
        return batch
    }

    private static func numbers(_ spool: RowSpool) async throws -> [Int] {
        var numbers: [Int] = []
        while case .batch(let batch) = try await spool.next(timeout: .seconds(60)) {
            numbers.append(Int(batch.columns[0].integers[0]))
        }
        return numbers
    }

    @Test(
        "A spool returns rows in order, and again after a rewind, from memory and from the file",
        arguments: [10, 700_000])
    func order(bytes: Int) async throws {
        let budget = SpoolBudget(limit: 1 << 30)
        do {
            let spool = RowSpool(types: Self.types, budget)
            for number in 0..<10 { try spool.append(Self.batch(number, bytes: bytes)) }
            spool.finish(.success(()))
            #expect((budget.bytesInUse > 0) == (bytes > 10))
            #expect(try await Self.numbers(spool) == Array(0..<10))
            spool.rewind()
            #expect(try await Self.numbers(spool) == Array(0..<10))
        }
        #expect(budget.bytesInUse == 0)
    }

    @Test("Waiting for rows that have not arrived has a time limit")
    func lagging() async throws {
        let spool = RowSpool(types: Self.types, SpoolBudget(limit: 1 << 30))
        try spool.append(Self.batch(1))
        guard case .batch = try await spool.next(timeout: .milliseconds(1)) else {
            Issue.record("the available batch was not returned")
            return
        }
        guard case .lagging = try await spool.next(timeout: .milliseconds(1)) else {
            Issue.record("a batch was returned although none was available")
            return
        }
    }

    @Test("A failed upload is reported at once, before the rows appended earlier")
    func failure() async throws {
        let spool = RowSpool(types: Self.types, SpoolBudget(limit: 1 << 30))
        try spool.append(Self.batch(1))
        spool.finish(.failure(.overflow))
        await #expect(throws: StorageError.self) { try await spool.next(timeout: .seconds(60)) }
        await #expect(throws: StorageError.self) { try await spool.wait() }
    }

    @Test("An upload that exceeds the spool's limit is rejected and releases its space")
    func limitExceeded() async throws {
        let budget = SpoolBudget(limit: 1 << 20)
        do {
            let spool = RowSpool(types: Self.types, budget)
            for number in 0..<3 { try spool.append(Self.batch(number, bytes: 600_000)) }
            #expect(throws: SpoolError.noRoom) {
                for number in 3..<6 { try spool.append(Self.batch(number, bytes: 600_000)) }
            }
        }
        #expect(budget.bytesInUse == 0)
    }
}
