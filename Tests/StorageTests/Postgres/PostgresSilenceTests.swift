import Testing

@testable import Storage

@Suite("A PostgreSQL that says nothing", .timeLimit(.minutes(1)))
struct PostgresSilenceTests {
    @Test("is not waited for longer than connecting may take")
    func connecting() async throws {
        let server = try SilentServer(welcome: nil)
        let start = ContinuousClock.now
        let result = await PostgresConnection.open(
            server.target, as: nil, limits: PostgresLimits(connecting: .milliseconds(100)))
        guard case .failure(.unreachable) = result else {
            Issue.record("\(result)")
            return
        }
        let elapsed = start.duration(to: .now)
        #expect(elapsed >= .milliseconds(100) && elapsed < .seconds(4), "\(elapsed)")
    }

    #if os(Linux)
        @Test("does not keep from the hosts behind it, however many of them say nothing", arguments: [1, 2])
        func several(deaf count: Int) async throws {
            let deaf = try (0..<count).map { _ in try SilentServer(welcome: nil, isDeaf: true) }
            let good = try SilentServer(welcome: SilentServer.welcome)
            let servers = deaf + [good]
            let hosts = servers.map { _ in "127.0.0.1" }.joined(separator: ",")
            let ports = servers.map { "\($0.port)" }.joined(separator: ",")
            let target = "host=\(hosts) port=\(ports) user=u dbname=d sslmode=disable gssencmode=disable"
            let start = ContinuousClock.now
            let connection = try await PostgresConnection.open(
                target, as: nil, limits: PostgresLimits(connecting: .seconds(3))
            ).get()
            #expect(start.duration(to: .now) >= .seconds(count == 1 ? 1.5 : 2))
            #expect(connection.isPlain())
        }

        @Test("is waited for as long as connecting may take if it is the only host, and together if there are others")
        func deaf() async throws {
            let servers = try [SilentServer(welcome: nil, isDeaf: true), SilentServer(welcome: nil, isDeaf: true)]
            for target in [
                "host=127.0.0.1 port=\(servers[0].port)",
                "host=127.0.0.1,127.0.0.1 port=\(servers[0].port),\(servers[1].port)",
            ] {
                let start = ContinuousClock.now
                let result = await PostgresConnection.open(
                    target + " user=u dbname=d sslmode=disable gssencmode=disable", as: nil,
                    limits: PostgresLimits(connecting: .milliseconds(400)))
                guard case .failure(.unreachable) = result else {
                    Issue.record("\(result)")
                    return
                }
                let elapsed = start.duration(to: .now)
                #expect(elapsed >= .milliseconds(400) && elapsed < .seconds(4), "\(elapsed)")
            }
        }
    #endif

    @Test("is not up if it is asked and does not answer in time")
    func asked() async throws {
        let server = try SilentServer(welcome: SilentServer.welcome)
        let connection = try await PostgresConnection.open(server.target, as: nil).get()
        // One look at the socket shows nothing.
        #expect(await connection.isUp())
        let start = ContinuousClock.now
        #expect(await connection.answers(within: .milliseconds(100)) == false)
        let elapsed = start.duration(to: .now)
        #expect(elapsed >= .milliseconds(100) && elapsed < .seconds(10), "\(elapsed)")
    }

    @Test(
        "is up if it answers, and the connection can be used after it",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func answers() async throws {
        let connection = try await PostgresConnection.open(#require(TestEnvironment.postgres), as: nil).get()
        for _ in 0..<3 { #expect(await connection.answers(within: .seconds(30))) }
        let one = try await connection.run { session throws(StorageError) in
            try session.execute("SELECT 1::bigint").integer(0, 0)
        }
        #expect(one == 1 && connection.isPlain())
    }
}
