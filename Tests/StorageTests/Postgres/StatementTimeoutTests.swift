import Foundation
import Models
import StorageTesting
import Testing

@testable import Storage

@Suite(
    "Statement time-out in PostgreSQL",
    .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(1)))
struct StatementTimeoutTests {
    /// A store with a statement time-out and its own schema.
    private func withStore(
        timeout: Duration, appending keywords: String = "", _ body: (PostgresAnalyticsStore) async throws -> Void
    ) async throws {
        try await withPostgres(
            appending: keywords,
            { options in
                options.statementTimeout = timeout
                options.connections = 4
            }, body)
    }

    private func sleep(_ seconds: Int, in store: PostgresAnalyticsStore) async throws {
        try await store.leased { session throws(StorageError) in try session.run("SELECT pg_sleep(\(seconds))") }
    }

    @Test("The time-out ends a slow statement and keeps its connection")
    func ends() async throws {
        try await withStore(timeout: .milliseconds(200)) { store in
            for _ in 0..<3 { await expectFailure("timedOut") { try await sleep(30, in: store) } }
            try await store.leased { session throws(StorageError) in try session.run("SELECT 1") }
            #expect(store.poolMetrics.opened == 1 && store.poolMetrics.failures == 0)
        }
    }

    @Test("A zero time-out disables the limit, and a time-out in the target overrides it")
    func configuredValues() async throws {
        let cases: [(Duration, String, String)] = [
            (.zero, "", "0"), (.seconds(60), "", "1min"), (.milliseconds(1500), "", "1500ms"),
            (.seconds(60), "&options=-c%20statement_timeout%3D7s%20-c%20geqo%3Doff", "7s"),
        ]
        for (timeout, keywords, expected) in cases {
            try await withStore(timeout: timeout, appending: keywords) { store in
                let got = try await store.leased { session throws(StorageError) in
                    try session.execute("SHOW statement_timeout").text(0, 0)
                }
                #expect(got == expected)
            }
        }
    }

    @Test("A cancelled statement is reported as cancelled, not as timed out")
    func cancelled() async throws {
        try await withStore(timeout: .seconds(60)) { store in
            let task = Task {
                try await store.leased { session throws(StorageError) in try session.run("SELECT pg_sleep(30.5)") }
            }
            let other = try PostgresAnalyticsStore(uri: try #require(TestEnvironment.postgres))
            while try await other.leased({ session throws(StorageError) in
                try session.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(30.5)' AND state = 'active'"
                ).integer(0, 0)
            }) == 0 { await Task.yield() }
            task.cancel()
            await expectFailure("cancelled") { try await task.value }
            await other.close()
        }
    }

