import Crypto
import HTTPTypes
import Models
import Synchronization
import Testing
import WebTokens
import WebTokensTesting

@testable import AnalyticsAPI

/// The routes of a server that accepts the tokens of an issuer.
@Suite("Access with tokens")
struct TokenAccessTests {
    private static let issuer = TestIssuer()

    /// Returns a server with the dataset `sales`.
    private static func server(_ rules: String, _ issuer: TestIssuer = issuer) async throws -> TestServer {
        var server = TestServer()
        try await server.client().makeSales()
        server.access = .none
        server.tokens = try issuer.authenticator(rules)
        return server
    }

    private static let count = #"{"measures": ["count"]}"#
    private static let path = "/v1/datasets/sales/query"

    /// Credentials that are not valid, each in an `Authorization` field.
    static let badCredentials: [String] = {
        let token = issuer.token()
        let parts = token.split(separator: ".").map(String.init)
        let end = "\"exp\": \(TestIssuer.now - 61)"
        let payload = #"{"iss": "\#(TestIssuer.url)", "aud": "weir", "sub": "alice", \#(end)}"#
        let expired = TokenText.token(#"{"alg": "ES256", "kid": "k"}"#, payload) {
            issuer.key.signature(of: $0, by: "ES256")
        }
        return [
            token + "x", "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", "\(parts[0])..\(parts[2])",
            token + "." + token,
            issuer.token(header: #"{"alg": "none", "kid": "k"}"#),
            issuer.token(header: #"{"alg": "ES256", "kid": "other"}"#),
            issuer.token(#""nonce": "n""#), String(decoding: expired, as: UTF8.self),
        ].map { "Bearer " + $0 } + [token, "JWT " + token, "Bearer", "Bearer {}", "Basic dTpw", "Bearer weir_sk_x"]
    }()

    @Test("A credential that is not valid is never an anonymous client, on any route", arguments: badCredentials)
    func neverAnonymous(field: String) async throws {
        var server = try await Self.server(#"{"scopes": ["read"]}"#)
        server.access = .all
        try await server.test { (client: APIClient) async throws in
            for uri in ["/", "/v1/datasets", "/v1/datasets/sales", "/v1/datasets/sales/rows", "/v1/datasets/none"] {
                let answer = try await client.get(uri, headers: [.authorization: field])
                #expect(answer.status == 401 && answer.code == "unauthenticated", "\(uri): \(answer.body)")
                let challenge = answer.headers[.wwwAuthenticate]
                #expect(challenge?.hasPrefix("Bearer realm=\"weir\", error=\"invalid_token\"") == true)
            }
            #expect(try await client.get("/health/live", headers: [.authorization: field]).status == 200)
        }
    }

    @Test("A token that may write rows saves no query; one of an administrator does, and creates no link")
    func savesNoQuery() async throws {
        for (scopes, status) in [(#""read", "ingest""#, 403), (#""read", "ingest", "admin""#, 201)] {
            let server = try await Self.server(#"{"when": {"role": "writer"}, "scopes": [\#(scopes)]}"#)
            try await server.test { (client: APIClient) async throws in
                let saved = try await client.send(
                    .put, "/v1/datasets/sales/queries/daily", #"{"query": {"measures": ["count"]}}"#,
                    as: Self.issuer.client(#""role": "writer""#))
                #expect(saved.status == status, "\(scopes): \(saved.body)")
                let link = try await client.send(
                    .post, "/v1/datasets/sales/queries/daily/links", #"{"name": "a"}"#,
                    as: Self.issuer.client(#""role": "writer""#))
                #expect(link.status == (status == 201 ? 403 : 404), "\(scopes): \(link.body)")
            }
        }
    }

    @Test("A refused token is logged with its reason and without its text")
    func log() async throws {
        let server = try await Self.server(#"{"scopes": ["read"]}"#)
        try await server.test { (client: APIClient) async throws in
            for field in Self.badCredentials {
                _ = try await client.get("/v1/datasets", headers: [.authorization: field])
            }
            let claims = #""note": "CANARY""#
            _ = try await client.get("/v1/datasets", headers: Self.issuer.client(claims))
        }
        let text = server.log.text
        for reason in ["malformed", "algorithm", "key", "use", "expired"] {
            #expect(text.contains("token refused: \(reason)"), "\(reason)")
        }
        #expect(!text.contains("CANARY") && !text.contains("eyJ"))
    }

    @Test("The challenge tells why a token is refused")
    func challenge() async throws {
        try await Self.server(#"{"scopes": ["read"]}"#).test { (client: APIClient) async throws in
            let answer = try await client.get("/v1/datasets", headers: Self.issuer.client(#""nonce": "n""#))
            let metadata = "resource_metadata=\"http://localhost/.well-known/oauth-protected-resource\""
            #expect(
                answer.headers[.wwwAuthenticate]
                    == "Bearer realm=\"weir\", error=\"invalid_token\", error_description=\"the token is not an access token; send the access token instead of the ID token\", \(metadata)"
            )
            let anonymous = try await client.get("/v1/datasets")
            #expect(anonymous.status == 401)
            #expect(anonymous.headers[.wwwAuthenticate] == "Bearer realm=\"weir\", \(metadata)")
            let twice = try await client.get(
                "/v1/datasets",
                headers: HTTPFields([
                    HTTPField(name: .authorization, value: "Bearer a"),
                    HTTPField(name: .authorization, value: "Bearer a"),
                ]))
            #expect(twice.status == 400 && twice.headers[.wwwAuthenticate]?.contains("invalid_request") == true)
        }
    }

    @Test("A token's scopes and datasets are those that its claims give")
    func rights() async throws {
        let server = try await Self.server(
            #"""
            {"when": {"groups": "admins"}, "scopes": ["read", "ingest", "admin"]},
            {"when": {"groups": "other"}, "scopes": ["read"], "datasets": ["other"]},
            {"scopes": {"weir/read": ["read"], "weir/ingest": ["ingest"]}}
            """#)
        try await server.test { (client: APIClient) async throws in
            func status(_ method: HTTPRequest.Method, _ uri: String, _ body: String?, _ claims: String) async throws
                -> Answer
            {
                var headers = Self.issuer.client(claims)
                if body != nil { headers[.contentType] = "application/json" }
                return try await client.send(method, uri, headers: headers, body: body)
            }
            let row = #"{"ts": "2026-01-01T00:00:00Z"}"#
            let read = #""scope": "weir/read""#
            #expect(try await status(.post, Self.path, Self.count, read).status == 200)
            let refused = try await status(.post, "/v1/datasets/sales/rows", row, read)
            #expect(refused.status == 403 && refused.code == "forbidden")
            #expect(
                refused.headers[.wwwAuthenticate]?.contains("error=\"insufficient_scope\", scope=\"ingest\"") == true)
            #expect(refused.body.contains("the token has the rights read"))
            #expect(try await status(.post, "/v1/datasets/sales/rows", row, #""scope": "weir/ingest""#).status == 201)
            #expect(try await status(.get, "/v1/datasets", nil, #""scope": "openid""#).status == 403)
            #expect(try await status(.get, "/v1/datasets", nil, "").status == 403)
            #expect(try await status(.get, "/", nil, "").status == 200)
            let other = #""groups": ["other"]"#
            #expect(try await status(.post, Self.path, Self.count, other).status == 404)
            #expect(try await status(.get, "/v1/datasets", nil, other).json["datasets"] == .array([]))
            let admin = #""groups": ["admins"]"#
            let made = try await status(.post, "/v1/keys", #"{"name": "k", "scopes": ["read"]}"#, admin)
            #expect(try made.status == 201 && made.json["createdBy"] == .string("jwt:test:alice"))
            #expect(try await status(.post, "/v1/keys", #"{"name": "k", "scopes": ["read"]}"#, read).status == 403)
        }
    }

    private static let tenantRule = #"""
        {"scopes": ["read", "ingest"], "datasets": ["sales"],
         "filters": {"sales": [{"member": "country", "operator": "equals", "values": [{"claim": "tenant"}]}]},
         "hiddenColumns": {"sales": ["units"]}}
        """#

    @Test("A tenant sees its rows, writes its rows, and has an entity tag of its own")
    func tenants() async throws {
        try await Self.server(Self.tenantRule).test { (client: APIClient) async throws in
            var tags: Set<String> = []
            for (tenant, rows) in [("DE", 2), ("FR", 1), ("XX", 0)] {
                let headers = Self.issuer.client(#""tenant": "\#(tenant)""#)
                let answer = try await client.send(.post, Self.path, Self.count, as: headers)
                #expect(try answer.json["data"]?.description == #"[{"count":\#(rows)}]"#)
                if let tag = answer.headers[.eTag] { tags.insert(tag) }
                let hidden = try await client.send(.post, Self.path, #"{"measures": ["sum(units)"]}"#, as: headers)
                #expect(hidden.status == 422)
                for (country, status) in [(tenant, 201), ("ES", 422)] {
                    let row = #"{"ts": "2026-01-01T00:00:00Z", "country": "\#(country)"}"#
                    let written = try await client.send(.post, "/v1/datasets/sales/rows", row, as: headers)
                    #expect(written.status == status, "\(written.body)")
                }
            }
            #expect(tags.count == 3)
        }
    }

    @Test(
        "A token without the claim of a filter sees nothing, never everything",
        arguments: [
            "", #""tenant": """#, #""tenant": []"#, #""tenant": null"#, #""tenant": {"a": "DE"}"#, #""Tenant": "DE""#,
        ])
    func missingClaim(claims: String) async throws {
        try await Self.server(Self.tenantRule).test { (client: APIClient) async throws in
            let headers = Self.issuer.client(claims)
            for uri in ["/v1/datasets", "/v1/datasets/sales", "/v1/datasets/sales/rows", "/v1/datasets/sales/rows/1"] {
                let answer = try await client.get(uri, headers: headers)
                #expect(answer.status == 403 && answer.code == "forbidden", "\(uri): \(answer.body)")
                #expect(answer.headers[.wwwAuthenticate]?.contains("error=\"insufficient_scope\"") == true)
            }
            let answer = try await client.send(.post, Self.path, Self.count, as: headers)
            #expect(answer.status == 403 && answer.body.contains("tenant"))
        }
    }

    @Test("A claim that does not fit the filter's column opens nothing")
    func misfit() async throws {
        let rule = #"""
            {"scopes": ["read"], "datasets": ["sales"],
             "filters": {"sales": [{"member": "units", "operator": "equals", "values": [{"claim": "tenant"}]}]}}
            """#
        try await Self.server(rule).test { (client: APIClient) async throws in
            for (claim, status) in [("2", 200), (#""2' OR 1=1""#, 403), ("true", 403), ("1e400", 403)] {
                let headers = Self.issuer.client(#""tenant": \#(claim)"#)
                let answer = try await client.send(.post, Self.path, Self.count, as: headers)
                #expect(answer.status == status, "\(claim): \(answer.body)")
            }
        }
    }

    @Test("What a client leaves behind and its limits belong to its issuer and subject")
    func owner() async throws {
        let rule = #"{"scopes": ["read", "ingest"], "limits": {"requests": [{"quota": 3, "windowSeconds": 60}]}}"#
        try await Self.server(rule).test { (client: APIClient) async throws in
            func write(_ subject: String, _ claims: String = "") async throws -> Answer {
                var headers = Self.issuer.client(claims, subject: subject)
                headers[.idempotencyKey] = "batch-1"
                return try await client.send(
                    .post, "/v1/datasets/sales/rows", #"{"ts": "2026-01-01T00:00:00Z"}"#, as: headers)
            }
            #expect(try await write("alice").headers[.idempotencyReplayed] == nil)
            // Another client does not get the outcome, and the same one does with another token.
            #expect(try await write("bob").headers[.idempotencyReplayed] == nil)
            let again = try await write("alice", #""jti": "2""#)
            #expect(again.status == 201 && again.headers[.idempotencyReplayed] == "true")
            #expect(try await write("alice").status == 201)
            let refused = try await write("alice", #""jti": "3""#)
            #expect(refused.status == 429 && refused.body.contains("the token has reached its limit"))
            #expect(try await write("bob").status == 201)
        }
    }

    @Test("While an issuer is away, a server that has never seen its keys answers 503 and serves its other clients")
    func away() async throws {
        let issuer = TestIssuer()
        issuer.documents[TestIssuer.url + "/jwks"] = .failure(KeyDocumentError("status 500"))
        var server = try await Self.server(#"{"scopes": ["read"]}"#, issuer)
        server.authenticator = KeyAuthenticator(["admin-key": .administrator])
        try await server.test { (client: APIClient) async throws in
            let answer = try await client.get("/v1/datasets", headers: issuer.client())
            #expect(answer.status == 503 && answer.headers[.retryAfter] == "5", "\(answer.body)")
            #expect(try await client.get("/v1/datasets", headers: [.authorization: "Bearer admin-key"]).status == 200)
            #expect(try await client.get("/health/ready").status == 200)
        }
        #expect(!server.log.text.contains(TestIssuer.url))
    }

    @Test("A token that was verified before is refused once it has expired, and once its key is withdrawn")
    func verifiedBefore() async throws {
        let rule = #"{"scopes": ["read"]}"#
        let issuer = TestIssuer()
        let time = Mutex((uptime: Duration.zero, day: Int64(TestIssuer.now)))
        var server = try await Self.server(rule, issuer)
        server.tokens = try issuer.authenticator(
            rule, uptime: { time.withLock { $0.uptime } },
            now: { Timestamp(microseconds: time.withLock { $0.day } * 1_000_000) })
        let client = server.client()
        func status(_ token: String) async throws -> Int {
            try await client.get("/v1/datasets", headers: [.authorization: "Bearer \(token)"]).status
        }
        let token = issuer.token()
        for _ in 0..<3 { #expect(try await status(token) == 200) }
        // A minute of tolerance for clocks that differ is over.
        time.withLock { $0.day += 661 }
        #expect(try await status(token) == 401)
        time.withLock { $0.day -= 661 }
        for _ in 0..<2 { #expect(try await status(token) == 200) }
        let key = SigningKey.p256(P256.Signing.PrivateKey())
        issuer.documents[TestIssuer.url + "/jwks"] = .success(TokenText.keys(key.jwk("new")))
        time.withLock { $0.uptime += .seconds(11) }
        #expect(try await status(issuer.token(header: #"{"alg": "ES256", "kid": "new"}"#, by: key)) == 200)
        #expect(try await status(token) == 401)
    }

    @Test("No request fails while an issuer changes its keys under load", .timeLimit(.minutes(1)))
    func rotation() async throws {
        let rule = #"{"scopes": ["read"]}"#
        let issuer = TestIssuer()
        let uptime = Mutex(Duration.zero)
        var server = try await Self.server(rule, issuer)
        server.tokens = try issuer.authenticator(rule) { uptime.withLock { $0 } }
        let client = server.client()
        var keys = [("k", issuer.key)]
        for generation in 1...10 {
            // The new key is published beside the former one, and used at once.
            keys.append(("k\(generation)", SigningKey.p256(P256.Signing.PrivateKey())))
            uptime.withLock { $0 += .seconds(11) }
            issuer.documents[TestIssuer.url + "/jwks"] = .success(
                TokenText.keys(keys[0].1.jwk(keys[0].0), keys[1].1.jwk(keys[1].0)))
            let tokens = keys.map { id, key in issuer.token(header: #"{"alg": "ES256", "kid": "\#(id)"}"#, by: key) }
            let statuses = await withTaskGroup(of: Int.self) { group in
                for index in 0..<40 {
                    group.addTask {
                        let headers: HTTPFields = [.authorization: "Bearer \(tokens[index % 2])"]
                        return (try? await client.get("/v1/datasets", headers: headers).status) ?? 0
                    }
                }
                return await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 200 }, "\(statuses)")
            keys.removeFirst()
        }
        #expect(issuer.documents.requests.count == 10)
    }

    @Test("A server without issuers takes a token for a key that it does not know")
    func withoutIssuers() async throws {
        var server = TestServer()
        server.authenticator = KeyAuthenticator(["admin-key": .administrator])
        try await server.test { (client: APIClient) async throws in
            #expect(try await client.get("/v1/datasets", headers: Self.issuer.client()).status == 401)
        }
    }
}
