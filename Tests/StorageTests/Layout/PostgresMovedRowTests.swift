import Models
import StorageTesting
import TestSupport
import Testing

@testable import Storage

@Suite(
    "Rows that move between partitions", .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(2)))
struct PostgresMovedRowTests {
    @Test("Changes find a row while it moves between partitions that are being created", arguments: Seeds.some(2))
    func concurrentMoves(seed: UInt64) async throws {
        try await withPostgres { store in
            let dataset = try await PostgresPartitionTests.make(store)
            let ids: [Int64] = [1, 2, 3]
            try await store.add(
                PostgresPartitionTests.rows(ids.map { _ in "2000-01-01T00:00:00Z" }), to: dataset)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for mover in 0..<3 {
                    group.addTask {
                        var random = SeededGenerator(seed: seed &+ UInt64(mover))
                        for step in 0..<40 {
                            // Days without a partition yet; two movers want some of them at once.
                            let day = 11_000 + step * 3 + Int.random(in: 0..<3, using: &random)
                            let time = Value.timestamp(
                                Timestamp(microseconds: Int64(day) * Timestamp.microsecondsPerDay))
                            try await Self.expectWritten(
                                store, dataset, ids.randomElement(using: &random) ?? 1,
                                .patch([RowAssignment(column: 1, value: time)]), "seed \(seed), move \(step)")
                        }
                    }
                }
                for writer in 0..<5 {
                    group.addTask {
                        var random = SeededGenerator(seed: seed &+ 100 &+ UInt64(writer))
                        for step in 0..<120 {
                            let id = ids.randomElement(using: &random) ?? 1
                            let what = "seed \(seed), change \(step)"
                            if step % 4 == 0 {
                                #expect(try await store.row(id, of: dataset.name) != nil, "\(what): read")
                            } else {
                                let change = RowChange.patch(
                                    step % 4 == 1 ? [] : [RowAssignment(column: 0, value: .integer(Int64(step)))])
                                try await Self.expectWritten(store, dataset, id, change, what)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let all = try await store.list(dataset)
            #expect(all.count == ids.count)
            let versions = try await store.rows(of: dataset, page: RowPageRequest(limit: 10)).versions
            // One version per inserted row and one per change that wrote something: no change was lost or applied
            // twice.
            #expect(versions.reduce(0, +) == Int64(ids.count + 3 * 40 + 5 * 60), "seed \(seed)")
            for id in ids {
                let outcome = try await store.changeRow(id, of: dataset, .delete, if: .always)
                guard case .deleted = outcome else { throw UnexpectedOutcomeError(outcome) }
            }
            #expect(try await store.changeRow(1, of: dataset, .delete, if: .always) == .notFound)
        }
    }

    /// Changes an existing row without a condition; the change must be written, apart from time-outs of the wait for
    /// locks.
    private static func expectWritten(
        _ store: PostgresAnalyticsStore, _ dataset: Dataset, _ id: Int64, _ change: RowChange, _ what: String
    ) async throws {
        while !Task.isCancelled {
            do throws(StorageError) {
                let outcome = try await store.changeRow(id, of: dataset, change, if: .always)
                guard case .written = outcome else {
                    Issue.record("\(what) of row \(id): \(outcome)")
                    return
                }
                return
            } catch {
                guard case .unavailable(.busy) = error else { throw error }
            }
        }
    }
}
