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
