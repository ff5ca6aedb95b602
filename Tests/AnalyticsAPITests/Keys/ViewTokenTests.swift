import HTTPTypes
import Logging
import Models
import StorageTesting
import Synchronization
import Testing

@testable import AnalyticsAPI

/// Tokens that are minted from a key.
@Suite("View tokens")
struct ViewTokenTests {
    private static let germany =
        #""datasets": ["sales"], "filters": {"sales": [{"member": "country", "operator": "equals", "values": ["DE"]}]}"#

    private static func mint(_ client: APIClient, _ key: HTTPFields, _ body: String) async throws -> HTTPFields {
        let answer = try await client.send(.post, "/v1/tokens", body, as: key)
        guard answer.status == 200, case .string(let token)? = try answer.json["token"] else {
            throw SetupError(answers: [answer])
        }
        #expect(answer.headers[.cacheControl] == "no-store")
        return [.authorization: "Bearer \(token)"]
    }

    @Test(
        "A token's own filters and hidden columns tell nothing about the columns that its key hides",
        arguments: [
            #""filters": {"sales": [{"member": "units", "operator": "gt", "values": [1]}]}"#,
            #""filters": {"sales": [{"member": "nothing", "operator": "gt", "values": [1]}]}"#,
            #""hiddenColumns": {"sales": ["units"]}"#, #""hiddenColumns": {"sales": ["nothing"]}"#,
        ])
    func hidden(claims: String) async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(
                #""scopes": ["read"], "datasets": ["sales"], "hiddenColumns": {"sales": ["units"]}"#)
            let token = try await Self.mint(client, key.headers, #"{"datasets": ["sales"], \#(claims)}"#)
            let answer = try await client.send(
                .post, "/v1/datasets/sales/query", #"{"measures": ["count"]}"#, as: token)
            #expect(answer.status == 403 && answer.code == "forbidden", "\(answer.body)")
            #expect(!answer.body.contains("units") && !answer.body.contains("nothing"))
            let visible = try await Self.mint(
                client, key.headers, #"{"datasets": ["sales"], "hiddenColumns": {"sales": ["country"]}}"#)
            let rows = try await client.get("/v1/datasets/sales/rows", headers: visible)
            #expect(
                rows.status == 200 && !rows.body.contains("country") && !rows.body.contains("units"), "\(rows.body)")
        }
    }

    @Test("A token sees what its key sees or less, and only reads")
    func narrower() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let other = #"{"name": "orders", "columns": [{"name": "a", "type": "string"}]}"#
            #expect(try await client.post("/v1/datasets", other).status == 201)
            let wide = try await client.makeKey(#""scopes": ["read", "ingest"]"#)
            let narrow = try await client.makeKey(#""scopes": ["read", "ingest"], \#(Self.germany)"#)
            let count = #"{"measures": ["count"]}"#
            let few =
                #""datasets": ["sales"], "filters": {"sales": [{"member": "units", "operator": "gt", "values": [1]}]}"#
            for (key, body, expected) in [
                (wide, "{}", 4), (wide, "{\(few)}", 2), (narrow, "{}", 2), (narrow, "{\(few)}", 1),
                (
                    narrow,
                    #"{"datasets": ["sales"], "filters": {"sales": [{"or": [{"member": "country", "operator": "set"}, {"member": "country", "operator": "notSet"}]}]}}"#,
                    2
                ),
            ] {
                let token = try await Self.mint(client, key.headers, body)
                let answer = try await client.send(.post, "/v1/datasets/sales/query", count, as: token)
                #expect(try answer.json["data"]?.description == #"[{"count":\#(expected)}]"#, "\(body): \(answer.body)")
                let row = #"{"ts": "2026-01-01T00:00:00Z", "country": "DE", "units": 7}"#
                #expect(try await client.send(.post, "/v1/datasets/sales/rows", row, as: token).status == 403)
                // A token mints no further token, which could outlive it.
                #expect(try await client.send(.post, "/v1/tokens", "{}", as: token).status == 403)
            }
            let sales = try await Self.mint(client, wide.headers, #"{"datasets": ["sales"]}"#)
            #expect(try await client.get("/v1/datasets/orders", headers: sales).status == 404)
            let refused = try await client.send(.post, "/v1/tokens", #"{"datasets": ["orders"]}"#, as: narrow.headers)
            #expect(refused.status == 404)
            for body in [
                #"{"seconds": 0}"#, #"{"seconds": 86401}"#, #"{"scopes": ["admin"]}"#, #"{"filters": {"sales": []}}"#,
            ] {
                #expect(try await client.send(.post, "/v1/tokens", body, as: wide.headers).code == "invalid_key")
            }
            #expect(try await client.post("/v1/tokens", "{}").status == 403)
        }
    }

    @Test("A changed token is refused, and a token ends with its key")
    func forged() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let key = try await client.makeKey(#""scopes": ["read"], \#(Self.germany)"#)
            let other = try await client.makeKey(#""scopes": ["read"]"#)
            let token = try await Self.mint(client, key.headers, "{}")
            let text = try #require(token[.authorization])
            #expect(try await client.get("/v1/datasets/sales", headers: token).status == 200)
            let bytes = Array(text.utf8)
            // Not the id: a request with an unknown one waits for the next reading of the keys.
            for index in Array(7..<17) + Array(stride(from: 25, to: bytes.count, by: 3)) {
                var changed = bytes
                changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let field = String(decoding: changed, as: UTF8.self)
                let answer = try await client.get("/v1/datasets/sales", headers: [.authorization: field])
                #expect(answer.status == 401, "\(field)")
            }
            let renamed = text.replacing(key.id, with: other.id)
            for field in [
                renamed, text + "A", String(text.dropLast()), text + "=", text + ".A", "Bearer weir_view_",
                "Bearer weir_view_A_B.C",
            ] {
                let answer = try await client.get("/v1/datasets/sales", headers: [.authorization: field])
                #expect(answer.status == 401, "\(field)")
            }
            #expect(try await client.send(.delete, "/v1/keys/\(key.id)").status == 204)
            #expect(try await client.get("/v1/datasets/sales", headers: token).status == 401)
        }
    }

    @Test("The answers that make a token and a link tell the end of their key if it is the earlier one")
    func keyEnd() async throws {
        try await TestServer().test { client in
            try await client.makeSales()
            let scopes = #""scopes": ["read", "ingest"]"#
            let soon = "2026-01-01T00:30:00Z"
            for (end, token, link) in [
                (soon, soon, soon), ("2026-01-02T00:00:00Z", "2026-01-01T01:00:00Z", "2026-01-02T00:00:00Z"),
                (nil, "2026-01-01T01:00:00Z", "2026-01-31T00:00:00Z"),
            ] as [(String?, String, String)] {
                let key = try await client.makeKey(scopes + (end.map { #", "expiresAt": "\#($0)""# } ?? ""))
                let minted = try await client.send(.post, "/v1/tokens", "{}", as: key.headers)
                #expect(try minted.json["expiresAt"] == .string(token), "\(minted.body)")
                let name = "q\(key.id.lowercased())"
                try await client.saveQuery(name, #"{"query": {"measures": ["count"]}}"#, as: key.headers)
                let path = "/v1/datasets/sales/queries/\(name)/links"
                let made = try await client.send(.post, path, #"{"name": "test"}"#, as: key.headers)
                #expect(made.status == 201)
                #expect(try made.json["expiresAt"] == .string(link), "\(made.body)")
                let listed = try await client.get(path, headers: key.headers)
                #expect(listed.body.contains(#""expiresAt":"\#(link)""#), "\(listed.body)")
            }
        }
    }

    @Test("A token is valid up to its end and not longer")
    func expiry() async throws {
        let now = Mutex<Int64>(1_800_000_000_000_000)
        let environment = ServerEnvironment(
            now: { Timestamp(microseconds: now.withLock { $0 }) }, uptime: { .zero }, newRequestID: { "request" })
        let store = InMemoryAnalyticsStore()
        let made = try await KeyAdministration(store: store, now: environment.now)
            .create(KeyRequest(name: "a", policy: KeyPolicy(scopes: [.read])), by: "test")
        let keys = KeyCatalogue(store: store, environment: environment, logger: .init(label: "test"))
        let claims = KeyRequest(name: "view", policy: KeyPolicy(scopes: [.read]))
        let end = Timestamp(microseconds: 1_800_000_060_000_000)
        let minted = try #require(try await keys.viewToken(claims, until: end, of: made.key.id))
        let token = BearerToken(minted.text.utf8)
        #expect(try await keys.identity(bearer: token)?.name == "view:\(made.key.id)")
        now.withLock { $0 += 60_000_000 }
        let error = await #expect(throws: AuthenticatorError.self) { try await keys.identity(bearer: token) }
        #expect(error?.kind == .refused)
    }
}
