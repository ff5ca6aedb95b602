import Foundation
import Models
import Processes
import StorageTesting
import Testing

@testable import Storage

/// Changes that an operator or a failure makes to a store's database.
@Suite(
    "Changes to a store's PostgreSQL",
    .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(3)))
struct PostgresOperatorTests {
    @Test(
        "A read-only database answers reads, rejects writes as temporarily unavailable, and accepts them once writable"
    )
    func readOnly() async throws {
        try await withPostgres { store in
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1]])
            var options = PostgresAnalyticsStore.Options(
                schema: try Identifier(store.schema.name.filter { $0 != "\"" }))
            options.connections = 1
            let uri = try #require(TestEnvironment.postgres) + "&options=-c%20default_transaction_read_only%3Don"
            let frozen = try PostgresAnalyticsStore(uri: uri, options: options)
            await expectFailure("unavailable readOnly") { try await frozen.add([[2]], to: dataset) }
            await expectFailure("unavailable readOnly") {
                try await frozen.changeRow(1, of: dataset, .delete, if: .always)
            }
            await expectFailure("unavailable readOnly") {
                try await frozen.dropDataset(named: dataset.name, expecting: nil)
            }
            expectRows(try await frozen.list(dataset), [[1]])
            try await frozen.checkHealth()
            // The connection stays open, since writes may be allowed again without a new one.
            #expect(frozen.poolMetrics.opened == 1)
            try await frozen.leased { session throws(StorageError) in
                try session.run("SET default_transaction_read_only = off")
            }
            #expect(try await frozen.add([[2]], to: dataset).inserted == 1)
            await frozen.close()
        }
    }

    @Test("Adding a column or dropping a dataset gives up quickly behind a long reader or upload")
    func lockTimeout() async throws {
        try await withPostgres { store in
            let dataset = try await store.make("numbers", ["n": .integer], rows: [[1]])
            let table = store.schema.table(dataset.id)
            let reader = try await store.pool.lease()
            try await reader.run { session throws(StorageError) in
                try session.run("BEGIN")
                try session.run("SELECT * FROM \(table)")
            }
            let added = [Column(name: try Identifier("m"), type: .integer, nullable: true)]
            await expectFailure("unavailable busy") { try await store.addColumns(added, to: dataset.name) }
            await store.pool.giveBack(reader, reusable: await reader.reset())
            #expect(try await store.addColumns(added, to: dataset.name).columns.count == 2)

            let upload = try await store.pool.lease()
            let catalog = "SELECT 1 FROM \(store.schema.name).dataset FOR KEY SHARE"
            try await upload.run { session throws(StorageError) in
                try session.run("BEGIN")
                try session.run(catalog)
            }
            await expectFailure("unavailable busy") { try await store.dropDataset(named: dataset.name, expecting: nil) }
            await store.pool.giveBack(upload, reusable: await upload.reset())
            try await store.dropDataset(named: dataset.name, expecting: nil)
        }
    }

    @Test("Rows are rejected with the column's name if the table's columns were changed")
    func changedColumn() async throws {
        try await withPostgres { store in
            let dataset = try await store.make(["n": .integer, "s": .string], rows: [[7, "a"]])
            let table = store.schema.table(dataset.id)
            func change(_ sql: String) async throws {
                try await store.leased { session throws(StorageError) in try session.run("ALTER TABLE \(table) " + sql)
                }
            }
            func expectProblem(_ words: String, _ body: () async throws -> some Any) async {
                let error = await #expect(throws: StorageError.self) { _ = try await body() }
                guard case .schema(.column)? = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(error?.description.contains(words) == true, "\(String(describing: error))")
            }
            try await change("ALTER n TYPE double precision")
            let words = "the column \"n\" has the type double precision, this program needs bigint"
            await expectProblem(words) { try await store.add([[8, "b"]], to: dataset) }
            try await change("ALTER n TYPE bigint")
            #expect(try await store.add([[8, "b"]], to: dataset).inserted == 1)
            try await change("RENAME s TO t")
            await expectProblem("the column \"s\" is missing") { try await store.add([[9, "c"]], to: dataset) }
            try await change("RENAME t TO s")
            expectRows(try await store.list(dataset), [[7, "a"], [8, "b"]])
        }
    }

    @Test("A health check succeeds while all connections are in use")
    func healthWithoutFreeConnection() async throws {
        try await withPostgres({ $0.connections = 1 }) { store in
            let held = try await store.pool.lease()
            try await store.checkHealth()
            await store.pool.giveBack(held, reusable: true)
        }
    }

    @Test("A database whose encoding cannot hold every text is rejected")
    func encoding() async throws {
        let uri = try #require(TestEnvironment.postgres)
        let name = "ascii_" + UUID().uuidString.lowercased().replacing("-", with: "")
        // The test server's end removes the database; DROP DATABASE would wait for all of the server's processes.
        try await ChildProcess.run([
            "psql", "-X", "-q", "-c",
            "CREATE DATABASE \(name) ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0", uri,
        ])
        let store = try PostgresAnalyticsStore(uri: uri.replacing("/weir_test?", with: "/\(name)?"))
        for body in [{ _ = try await store.prepare() }, { try await store.checkHealth() }] as [() async throws -> Void]
        {
            let error = await #expect(throws: StorageError.self) { try await body() }
            #expect(error?.description.contains("encoding is SQL_ASCII, this program needs UTF8") == true)
        }
        await store.close()
    }

    @Test("Prepared statement names are unique across connections")
    func statementNames() {
        let names = (0..<100).map { _ in PreparedStatements().step(for: "SELECT 1") }
        let distinct = Set(names.map { if case .prepare(let name, _) = $0 { name } else { "" } })
        #expect(distinct.count == 100 && !distinct.contains(""))
    }

    @Test("Resetting a connection stops a running statement with an unbounded result")
    func reset() async throws {
        try await withPostgres { store in
            let connection = try await store.pool.lease()
            try await connection.run { session throws(StorageError) in
                try session.pipeline([SQLText(.postgres, "SELECT generate_series(1, 1000000000000)")])
                try session.startRows()
                _ = try session.nextRow()
            }
            #expect(await connection.reset())
            await store.pool.giveBack(connection, reusable: true)
            #expect(try await store.texts("SELECT 'next'") == ["next"])
        }
    }
}
