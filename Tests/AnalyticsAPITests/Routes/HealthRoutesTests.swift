import AnalyticsAPI
import HTTPTypes
import Models
import NIOCore
import Storage
import Testing

@Suite("Health")
struct HealthRoutesTests {
    @Test("Health checks succeed while the store is reachable")
    func healthy() async throws {
        try await TestServer().test { client in
            for uri in ["/health/live", "/health/ready", "/health"] {
                let answer = try await client.get(uri)
                #expect(answer.status == 200)
                #expect(answer.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test(
        "A server is live but not ready while it drains or its store is away, and a load balancer keeps it in the latter case",
        arguments: [true, false]
    )
    func notReady(draining: Bool) async throws {
        let server = TestServer(store: try ScriptedStore(health: draining ? nil : .unavailable(.unreachable)))
        if draining { server.drain.begin() }
        try await server.test { client in
            for (uri, status) in [("/health/ready", 503), ("/health", draining ? 503 : 200)] {
                let answer = try await client.get(uri)
                #expect(answer.status == status)
                let checks = try answer.json["checks"]
                #expect(checks?["server"] == .string(draining ? "draining" : "ok"))
                #expect(checks?["store"] == .string(draining ? "unchecked" : "unreachable"))
            }
            #expect(try await client.get("/health/live").status == 200)
        }
    }

    @Test("A health check reports a time-out if the store does not answer in time")
    func timeout() async throws {
        var server = TestServer(store: try HangingStore())
        server.limits.healthTimeout = .milliseconds(1)
        try await server.test { client in
            let answer = try await client.get("/health/ready")
            #expect(answer.status == 503)
            #expect(try answer.json["checks"]?["store"] == .string("timeout"))
        }
    }

    @Test(
        "Health checks time out and share one check if the store ignores cancellation",
        .timeLimit(.minutes(1)))
    func ignoredCancellation() async throws {
        let store = try HangingStore(noticesCancellation: false)
        var server = TestServer(store: store)
        server.limits.healthTimeout = .milliseconds(1)
        try await server.test { client in
            for _ in 0..<3 {
                let answer = try await client.get("/health/ready")
                #expect(answer.status == 503)
                #expect(try answer.json["checks"]?["store"] == .string("timeout"))
            }
        }
        #expect(store.begunChecks == 1)
    }

    @Test("A client that leaves before a health check ends causes no error in the log", .timeLimit(.minutes(1)))
    func disconnectedClient() async throws {
        let store = try HangingStore()
        var server = TestServer(store: store)
        server.limits.healthTimeout = .seconds(600)
        let log = server.log
        try await server.live { _, port in
            try await RawConnection.open(port: port) { _, outbound in
                try await outbound.write(ByteBuffer(string: "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                await store.checkBegun()
            }
            while try log.all.isEmpty, !Task.isCancelled { await Task.yield() }
        }
        let lines = try log.all
        #expect(lines.map { $0["level"] } == [.string("debug")])
        #expect(lines.map { $0["status"] } == [.number("499")])
    }

    @Test("Health and API responses give the reason for waiting until the store is open")
    func openingStore() async throws {
        let store = try ScriptedStore()
        var server = TestServer(store: store)
        server.opening = StoreOpening(waiting: "connection refused")
        let opening = server.opening
        try await server.test { client in
            for uri in ["/health/ready", "/health"] {
                let ready = try await client.get(uri)
                #expect(ready.status == 503)
                #expect(try ready.json["checks"]?["store"] == .string("waiting"))
                #expect(try ready.json["reason"] == .string("connection refused"))
            }
            for answer in [
                try await client.get("/v1/datasets"), try await client.post("/v1/datasets", Sales.definition),
            ] {
                #expect(answer.status == 503 && answer.code == "unavailable")
                #expect(answer.headers[.retryAfter] == "5")
                #expect(answer.body.contains("the server is waiting for its data store: connection refused"))
            }
            #expect(try await client.get("/health/live").status == 200)
            opening.finish()
            #expect(try await client.get("/health/ready").status == 200)
            #expect(try await client.get("/v1/datasets").status == 200)
        }
    }

    @Test("A load balancer keeps a server whose keys cannot be read for a while, but not one that never read them")
    func keys() async throws {
        let keys = KeyAuthenticator([:])
        keys.fail(with: AuthenticatorError("the key cannot be read"))
        var server = TestServer()
        server.authenticator = keys
        try await server.test { client in
            for uri in ["/health/ready", "/health"] {
                let answer = try await client.get(uri)
                #expect(answer.status == 503)
                #expect(try answer.json["checks"]?["keys"] == .string("unreadable"))
                #expect(try answer.json["reason"] == .string("the key cannot be read"))
            }
            #expect(try await client.get("/health/live").status == 200)
            keys.fail(with: nil)
            for uri in ["/health/ready", "/health"] {
                let answer = try await client.get(uri)
                #expect(answer.status == 200)
                #expect(try answer.json["checks"]?["keys"] == .string("ok"))
            }
            keys.fail(with: AuthenticatorError("the key cannot be read"))
            #expect(try await client.get("/health/ready").status == 503)
            #expect(try await client.get("/health").status == 200)
        }
    }

    @Test("A load balancer replaces a server whose schema does not fit")
    func schema() async throws {
        let server = TestServer(store: try ScriptedStore(health: .schema(.behind(level: 1, needed: 2))))
        try await server.test { client in
            for uri in ["/health/ready", "/health"] {
                let answer = try await client.get(uri)
                #expect(answer.status == 503)
                #expect(try answer.json["checks"]?["store"] == .string("schema"))
            }
        }
    }
}
