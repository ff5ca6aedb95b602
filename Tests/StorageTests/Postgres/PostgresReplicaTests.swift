import Foundation
import Models
import Processes
import StorageTesting
import Testing
import Workbench

@testable import Storage

/// Tests with a real primary and a streaming standby.
@Suite(
    "A PostgreSQL store with a replica", .serialized,
    .enabled(if: PostgresServer.installed != nil || TestEnvironment.requiresTools, "no PostgreSQL server is installed"),
    .timeLimit(.minutes(3)))
struct PostgresReplicaTests {
    /// A running primary and standby, and a store on them.
    private struct Pair: Sendable {
        let primary: PostgresServer
        let standby: PostgresServer
        let standbyProcess: ChildProcess
        let store: PostgresAnalyticsStore

        /// Waits until the replica has replayed the primary's log and the store knows it.
        func catchUp() async throws {
            let position = try await primary.psql("SELECT pg_current_wal_flush_lsn()").trimmed
            try await wait {
                try await standby.psql("SELECT pg_last_wal_replay_lsn() >= '\(position)'").trimmed == "t"
            }
            try await wait {
                await store.replica?.look()
                return store.replica?.isFresh() == true
            }
        }

        func wait(_ isReached: () async throws -> Bool) async throws {
            let start = ContinuousClock.now
            while try await !isReached() {
                try #require(start.duration(to: .now) < .seconds(60))
                await Task.yield()
            }
        }

        var metrics: ReplicaMetrics { store.replicaMetrics ?? ReplicaMetrics() }

