import Synchronization
import Testing

@testable import Storage

@Suite("Connection problems of PostgreSQL", .timeLimit(.minutes(1)))
struct PostgresConnectionErrorTests {
    @Test(
        "The reason for a failed connection is derived from libpq's message, SQLSTATE first",
        arguments: [
            (#"connection to server at "10.0.0.1", port 5432 failed: FATAL:  3D000"#, .noDatabase),
            (#"connection to server at "h" (10.0.0.1), port 5432 failed: FATAL:  28P01"#, .login),
            ("connection to server on socket \"/x/.s.PGSQL.5432\" failed: FATAL:  53300", .tooManyConnections),
            ("connection to server at \"h\", port 1 failed: FATAL:  57P03", .notReady),
            ("connection to server at \"h\", port 1 failed: FATAL:  42501", .refused(state: "42501")),
            ("connection to server at \"h\", port 1 failed: server is in hot standby mode", .standby),
            ("connection to server at \"h\", port 1 failed: session is read-only", .standby),
            ("could not translate host name \"nowhere\" to address: Name or service not known", .unknownHost),
            (
                "connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n\tIs the server running?",
                .notListening
            ),
            ("connection to server on socket \"/x\" failed: No such file or directory", .notListening),
            ("connection to server at \"h\", port 1 failed: timeout expired", .noAnswer),
            ("connection to server at \"h\", port 1 failed: No route to host", .noAnswer),
            (
                "connection to server at \"a\", port 1 failed: Connection refused\nconnection to server at \"b\", port 1 failed: FATAL:  3D000",
                .noDatabase
            ),
            ("connection to server at \"h\", port 54321 failed: SERVER 12345", .unknown), ("", .unknown),
            ("server closed the connection unexpectedly", .unknown),
            ("connection to server at \"h\", port 1 failed: fe_sendauth: no password supplied", .login),
        ] as [(String, PostgresConnectionError)])
    func messages(message: String, problem: PostgresConnectionError) {
        #expect(PostgresConnectionError(said: message) == problem)
    }

    @Test(
        "The connection problem is reported with the server's role, and the caller's error says unreachable",
        .enabled(if: TestEnvironment.postgres != nil, "WEIR_TEST_POSTGRES is not set"))
    func report() async throws {
        let uri = try #require(TestEnvironment.postgres)
        for (target, expected) in [
            (uri.replacing("/weir_test?", with: "/nowhere?"), PostgresConnectionError.noDatabase),
            (uri.replacing("user=weir", with: "user=missing"), .login),
            ("host=127.0.0.1 port=1 dbname=d", .notListening), ("host=/nowhere dbname=d", .notListening),
            ("host=nowhere.invalid dbname=d sslmode=disable", .unknownHost),
        ] {
            let told = Mutex<[PostgresConnectionError]>([])
            let store = PostgresAnalyticsStore(
                target: try PostgresTarget(target),
                unreachable: { problem, role in
                    #expect(role == .primary)
                    told.withLock { $0.append(problem) }
                })
            let error = await #expect(throws: StorageError.self) { _ = try await store.datasets() }
            guard case .unavailable(.unreachable)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(told.withLock { Set($0) } == [expected])
            await store.close()
        }
    }
}
