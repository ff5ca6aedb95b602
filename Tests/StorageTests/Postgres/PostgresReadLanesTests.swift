import Foundation
import Models
import StorageTesting
import Synchronization
import Testing

@testable import Storage

@Suite(
    "Reads that share connections", .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(2)))
struct PostgresReadLanesTests {
    @Test("a thousand at once get each their own row, through a few connections")
    func many() async throws {
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
            // Given back a little after the last read is answered.
            while !Task.isCancelled, store.poolMetrics.inUse > 0 { await Task.yield() }
        }
    }

    @Test("an error of one is its own, and those that were skipped with it are answered")
    func poison() async throws {
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

    @Test("nobody notices that the server cut their connections")
    func cut() async throws {
        try await withPostgres { store in
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1], [2], [3]])
            // From here on the dataset is known, and every read is a single statement.
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
                let schema = store.schema.name
                group.addTask {
                    defer { load.end() }
                    var cut: Int64 = 0
                    while cut < 20 {
                        // A read survives the loss of every connection there is, not any number.
                        await load.wait(forMore: 64)
                        // Those of this test, by what they last ran.
                        cut += try await other.leased { session throws(StorageError) in
                            try session.execute(
                                """
                                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                                WHERE pid <> pg_backend_pid() AND query LIKE '%data.*%' AND query LIKE $1
                                """, [.string("%\(schema)%")]
                            ).integer(0, 0)
                        }
                    }
                }
                try await group.waitForAll()
            }
            await other.close()
        }
    }

    @Test("a caller who gives up is answered at once, and the others as if nothing had been")
    func cancelled() async throws {
        try await withPostgres { store in
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1]])
            let schema = store.schema.name
            _ = try await store.row(1, of: dataset.name)
            // While somebody has the table to himself every read waits.
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

    @Test("Reads of a table that is locked wait without holding up reads of others, and are answered when it is free")
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
            // Long enough for the locked table to be tried many times.
            while start.duration(to: .now) < .seconds(3) {
                let asked = ContinuousClock.now
                #expect(try await store.row(2, of: others.name)?.values[0][0] == 2)
                slowest = max(slowest, asked.duration(to: .now))
            }
            #expect(slowest < .seconds(2), "a read of another table took \(slowest)")
            // One that comes later waits as well, and can be given up.
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

    @Test("A read of a table that stays locked ends at the statements' limit")
    func lockedForGood() async throws {
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

    @Test("statements are given up when there are many, also when somebody else took some of them away")
    func manyStatements() async throws {
        try await withPostgres({ $0.connections = 1 }) { store in
            let names = try (1...PostgresStatements.maximum + 5).map { try Identifier("d\($0)") }
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
                    // Somebody else's: a few of ours are not there when they are to be given up.
                    try session.run("DEALLOCATE ALL")
                    return kept.integer(0, 0)
                }
                #expect((1...Int64(PostgresStatements.maximum)).contains(kept), "\(kept) statements are kept")
                try await readAll()
            }
        }
    }

    @Test("statements that somebody else took away are prepared again")
    func deallocated() async throws {
        try await withPostgres { store in
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1]])
            _ = try await store.row(1, of: dataset.name)
            // The lane gives its connection back a little after the answer; then there is one, which is prepared.
            while !Task.isCancelled, store.poolMetrics.inUse > 0 { await Task.yield() }
            let opened = store.poolMetrics.opened
            // As a pooler does that gives every transaction another backend.
            try await store.leased { session throws(StorageError) in try session.run("DEALLOCATE ALL") }
            #expect(store.poolMetrics.opened == opened && store.poolMetrics.idle == opened)
            for _ in 0..<3 { #expect(try await store.row(1, of: dataset.name)?.values[0][0] == 1) }
        }
    }
}

/// Reads that go on until they are told to end.
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
