import Foundation
import Models
import Testing

@testable import Storage

@Suite(
    "Connections of a PostgreSQL store", .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"),
    .timeLimit(.minutes(1)))
struct PostgresPoolTests {
    /// A store whose connections are identified by their application name.
    private func store(_ name: String, connections: Int = 4) throws -> PostgresAnalyticsStore {
        let uri = try #require(TestEnvironment.postgres) + "&application_name=\(name)"
        var options = PostgresAnalyticsStore.Options()
        options.connections = connections
        return try PostgresAnalyticsStore(uri: uri, options: options)
    }

    /// Terminates the backends of the connections with a name, waits for their end, and returns their number.
    private func cut(_ name: String, by other: PostgresAnalyticsStore) async throws -> Int64 {
        try await other.leased { session throws(StorageError) in
            // The function waits up to the given milliseconds for each backend's end. The store may have opened new
            // ones since.
            try session.execute(
                "SELECT count(pg_terminate_backend(pid, 30000)) FROM pg_stat_activity WHERE application_name = $1",
                [.string(name)]
            ).integer(0, 0)
        }
    }

    @Test("Connections cut while idle are replaced before the next caller")
    func cutWhileIdle() async throws {
        let name = "weir-cut-\(UUID().uuidString)"
        let (store, other) = (try store(name), try self.store("weir-other"))
        for _ in 0..<3 {
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await store.leased { session throws(StorageError) in
                            try session.run("SELECT pg_sleep(0.05)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let idle = store.poolMetrics.idle
            #expect(idle > 0)
            #expect(try await cut(name, by: other) > 0)
            // More requests than connections, so that each would have met a dead one.
            for _ in 0..<idle + 1 {
                try await store.leased { session throws(StorageError) in try session.run("SELECT 1") }
            }
        }
        let metrics = store.poolMetrics
        #expect(metrics.failures == 0 && metrics.closed > 0 && metrics.inUse == 0)
        #expect(metrics.opened == metrics.closed + metrics.idle)
        await store.close()
        await other.close()
    }

    @Test("A sweep reopens a connection that the server cut")
    func sweep() async throws {
        let name = "weir-swept-\(UUID().uuidString)"
        let (store, other) = (try store(name), try self.store("weir-other"))
        try await store.leased { session throws(StorageError) in try session.run("SELECT 1") }
        #expect(try await cut(name, by: other) == 1)
        await store.pool.sweep()
        await store.pool.sweep()
        // The store's own sweeps may run too if this takes long.
        #expect(store.poolMetrics.idle == 1 && store.poolMetrics.opened >= 2)
        await store.close()
        await other.close()
    }

    @Test("An unavailable database is reported at once, and connections are opened when it is back")
    func unavailable() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let socket = try #require(
            TestEnvironment.postgres.flatMap { URLComponents(string: $0) }?.queryItems?.first { $0.name == "host" }?
                .value)
        // A path to the socket's folder that does not exist yet.
        let link = folder.appendingPathComponent("socket").path
        let store = try PostgresAnalyticsStore(uri: "postgresql:///weir_test?host=\(link)&user=weir")
        for _ in 0..<20 {
            let error = await #expect(throws: StorageError.self) {
                try await store.leased { session throws(StorageError) in try session.run("SELECT 1") }
            }
            guard case .unavailable(.unreachable)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        let failures = store.poolMetrics.failures
        #expect((1..<20).contains(failures), "\(failures) attempts for 20 requests")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: socket)
        let start = ContinuousClock.now
        while (try? await store.leased({ session throws(StorageError) in try session.run("SELECT 1") })) == nil {
            await Task.yield()
            try #require(start.duration(to: .now) < .seconds(10))
        }
        #expect(store.poolMetrics.opened == 1)
        await store.close()
    }

    @Test("A server with no room for more connections answers over those that it has accepted, and over more later")
    func connectionLimit() async throws {
        let other = try store("weir-other")
        let role = "l_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        try await other.leased { session throws(StorageError) in
            try session.run("CREATE ROLE \(role) LOGIN CONNECTION LIMIT 2")
        }
        var options = PostgresAnalyticsStore.Options()
        options.connections = 8
        let uri = try #require(TestEnvironment.postgres).replacing("user=weir", with: "user=\(role)")
        let store = try PostgresAnalyticsStore(uri: uri, options: options)
        func load() async throws {
            try await withThrowingTaskGroup { group in
                for number in 0..<20 {
                    group.addTask {
                        try await store.leased { session throws(StorageError) in
                            try session.run("SELECT pg_sleep(0.01)")
                        }
                    }
                    group.addTask {
                        let sum = try await store.primary.lanes.read("SELECT $1 + 1", [.integer(Int64(number))]) {
                            result, connection throws(StorageError) in
                            guard result.sqlState == nil else { throw result.error(on: connection) }
                            return result.integer(0, 0)
                        }
                        #expect(sum == Int64(number) + 1)
                    }
                }
                try await group.waitForAll()
            }
        }
        for _ in 0..<5 { try await load() }
        let limited = store.poolMetrics
        #expect(limited.opened == 2 && limited.failures > 0)
        try await other.leased { session throws(StorageError) in
            try session.run("ALTER ROLE \(role) CONNECTION LIMIT -1")
        }
        let start = ContinuousClock.now
        // A further connection is wanted only while both are in use.
        while store.poolMetrics.opened == 2 {
            try await load()
            try #require(start.duration(to: .now) < .seconds(60), "the pool has not grown again")
        }
        await store.close()
        try await other.leased { session throws(StorageError) in try session.run("DROP ROLE \(role)") }
        await other.close()
    }
}