        func sum(_ dataset: Dataset, _ reading: ReadConsistency) async throws -> (sum: Value, version: Int64) {
            let query = try Query(json: JSONValue(parsing: #"{"measures": ["sum(n)"]}"#))
            let answer = try await store.query(
                query.resolved(against: dataset.definition), on: dataset, reading: reading)
            let batch = try await answer.nextBatch()
            let found = (batch?[0][0] ?? .null, answer.dataVersion)
            await answer.close()
            return found
        }
    }

    private func withPair(
        maxStaleness: Duration = .seconds(3600), _ body: (Pair) async throws -> Void
    ) async throws {
        let primary = try await PostgresServer()
        try await primary.whileRunning {
            let standby = try await PostgresServer(standbyOf: primary)
            let process = try await standby.start()
            var options = PostgresAnalyticsStore.Options()
            options.connections = 4
            options.maxStaleness = maxStaleness
            let store = PostgresAnalyticsStore(
                target: try PostgresTarget(primary.uri()), replica: try PostgresTarget(standby.uri()), options: options)
            let result: Result<Void, any Error>
            do {
                try await store.prepare()
                let running = Task { try await store.run() }
                defer { running.cancel() }
                try await body(
                    Pair(primary: primary, standby: standby, standbyProcess: process, store: store))
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await store.close()
            if process.runs { try await standby.stop(process) }
            try result.get()
        }
    }

    @Test("Reads that allow staleness go to the replica and current reads to the primary")
    func routing() async throws {
        try await withPair { pair in
            let store = pair.store
            let made = try await store.make("numbers", ["n": .integer], rows: [[1], [2]])
            try await pair.catchUp()
            let before = pair.metrics.answered

            let dataset = try await store.dataset(named: made.name, reading: .recent)
            #expect(dataset.dataVersion == 1)
            #expect(try await pair.sum(dataset, .recent) == (.integer(3), 1))
            #expect(try await store.rows(of: dataset, page: RowPageRequest(limit: 9), reading: .recent).ids == [1, 2])
            #expect(try await store.row(2, of: made.name, reading: .recent)?.values[0][0] == 2)
            #expect(try await store.datasets(reading: .recent).map(\.name) == [made.name])
            // The first row's read looks the dataset up once more.
            #expect(pair.metrics.answered - before == 5)

            _ = try await store.dataset(named: made.name)
            _ = try await pair.sum(dataset, .current)
            #expect(pair.metrics.answered - before == 5 && pair.metrics.failedOver == 0)
        }
    }

    @Test("A standby is not used as the primary, alone or as the first of several hosts")
    func standbyAsPrimary() async throws {
        try await withPair { pair in
            let dataset = try await pair.store.make("numbers", ["n": .integer], rows: [[1]])
            try await pair.catchUp()
            let alone = try PostgresAnalyticsStore(uri: pair.standby.uri())
            await expectFailure("unavailable readOnly") { try await alone.datasets() }
            await expectFailure("unavailable readOnly") { try await alone.checkHealth() }
            await alone.close()
            let both = pair.primary.uri().replacing(
                "host=",
                with:
                    "host=\(try #require(URLComponents(string: pair.standby.uri())?.queryItems?.first { $0.name == "host" }?.value)),"
            )
            let store = try PostgresAnalyticsStore(uri: both)
            #expect(try await store.add([[2]], to: dataset).dataVersion == 2)
            await store.close()
            let asked = try PostgresAnalyticsStore(uri: pair.standby.uri() + "&target_session_attrs=any")
            #expect(try await asked.datasets().map(\.name) == [dataset.name])
            await asked.close()
        }
    }

    @Test("A writer sees its own writes while the replica lags, and others see older data")
    func readYourWrites() async throws {
        try await withPair { pair in
            let store = pair.store
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1]])
            try await pair.catchUp()
            try await pair.standby.holdBack(pair.primary)

            let outcome = try await store.add([[10]], to: dataset)
            #expect(outcome.dataVersion == 2)
            let old = try await store.dataset(named: dataset.name, reading: .recent)
            #expect(old.dataVersion == 1)
            #expect(try await pair.sum(old, .recent) == (.integer(1), 1))
            #expect(try await store.row(2, of: dataset.name, reading: .recent) == nil)

            let token = ReadConsistency.atLeast(DatasetVersion(outcome.dataVersion, of: dataset.id))
            let failedOver = pair.metrics.failedOver
            #expect(try await store.dataset(named: dataset.name, reading: token).dataVersion == 2)
            #expect(try await pair.sum(old, token) == (.integer(11), 2))
            #expect(try await store.row(2, of: dataset.name, reading: token)?.values[0][0] == 10)
            #expect(pair.metrics.failedOver == failedOver + 3)
            // Reads do not go back in time: a client that has seen version 2 is not shown version 1.
            let new = try await store.dataset(named: dataset.name)
            #expect(try await pair.sum(new, .recent) == (.integer(11), 2))

            // A dataset that the replica does not have yet is found on the primary.
            let later = try await store.make("later", ["n": .integer], rows: [[5]])
            #expect(try await store.dataset(named: later.name, reading: .recent).id == later.id)

            try await pair.standby.goOn()
            try await pair.catchUp()
            let answered = pair.metrics.answered
            #expect(try await pair.sum(old, token) == (.integer(11), 2))
            #expect(pair.metrics.answered == answered + 1)
        }
    }

