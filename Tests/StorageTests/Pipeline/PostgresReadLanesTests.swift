import Foundation
import Models
import StorageTesting
import Synchronization
import Testing

@testable import Storage

@Suite(
    "Reads on shared connections", .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(2)))
struct PostgresReadLanesTests {
    @Test("A thousand concurrent reads share a few connections and return their own rows")
    func manyReads() async throws {
        try await withPostgres { store in
            let dataset = try await store.make("numbers", ["n": .integer], rows: (1...500).map { [.integer($0 * 7)] })
            try await withThrowingTaskGroup { group in
                for id in Int64(1)...1000 {
                    group.addTask {
                        let row = try await store.row(id, of: dataset.name)
                        #expect(row?.id == (id <= 500 ? id : nil))
                        if let row { #expect(row.values[0][0] == .integer(id * 7)) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(store.poolMetrics.opened <= 6)
            // The connection is returned shortly after the last read.
            while !Task.isCancelled, store.poolMetrics.inUse > 0 { await Task.yield() }
        }
    }

    @Test("A failed read does not affect the reads pipelined with it")
    func failedRead() async throws {
        try await withPostgres { store in
            let outcomes = await withTaskGroup(of: (Int, Result<Int64, StorageError>).self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let sql = number % 10 == 3 ? "SELECT 1 / $1" : "SELECT $1 + 1"
                        let value = number % 10 == 3 ? 0 : number
                        do throws(StorageError) {
                            let answer = try await store.primary.lanes.read(sql, [.integer(Int64(value))]) {
                                result, connection throws(StorageError) in
                                guard result.sqlState == nil else { throw result.error(on: connection) }
                                return result.integer(0, 0)
                            }
                            return (number, .success(answer))
                        } catch {
                            return (number, .failure(error))
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count == 200)
            for (number, outcome) in outcomes {
                switch outcome {
                case .success(let answer): #expect(number % 10 != 3 && answer == Int64(number) + 1)
                case .failure(let error): #expect(number % 10 == 3, "\(number): \(error)")
                }
            }
        }
    }

    @Test("Reads survive the termination of their connections")
    func terminatedConnections() async throws {
        try await withPostgres { store in
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1], [2], [3]])
            // The dataset is cached from here on, and each read is a single statement.
            _ = try await store.row(2, of: dataset.name)
            let other = try PostgresAnalyticsStore(uri: try #require(TestEnvironment.postgres))
            try await withThrowingTaskGroup(of: Void.self) { group in
                let load = Load()
                for _ in 0..<16 {
                    group.addTask {
                        while !load.isOver {
                            let row = try await store.row(2, of: dataset.name)
                            #expect(row?.values[0][0] == 2)
                            load.count()
                        }
                    }
                }
                group.addTask {
                    defer { load.end() }
                    var cut: Int64 = 0
                    while cut < 10 {
                        // A read survives the loss of each connection once, but not any number of losses.
                        await load.wait(forMore: 32)
                        cut += try await terminate(readersOf: store, by: other)
                    }
                }
                try await group.waitForAll()
            }
            // A session that has not ended yet takes one more statement, and only reads are sent again.
            _ = try await terminate(readersOf: store, by: other, waiting: 30_000)
            await other.close()
        }
    }

    /// Terminates the sessions whose last statement was a read of the store, and returns their number.
    ///
    /// - Parameter waiting: The longest wait for the end of each in milliseconds; 0 to only send the signals.
    private func terminate(
        readersOf store: PostgresAnalyticsStore, by other: PostgresAnalyticsStore, waiting: Int64 = 0
    ) async throws -> Int64 {
        let schema = store.schema.name
        return try await other.leased { session throws(StorageError) in
            try session.execute(
                """
                SELECT count(pg_terminate_backend(pid, $2)) FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND query LIKE '%data.*%' AND query LIKE $1
                """, [.string("%\(schema)%"), .integer(waiting)]
            ).integer(0, 0)
        }
    }

    @Test("A cancelled read ends at once and does not affect the others")
    func cancelled() async throws {
        try await withPostgres { store in
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1]])
            let schema = store.schema.name
            _ = try await store.row(1, of: dataset.name)
            // An exclusive lock makes every read wait.
            let holder = try await store.pool.lease()
            try await holder.run { session throws(StorageError) in
                try session.run("BEGIN")
                try session.run("LOCK TABLE \(schema).dataset IN ACCESS EXCLUSIVE MODE")
            }
            let (waiting, leaving) = (
                Task { try await store.row(1, of: dataset.name) }, Task { try await store.row(1, of: dataset.name) }
            )
            leaving.cancel()
            await #expect(throws: StorageError.self) { try await leaving.value }
            await store.pool.giveBack(holder, reusable: await holder.reset())
            #expect(try await waiting.value?.values[0][0] == 1)
        }
    }

