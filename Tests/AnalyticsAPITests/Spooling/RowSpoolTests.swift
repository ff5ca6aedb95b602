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
        while case .batch(let batch) = try await spool.next(patience: .seconds(60)) {
            numbers.append(Int(batch.columns[0].integers[0]))
        }
        return numbers
    }

    @Test(
        "Rows are taken in order, and from the beginning again, in memory and from the file", arguments: [10, 700_000])
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

    @Test("Rows that are not there yet are waited for only so long")
    func lagging() async throws {
        let spool = RowSpool(types: Self.types, SpoolBudget(limit: 1 << 30))
        try spool.append(Self.batch(1))
        guard case .batch = try await spool.next(patience: .milliseconds(1)) else {
            Issue.record("a batch that is there was not taken")
            return
        }
        guard case .lagging = try await spool.next(patience: .milliseconds(1)) else {
            Issue.record("a batch that is not there was taken")
            return
        }
    }

    @Test("An upload that fails is known at once, whatever was appended before")
    func failure() async throws {
        let spool = RowSpool(types: Self.types, SpoolBudget(limit: 1 << 30))
        try spool.append(Self.batch(1))
        spool.finish(.failure(.overflow))
        await #expect(throws: StorageError.self) { try await spool.next(patience: .seconds(60)) }
        await #expect(throws: StorageError.self) { try await spool.wait() }
    }

    @Test("An upload past the room for all uploads is refused, and gives its room back")
    func noRoom() async throws {
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
