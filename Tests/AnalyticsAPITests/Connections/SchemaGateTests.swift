import HTTPTypes
import Models
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import AnalyticsAPI

@Suite("A database with another schema level")
struct SchemaGateTests {
    private static let behind = SchemaError.behind(level: 1, needed: 2)

    @Test("A server whose schema is behind is not ready, gives the reason and serves no data")
    func schemaBehind() async throws {
        let server = TestServer(store: try ScriptedStore(health: .schema(Self.behind)))
        try await server.test { client in
            let ready = try await client.get("/health/ready")
            #expect(ready.status == 503)
            #expect(try ready.json["checks"]?["store"] == .string("schema"))
            #expect(try ready.json["reason"] == .string(Self.behind.description))
            for answer in [
                try await client.get("/v1/datasets"), try await client.post("/v1/datasets", Sales.definition),
            ] {
                #expect(answer.status == 503 && answer.code == "schema_mismatch")
                #expect(answer.headers[.retryAfter] == "5")
                #expect(try answer.json["detail"] == .string(Self.behind.description))
            }
            #expect(try await client.get("/health/live").status == 200)
        }
    }

    @Test("The server serves data without a restart after the schema has been migrated")
    func reopened() async throws {
        let problem = Mutex<SchemaError?>(Self.behind)
        let time = Mutex(Duration.zero)
        let looks = Mutex(0)
        @Sendable func look() -> StorageError? {
            looks.withLock { $0 += 1 }
            return problem.withLock { $0 }.map { .schema($0) }
        }
        let store = try ScriptedStore(health: look())
        let gate = SchemaGate(
            store: store, opening: StoreOpening(problem: Self.behind), uptime: { time.withLock { $0 } })
        for _ in 0..<5 { await #expect(throws: StorageError.self) { try await gate.pass {} } }
        #expect(looks.withLock { $0 } == 1)
        problem.withLock { $0 = nil }
        await #expect(throws: StorageError.self) { try await gate.pass {} }
        time.withLock { $0 = .seconds(1) }
        #expect(try await gate.pass { 42 } == 42)
        #expect(looks.withLock { $0 } == 2)
        // Once open, the gate does not check again on its own.
        time.withLock { $0 = .seconds(100) }
        _ = try await gate.pass { 1 }
        #expect(looks.withLock { $0 } == 2)
    }

    @Test("The schema is checked after an unexpected failure of a request")
    func unexpectedFailure() async throws {
        let problem = Mutex<SchemaError?>(nil)
        let store = try ScriptedStore(health: problem.withLock { $0 }.map { .schema($0) })
        let gate = SchemaGate(store: store, opening: StoreOpening(), uptime: { .zero })
        func fail() async -> StorageError? {
            await #expect(throws: StorageError.self) {
                try await gate.pass { throw StorageError.unexpected("no such table") }
            }
        }
        guard case .unexpected? = await fail() else {
            Issue.record("the failure was reported as a schema mismatch")
            return
        }
        problem.withLock { $0 = .ahead(level: 9, needed: 9, understood: 1) }
        guard case .schema(.ahead)? = await fail() else {
            Issue.record("the schema was not checked")
            return
        }
    }
}