    @Test("A statement that ignores cancellation loses its connection, and the pool stays usable")
    func ignoredCancellation() async throws {
        try await withStore(timeout: .seconds(60)) { store in
            let schema = store.schema.name
            try await store.leased { session throws(StorageError) in
                try session.run(
                    """
                    CREATE FUNCTION \(schema).stubborn() RETURNS void LANGUAGE plpgsql AS $$
                    BEGIN
                        LOOP
                            BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END;
                        END LOOP;
                    END $$
                    """)
            }
            let other = try PostgresAnalyticsStore(uri: try #require(TestEnvironment.postgres))
            func running() async throws -> Int64 {
                try await other.leased { session throws(StorageError) in
                    try session.execute(
                        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = $1",
                        [.string("SELECT \(schema).stubborn()")]
                    ).integer(0, 0)
                }
            }
            // As many tasks as the pool has connections: if one stayed in use, the last lines here would wait for it.
            let tasks = (0..<4).map { _ in
                Task {
                    try await store.leased { session throws(StorageError) in
                        try session.run("SELECT \(schema).stubborn()")
                    }
                }
            }
            while try await running() < 4 { await Task.yield() }
            let start = ContinuousClock.now
            for task in tasks { task.cancel() }
            for task in tasks { await expectFailure("cancelled") { try await task.value } }
            try await store.leased { session throws(StorageError) in try session.run("SELECT 1") }
            #expect(start.duration(to: .now) < .seconds(10))
            // The sessions must end on the server too, which does not detect a closed connection on its own.
            while try await running() > 0 { await Task.yield() }
            await other.close()
        }
    }

    @Test("A query runs without parallel workers if others wait", arguments: [true, false])
    func workers(isCrowded: Bool) async throws {
        try await withPostgres { store in
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1]])
            let schema = store.schema
            let workers = try await store.leased { session throws(StorageError) in
                _ = try session.begin(
                    PostgresSnapshot(dataset: dataset, schema: schema, isCrowded: isCrowded))
                let setting = try session.execute("SELECT current_setting('max_parallel_workers_per_gather')::int")
                let workers = setting.integer(0, 0)
                try session.run("ROLLBACK")
                return workers
            }
            #expect((workers == 0) == isCrowded)
        }
    }

    @Test("Queries run without JIT compilation, regardless of the target's options")
    func compilation() async throws {
        let keywords = "&options=-c%20jit%3Don%20-c%20jit_above_cost%3D0"
        try await withStore(timeout: .seconds(60), appending: keywords) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1]])
            let schema = store.schema
            let (before, during) = try await store.leased { session throws(StorageError) in
                let before = try session.execute("SHOW jit").text(0, 0)
                _ = try session.begin(PostgresSnapshot(dataset: dataset, schema: schema))
                let during = try session.execute("SHOW jit").text(0, 0)
                try session.run("COMMIT")
                return (before, during)
            }
            #expect(before == "on" && during == "off")
        }
    }

    @Test("A query that times out is reported to its caller, and the next one succeeds")
    func query() async throws {
        try await withStore(timeout: .milliseconds(300)) { store in
            let dataset = try await store.make(["n": .integer], rows: (0..<10).map { [.integer($0)] })
            let table = store.schema.table(dataset.id)
            // A view in place of the table delays each row by 100 ms.
            try await store.leased { session throws(StorageError) in
                try session.run("ALTER TABLE \(table) RENAME TO fast")
                try session.run(
                    """
                    CREATE VIEW \(table) AS
                    SELECT fast.* FROM \(store.schema.name).fast, LATERAL (SELECT pg_sleep(0.1 + 0 * fast.n)) AS slow
                    """)
            }
            await expectFailure("timedOut") { try await store.ask(dataset, Query(measures: ["count"], limit: 5)) }
            // A query without a limit is streamed, and its time-out does not apply while the rows are read.
            expectRows(try await store.ask(dataset, Query(measures: ["count"])).rows, [[10]])
            await expectFailure("timedOut") { try await store.list(dataset) }
            try await store.leased { session throws(StorageError) in
                try session.run("DROP VIEW \(table)")
                try session.run(
                    "ALTER TABLE \(store.schema.name).fast RENAME TO \(table.split(separator: ".").last ?? "")")
            }
            let answer = try await store.ask(dataset, Query(measures: ["count"]))
            expectRows(answer.rows, [[10]])
        }
    }

    @Test("The time-out ends a slow read in a shared connection, and the reads behind it are answered")
    func lanes() async throws {
        try await withStore(timeout: .milliseconds(200)) { store in
            let outcomes = await withTaskGroup(of: (Int, String).self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let sql = number % 20 == 3 ? "SELECT $1, pg_sleep(30)" : "SELECT $1"
                        do throws(StorageError) {
                            let answer = try await store.primary.lanes.read(sql, [.integer(Int64(number))]) {
                                result, connection throws(StorageError) in
                                guard result.sqlState == nil else { throw result.error(on: connection) }
                                return result.integer(0, 0)
                            }
                            return (number, "\(answer)")
                        } catch {
                            return (number, error.shape)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count == 40)
            for (number, outcome) in outcomes {
                #expect(outcome == (number % 20 == 3 ? "timedOut" : "\(number)"))
            }
        }
    }

    @Test("The time-out does not apply to an ingest whose rows arrive slowly")
    func ingest() async throws {
        try await withStore(timeout: .milliseconds(50)) { store in
            let dataset = try await store.make(["n": .integer])
            let source = HeldRowSource([RowBatch([.integer], rows: [[1]]), RowBatch([.integer], rows: [[2]])])
            async let outcome = store.ingest(source, into: dataset, idempotencyKey: "k")
            await source.waitUntilReached()
            // The COPY began before this and stays open while the time-out ends other statements.
            for _ in 0..<3 { await expectFailure("timedOut") { try await sleep(30, in: store) } }
            source.release()
            #expect(try await outcome.inserted == 2)
            // The connection that wrote the rows has its time-out again.
            for _ in 0..<4 { await expectFailure("timedOut") { try await sleep(30, in: store) } }
        }
    }

    @Test("Statistics are refreshed without a time-out, and their connection has it again afterwards")
    func maintenance() async throws {
        try await withStore(timeout: .milliseconds(200)) { store in
            let dataset = try await store.make(["n": .integer], rows: [[1], [2], [3]])
            let (table, schema) = (store.schema.table(dataset.id), store.schema.name)
            // An index whose function takes 100 ms per value.
            try await store.transaction { session throws(StorageError) in
                try session.run("SET LOCAL statement_timeout = 0")
                try session.run(
                    """
                    CREATE FUNCTION \(schema).slow(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS
                    $$ BEGIN PERFORM pg_sleep(0.1); RETURN $1; END $$
                    """)
                try session.run("CREATE INDEX ON \(table) (\(schema).slow(n))")
            }
            await expectFailure("timedOut") {
                try await store.leased { session throws(StorageError) in try session.run("ANALYZE \(table)") }
            }
            store.maintenance.analyzeSoon(dataset.id)
            await store.maintenance.settle()
            #expect(try await store.texts("SELECT analyzed_rows::text FROM \(schema).dataset") == ["3"])
            for _ in 0..<4 { await expectFailure("timedOut") { try await sleep(30, in: store) } }
        }
    }
}
