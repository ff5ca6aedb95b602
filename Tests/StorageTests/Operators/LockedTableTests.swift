import Models
import StorageTesting
import Testing

@testable import Storage

@Suite(.enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"), .timeLimit(.minutes(2)))
struct LockedTableTests {
    @Test("Queries and lists of a locked table fail as busy long before the statement time-out")
    func locked() async throws {
        try await withPostgres({
            $0.connections = 4
            $0.statementTimeout = .seconds(100)
        }) { store in
            let locked = try await store.make("locked", ["n": .integer], rows: [[1], [2], [3]])
            let others = try await store.make("others", ["n": .integer], rows: [[4]])
            let holder = try await store.pool.lease()
            let table = store.schema.table(locked.id)
            try await holder.run { session throws(StorageError) in
                try session.run("BEGIN")
                try session.run("LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
            }
            let start = ContinuousClock.now
            await expectFailure("unavailable busy") { try await store.ask(locked, Query(measures: ["sum(n)"])) }
            // The first read in vain shortens the wait of the next ones.
            let first = start.duration(to: .now)
            #expect(first >= .seconds(1.9) && first < .seconds(30), "\(first)")
            await expectFailure("unavailable busy") { try await store.list(locked) }
            for _ in 0..<10 {
                await expectFailure("unavailable busy") { try await store.ask(locked, Query(measures: ["count"])) }
                #expect(try await store.list(others) == [[4]])
            }
            let rest = start.duration(to: .now) - first
            #expect(rest < .seconds(20), "eleven further reads took \(rest)")
            #expect(store.poolMetrics.inUse <= 2, "failed reads keep connections")

            await store.pool.giveBack(holder, reusable: await holder.reset())
            #expect(try await store.list(locked) == [[1], [2], [3]])
            #expect(store.primary.lockTimeouts.timeout(for: locked.id) == SnapshotLockTimeouts.usual)
        }
    }

    @Test("A dataset's lock time-out is short only while its table is locked")
    func timeouts() {
        let timeouts = SnapshotLockTimeouts()
        #expect(timeouts.timeout(for: 1) == "2s")
        timeouts.record(1, isLocked: true)
        #expect(timeouts.timeout(for: 1) == "100ms" && timeouts.timeout(for: 2) == "2s")
        timeouts.record(2, isLocked: false)
        #expect(timeouts.timeout(for: 1) == "100ms")
        timeouts.record(1, isLocked: false)
        #expect(timeouts.timeout(for: 1) == "2s")
        for dataset in 1...3000 { timeouts.record(Int64(dataset), isLocked: true) }
        #expect(timeouts.timeout(for: 3000) == "100ms" && timeouts.timeout(for: 1) == "2s")
    }
}