    @Test("A replica beyond the maximum staleness is not used until it has caught up")
    func tooStale() async throws {
        try await withPair(maxStaleness: .milliseconds(300)) { pair in
            let store = pair.store
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1]])
            let before = pair.metrics.answered
            try await pair.wait {
                _ = try await pair.sum(dataset, .recent)
                return pair.metrics.answered > before
            }
            try await pair.standby.holdBack(pair.primary)
            _ = try await store.add([[10]], to: dataset)
            // The replica has received the row but does not replay it.
            try await pair.wait {
                try await pair.standby.psql("SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()").trimmed
                    == "t"
            }
            try await pair.wait { store.replica?.isFresh() == false }
            for _ in 0..<5 { #expect(try await pair.sum(dataset, .recent).sum == .integer(11)) }
            let answered = pair.metrics.answered
            #expect(pair.metrics.stale >= 5)
            try await pair.standby.goOn()
            try await pair.wait {
                _ = try await pair.sum(dataset, .recent)
                return pair.metrics.answered > answered
            }
        }
    }

    @Test("A dropped dataset on the replica is not taken for the new one of the same name")
    func recreated() async throws {
        try await withPair { pair in
            let store = pair.store
            let first = try await store.make("numbers", ["n": .integer], rows: [[1]])
            for _ in 0..<5 { try await store.add([[1]], to: first) }
            try await pair.catchUp()
            try await pair.standby.holdBack(pair.primary)
            try await store.dropDataset(named: first.name, expecting: nil)
            let second = try await store.make("numbers", ["n": .integer], rows: [[7]])

            let token = ReadConsistency.atLeast(DatasetVersion(second))
            #expect(try await store.dataset(named: second.name, reading: token).id == second.id)
            #expect(try await pair.sum(second, token).sum == .integer(7))
            #expect(try await store.row(1, of: second.name, reading: token)?.values[0][0] == 7)
            // Without a token the old dataset may be returned, consistently.
            let old = try await store.dataset(named: first.name, reading: .recent)
            #expect(old.id == first.id)
            #expect(try await pair.sum(old, .recent) == (.integer(6), 6))
        }
    }

    @Test("A query cancelled by replay on the replica is repeated on the primary")
    func conflict() async throws {
        try await withPair { pair in
            let store = pair.store
            _ = try await pair.standby.psql("ALTER SYSTEM SET max_standby_streaming_delay = 0")
            _ = try await pair.standby.psql("SELECT pg_reload_conf()")
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1], [2]])
            try await pair.catchUp()
            // Repeats until a query is running when a lock on its table is replayed.
            let failedOver = pair.metrics.failedOver
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let table = store.schema.table(dataset.id)
                    while pair.metrics.failedOver == failedOver, !Task.isCancelled {
                        try await store.transaction { session throws(StorageError) in
                            try session.run("LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
                        }
                    }
                }
                for _ in 0..<4 {
                    group.addTask {
                        let start = ContinuousClock.now
                        while pair.metrics.failedOver == failedOver {
                            #expect(try await pair.sum(dataset, .recent).sum == .integer(3))
                            try #require(start.duration(to: .now) < .seconds(60))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(pair.metrics.failedOver > failedOver)
        }
    }

    @Test("Reads continue without a killed replica and use it again after its restart")
    func killed() async throws {
        try await withPair { pair in
            let store = pair.store
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1]])
            try await pair.catchUp()
            _ = try await pair.sum(dataset, .recent)
            try await pair.standby.kill(pair.standbyProcess)
            for _ in 0..<20 {
                #expect(try await pair.sum(dataset, .recent).sum == .integer(1))
                #expect(try await store.row(1, of: dataset.name, reading: .recent)?.id == 1)
            }
            #expect(pair.metrics.failedOver > 0)
            let again = try await pair.standby.start()
            let answered = pair.metrics.answered
            let result: Result<Void, any Error>
            do {
                try await pair.wait {
                    _ = try await pair.sum(dataset, .recent)
                    return pair.metrics.answered > answered
                }
                result = .success(())
            } catch {
                result = .failure(error)
            }
            try await pair.standby.stop(again)
            try result.get()
        }
    }

    @Test("A server that is not in recovery is not used as a replica")
    func notInRecovery() async throws {
        try await withPair { pair in
            let other = PostgresAnalyticsStore(
                target: try PostgresTarget(pair.primary.uri()), replica: try PostgresTarget(pair.primary.uri()))
            let dataset = try await other.make("numbers", ["n": .integer], rows: [[1]])
            for _ in 0..<3 {
                await other.replica?.look()
                _ = try await other.dataset(named: dataset.name, reading: .recent)
            }
            #expect(other.replicaMetrics?.answered == 0 && other.replicaMetrics?.staleness == nil)
            await other.close()
        }
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
