import Testing

@testable import Storage

@Suite("An unresponsive PostgreSQL server", .timeLimit(.minutes(1)))
struct UnresponsivePostgresTests {
    @Test("Connecting to a server that does not respond ends at the time-out")
    func connecting() async throws {
        let server = try UnresponsiveServer(welcome: nil)
        let start = ContinuousClock.now
        let result = await PostgresConnection.open(
            try PostgresKeywords(parsing: server.target), as: nil,
            limits: PostgresLimits(connecting: .milliseconds(100)))
        guard case .failure(.unreachable) = result else {
            Issue.record("\(result)")
            return
        }
        let elapsed = start.duration(to: .now)
        #expect(elapsed >= .milliseconds(100) && elapsed < .seconds(4), "\(elapsed)")
    }

    #if os(Linux)
        @Test("Hosts that do not respond do not prevent a connection to a later host", arguments: [1, 2])
        func laterHost(deaf count: Int) async throws {
            let deaf = try (0..<count).map { _ in try UnresponsiveServer(welcome: nil, isDeaf: true) }
            let good = try UnresponsiveServer(welcome: UnresponsiveServer.welcome)
            let servers = deaf + [good]
            let hosts = servers.map { _ in "127.0.0.1" }.joined(separator: ",")
            let ports = servers.map { "\($0.port)" }.joined(separator: ",")
            let target = "host=\(hosts) port=\(ports) user=u dbname=d sslmode=disable gssencmode=disable"
            let start = ContinuousClock.now
            let connection = try await PostgresConnection.open(
                try PostgresKeywords(parsing: target), as: nil, limits: PostgresLimits(connecting: .seconds(3))
            ).get()
            #expect(start.duration(to: .now) >= .seconds(count == 1 ? 1.5 : 2))
            #expect(connection.isClean)
        }

        @Test("The connect time-out covers a single unresponsive host, and several together")
        func unresponsiveHosts() async throws {
            let servers = try (0..<2).map { _ in try UnresponsiveServer(welcome: nil, isDeaf: true) }
            for target in [
                "host=127.0.0.1 port=\(servers[0].port)",
                "host=127.0.0.1,127.0.0.1 port=\(servers[0].port),\(servers[1].port)",
            ] {
                let start = ContinuousClock.now
                let result = await PostgresConnection.open(
                    try PostgresKeywords(parsing: target + " user=u dbname=d sslmode=disable gssencmode=disable"),
                    as: nil, limits: PostgresLimits(connecting: .milliseconds(400)))
                guard case .failure(.unreachable) = result else {
                    Issue.record("\(result)")
                    return
                }
                let elapsed = start.duration(to: .now)
                #expect(elapsed >= .milliseconds(400) && elapsed < .seconds(4), "\(elapsed)")
            }
        }
    #endif

    @Test("A liveness check fails if the server does not respond in time")
    func failedLivenessCheck() async throws {
        let server = try UnresponsiveServer(welcome: UnresponsiveServer.welcome)
        let connection = try await PostgresConnection.open(PostgresKeywords(parsing: server.target), as: nil).get()
        // Polling the socket alone detects nothing.
        #expect(await connection.isUp())
        let start = ContinuousClock.now
        #expect(await connection.answers(within: .milliseconds(100)) == false)
        let elapsed = start.duration(to: .now)
        #expect(elapsed >= .milliseconds(100) && elapsed < .seconds(10), "\(elapsed)")
    }

    @Test(
        "A liveness check succeeds if the server responds, and the connection remains usable",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func livenessCheck() async throws {
        let target = try PostgresKeywords(parsing: #require(TestEnvironment.postgres))
        let connection = try await PostgresConnection.open(target, as: nil).get()
        for _ in 0..<3 { #expect(await connection.answers(within: .seconds(30))) }
        let one = try await connection.run { session throws(StorageError) in
            try session.execute("SELECT 1::bigint").integer(0, 0)
        }
        #expect(one == 1 && connection.isClean)
    }
}
