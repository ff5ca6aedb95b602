import AnalyticsAPI
import HTTPTypes
import Models
import Storage
import Testing

@Suite("Health")
struct HealthRoutesTests {
    @Test("is good while the store answers")
    func good() async throws {
        try await TestServer().test { client in
            for uri in ["/health/live", "/health/ready", "/health"] {
                let answer = try await client.get(uri)
                #expect(answer.status == 200)
                #expect(answer.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test("is not ready, though alive, while the store is away or the server stops", arguments: [true, false])
    func notReady(draining: Bool) async throws {
        let server = TestServer(store: try ScriptedStore(health: draining ? nil : .unavailable(.unreachable)))
        if draining { server.drain.begin() }
        try await server.test { client in
            for uri in ["/health/ready", "/health"] {
                let answer = try await client.get(uri)
                #expect(answer.status == 503)
                let checks = try answer.json["checks"]
                #expect(checks?["server"] == .string(draining ? "draining" : "ok"))
                #expect(checks?["store"] == .string(draining ? "unchecked" : "unreachable"))
            }
            #expect(try await client.get("/health/live").status == 200)
        }
    }

    @Test("gives a store up that does not answer in time")
    func timeout() async throws {
        var server = TestServer(store: try HangingStore())
        server.limits.healthTimeout = .milliseconds(1)
        try await server.test { client in
            let answer = try await client.get("/health/ready")
            #expect(answer.status == 503)
            #expect(try answer.json["checks"]?["store"] == .string("timeout"))
        }
    }
}