    @Test("Reads of a locked table wait without delaying reads of other tables")
    func lockedTable() async throws {
        try await withPostgres({ $0.connections = 4 }) { store in
            let locked = try await store.make("locked", ["n": .integer], rows: [[1], [2], [3]])
            let others = try await store.make("others", ["n": .integer], rows: [[1], [2], [3]])
            for dataset in [locked, others] { _ = try await store.row(1, of: dataset.name) }
            let holder = try await store.pool.lease()
            let table = store.schema.table(locked.id)
            try await holder.run { session throws(StorageError) in
                try session.run("BEGIN")
                try session.run("LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
            }
            let waiting = (0..<60).map { number in
                Task { try await store.row(Int64(number % 3 + 1), of: locked.name)?.values[0][0] }
            }
            var slowest: Duration = .zero
            let start = ContinuousClock.now
            // Long enough for several attempts on the locked table.
            while start.duration(to: .now) < .seconds(3) {
                let asked = ContinuousClock.now
                #expect(try await store.row(2, of: others.name)?.values[0][0] == 2)
                slowest = max(slowest, asked.duration(to: .now))
            }
            #expect(slowest < .seconds(2), "a read of another table took \(slowest)")
            // A later read waits too and can be cancelled.
            let late = Task { try await store.row(1, of: locked.name) }
            late.cancel()
            await #expect(throws: StorageError.self) { try await late.value }
            #expect(store.poolMetrics.inUse <= 3, "the reads that wait hold connections")
            await store.pool.giveBack(holder, reusable: await holder.reset())
            for (number, task) in waiting.enumerated() {
                #expect(try await task.value == .integer(Int64(number % 3 + 1)))
            }
        }
    }

    @Test("A read of a table that stays locked ends at the statement time-out")
    func lockTimeout() async throws {
        try await withPostgres({ $0.statementTimeout = .seconds(1) }) { store in
            let dataset = try await store.make("locked", ["n": .integer], rows: [[1]])
            _ = try await store.row(1, of: dataset.name)
            let holder = try await store.pool.lease()
            let table = store.schema.table(dataset.id)
            try await holder.run { session throws(StorageError) in
                try session.run("BEGIN")
                try session.run("LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
            }
            await expectFailure("timedOut") { try await store.row(1, of: dataset.name) }
            await store.pool.giveBack(holder, reusable: await holder.reset())
            #expect(try await store.row(1, of: dataset.name)?.values[0][0] == 1)
        }
    }

    @Test("Prepared statements are deallocated above their limit, even if another session has removed some")
    func manyStatements() async throws {
        try await withPostgres({ $0.connections = 1 }) { store in
            let names = try (1...PreparedStatements.maximum + 5).map { try Identifier("d\($0)") }
            for (number, name) in names.enumerated() {
                _ = try await store.make("\(name)", ["n": .integer], rows: [[.integer(Int64(number))]])
            }
            func readAll() async throws {
                for (number, name) in names.enumerated() {
                    #expect(try await store.row(1, of: name)?.values[0][0] == .integer(Int64(number)))
                }
                while !Task.isCancelled, store.poolMetrics.inUse > 0 { await Task.yield() }
            }
            try await readAll()
            try #require(store.poolMetrics.opened == 1, "the reads are to share one connection")
            for _ in 0..<3 {
                let kept = try await store.leased { session throws(StorageError) in
                    let kept = try session.execute(
                        "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'weir_%'")
                    // Removes some of the statements that are to be deallocated.
                    try session.run("DEALLOCATE ALL")
                    return kept.integer(0, 0)
                }
                #expect((1...Int64(PreparedStatements.maximum)).contains(kept), "\(kept) statements are kept")
                try await readAll()
            }
        }
    }

    @Test("Statements that were deallocated outside the store are prepared again")
    func deallocated() async throws {
        try await withPostgres { store in
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1]])
            _ = try await store.row(1, of: dataset.name)
            // The lane returns its connection shortly after the response; then there is one idle connection with the
            // statement.
            while !Task.isCancelled, store.poolMetrics.inUse > 0 { await Task.yield() }
            let opened = store.poolMetrics.opened
            // A transaction pooler has this effect, since it assigns another backend to each transaction.
            try await store.leased { session throws(StorageError) in try session.run("DEALLOCATE ALL") }
            #expect(store.poolMetrics.opened == opened && store.poolMetrics.idle == opened)
            for _ in 0..<3 { #expect(try await store.row(1, of: dataset.name)?.values[0][0] == 1) }
        }
    }
}

/// A counter of reads with an end signal.
private final class Load: Sendable {
    private let state = Mutex((count: 0, isOver: false))
    var isOver: Bool { state.withLock { $0.isOver } }
    func count() { state.withLock { $0.count += 1 } }
    func end() { state.withLock { $0.isOver = true } }

    func wait(forMore reads: Int) async {
        let goal = state.withLock { $0.count } + reads
        while !Task.isCancelled, state.withLock({ $0.count }) < goal { await Task.yield() }
    }
}
