import Synchronization
import Testing

@testable import Storage

@Suite("Untrusted PostgreSQL servers", .timeLimit(.minutes(1)))
struct PostgresTrustTests {
    @Test("An untrusted server is reported with its role")
    func roles() async throws {
        let told = Mutex<Set<PostgresRole>>([])
        for role in PostgresRole.allCases {
            let server = try UnresponsiveServer(welcome: UnresponsiveServer.noTLS)
            let (fine, strict) = ("host=127.0.0.1 port=1", "host=127.0.0.1 port=\(server.port) sslmode=require")
            let targets = try [
                PostgresTarget(role == .primary ? strict : fine), PostgresTarget(role == .replica ? strict : fine),
            ]
            let store = PostgresAnalyticsStore(
                target: targets[0], replica: targets[1],
                untrusted: { problem, role in
                    #expect(problem == .withoutTLS)
                    told.withLock { _ = $0.insert(role) }
                })
            await store.replica?.look()
            await store.close()
            #expect(told.withLock { $0 } == [role])
            told.withLock { $0 = [] }
        }
    }
}
