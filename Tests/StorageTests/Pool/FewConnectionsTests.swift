import Models
import StorageTesting
import Testing

@testable import Storage

/// The smallest values of `DB_CONNECTIONS`, with which no connection is left for the shares of ``PostgresEndpoint``.
@Suite(
    "Few connections to PostgreSQL", .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(2)))
struct FewConnectionsTests {
    @Test("A store with one or two connections performs every kind of work at once", arguments: [1, 2])
    func everyKind(connections: Int) async throws {
        try await withPostgres({
            $0.connections = connections
            $0.waitLimit = .seconds(60)
            $0.longWorkWaitLimit = .seconds(60)
        }) { store in
            let dataset = try await PostgresPartitionTests.make(store)
            try await store.add(PostgresPartitionTests.rows(["2026-01-01T00:00:00Z"]), to: dataset)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<6 {
                    let days = (1...3).map { "2026-03-0\($0)T0\(number):00:00Z" }
                    group.addTask {
                        // Batches of one row: partitions are missing while the upload holds its connection.
                        try await store.add(PostgresPartitionTests.rows(days), to: dataset, batchSize: 1)
                    }
                    group.addTask {
                        let query = Query(measures: ["sum(n)"], dimensions: ["ts"], total: true)
                        let answer = try await store.ask(dataset, query)
                        #expect(!answer.rows.isEmpty)
                    }
                    group.addTask {
                        let (rows, row) = (try await store.list(dataset), try await store.row(1, of: dataset.name))
                        #expect(!rows.isEmpty && row != nil)
                    }
                    group.addTask {
                        let change = RowChange.patch([RowAssignment(column: 0, value: .integer(Int64(number)))])
                        let outcome = try await store.changeRow(1, of: dataset, change, if: .always)
                        guard case .written = outcome else { throw UnexpectedOutcomeError(outcome) }
                    }
                    group.addTask { try await store.checkHealth() }
                    group.addTask { _ = try await store.make("other\(number)", ["n": .integer], rows: [[1]]) }
                }
                try await group.waitForAll()
            }
            #expect(try await store.dataset(named: dataset.name).rowCount == 19)
            // A connection that short reads share is given back a moment after the last answer.
            while !Task.isCancelled, store.poolMetrics.inUse > 0 { await Task.yield() }
            #expect(store.poolMetrics.maximum == connections && store.poolMetrics.failures == 0)
        }
    }

    @Test(
        "An unread answer leaves the second connection to one-row reads, and the health check needs neither",
        arguments: [1, 2])
    func heldAnswer(connections: Int) async throws {
        try await withPostgres({
            $0.connections = connections
            $0.waitLimit = .seconds(2)
        }) { store in
            let dataset = try await store.make(["n": .integer], rows: (0..<5000).map { [.integer($0)] })
            // A result of one batch holds no connection.
            let query = try Query(dimensions: ["n"]).resolved(against: dataset.definition, limits: .stream)
            let answer = try await store.query(query, on: dataset)
            if connections == 1 {
                await expectFailure("unavailable busy") { try await store.row(1, of: dataset.name) }
            } else {
                #expect(try await store.row(1, of: dataset.name) != nil)
            }
            // One list or short query runs at a time.
            await expectFailure("unavailable busy") { try await store.list(dataset) }
            try await store.checkHealth()
            await answer.close()
            #expect(try await store.row(1, of: dataset.name) != nil)
            #expect(try await store.list(dataset).count == 5000)
        }
    }
}
