import Foundation
import Testing
import Workbench

/// A database server whose processes are stopped with SIGSTOP: its connections stay open and nothing answers.
///
/// Requires the product `api-server`, which `swift build --build-tests` builds.
@Suite(
    "api-server with a frozen database", .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .enabled(if: PostgresServer.installed != nil, "no PostgreSQL server is installed"), .timeLimit(.minutes(2)))
struct FrozenDatabaseTests {
    /// Two seconds, the time-out of a health check, and a margin for an unoptimized build beside other tests.
    private static let limit = Duration.seconds(4)

    @Test("Health checks are answered at their time-out while the database is frozen, and succeed again after it")
    func health() async throws {
        let database = try await PostgresServer()
        let process = try await database.start()
        let server = try ServerUnderTest(["--port", "0", "--store", database.uri()])
        let port = try await server.startListening()
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: ServerProcessTests.definition)
        #expect(made.hasPrefix("HTTP/1.1 201 "), "\(made)")
        #expect(try await Connection.exchange(port: port, "GET", "/health/ready").hasPrefix("HTTP/1.1 200 "))

        try await database.whileFrozen(process) {
            // Requests that hold all connections of the pool.
            let readers = (0..<12).map { _ in
                Task { try await Connection.exchange(port: port, "GET", "/v1/datasets/d/rows") }
            }
            for _ in 0..<3 {
                for (path, status) in [("/health", 200), ("/health/ready", 503), ("/health/live", 200)] {
                    let start = ContinuousClock.now
                    let answer = try await Connection.exchange(port: port, "GET", path)
                    let elapsed = start.duration(to: .now)
                    #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(path): \(answer)")
                    #expect(elapsed < Self.limit, "\(path) took \(elapsed)")
                }
            }
            for reader in readers { reader.cancel() }
        }
        while try await !Connection.exchange(port: port, "GET", "/health/ready").hasPrefix("HTTP/1.1 200 "),
            !Task.isCancelled
        {}
        let rows = try await Connection.exchange(port: port, "GET", "/v1/datasets/d/rows")
        #expect(rows.hasPrefix("HTTP/1.1 200 "), "\(rows)")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        try await database.stop(process)
    }
}
