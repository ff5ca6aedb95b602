import AnalyticsAPI
import Crypto
import HTTPTypes
import Logging
import Models
import Testing
import WebTokens
import WebTokensTesting

/// The routes of a server behind a load balancer that authenticates users.
@Suite("Access with a load balancer's session")
struct BalancerAccessTests {
    private static let key = P256.Signing.PrivateKey()
    private static let id = "0f3a1b2c-4d5e-6f70-8192-a3b4c5d6e7f8"
    private static let arn =
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/weir/50dc6c495c0c9188"
    static let field = "X-Amzn-Oidc-Data"

    static func balancer(_ documents: InMemoryKeyDocuments = published) throws -> BalancerAuthenticator {
        let document = try IdentityDocument(
            parsing: Array(
                #"""
                {"balancer": {"signers": ["\#(arn)"], "client": "app1", "issuer": "\#(TestIssuer.url)",
                  "rights": [{"when": {"groups": "staff"}, "scopes": ["read", "ingest", "admin"]}]}}
                """#.utf8))
        let settings = try #require(document.balancer)
        return BalancerAuthenticator(
            settings, keysFrom: documents, environment: TestIssuer.environment,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static var published: InMemoryKeyDocuments {
        let documents = InMemoryKeyDocuments()
        documents["https://public-keys.auth.elb.eu-central-1.amazonaws.com/" + id] = .success(
            Array(key.publicKey.pemRepresentation.utf8))
        return documents
    }

    private static func server(_ access: AccessPolicy = .none) async throws -> TestServer {
        var server = TestServer()
        try await server.client().makeSales()
        server.access = access
        server.balancer = try balancer()
        return server
    }

    /// Returns the field of a user's request.
    static func data(signer: String = arn, groups: String = #"["staff"]"#, exp: Int = TestIssuer.now + 60)
        -> String
    {
        let header =
            #"{"typ": "JWT", "kid": "\#(id)", "alg": "ES256", "iss": "\#(TestIssuer.url)", "client": "app1", "signer": "\#(signer)", "exp": \#(exp)}"#
        let payload = #"{"sub": "alice", "groups": \#(groups), "exp": \#(exp), "iss": "\#(TestIssuer.url)"}"#
        let token = TokenText.paddedToken(header, payload) { SigningKey.p256(key).signature(of: $0, by: "ES256") }
        return String(decoding: token, as: UTF8.self)
    }

    private static func fields(_ fields: [(String, String)]) throws -> HTTPFields {
        HTTPFields(try fields.map { HTTPField(name: try #require(HTTPField.Name($0.0)), value: $0.1) })
    }

    @Test("A user of the load balancer reads with the rights of its claims")
    func reads() async throws {
        try await Self.server().test { (client: APIClient) async throws in
            for (groups, status) in [(#"["staff"]"#, 200), (#"["guests"]"#, 403), ("null", 403)] {
                let headers = try Self.fields([(Self.field, Self.data(groups: groups))])
                #expect(try await client.get("/v1/datasets", headers: headers).status == status)
            }
            #expect(try await client.get("/v1/datasets").status == 401)
            let headers = try Self.fields(
                [(Self.field, Self.data()), ("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/json")])
            let body = #"{"name": "k", "scopes": ["read"]}"#
            let made = try await client.send(.post, "/v1/keys", headers: headers, body: body)
            #expect(try made.status == 201 && made.json["createdBy"] == .string("alb:alice"))
        }
    }

    @Test(
        "A token that is not the load balancer's is never an anonymous client",
        arguments: [
            data(signer: "arn:aws:elasticloadbalancing:eu-central-1:999999999999:loadbalancer/app/evil/1"),
            data(exp: TestIssuer.now - 61), data() + "x", "x", "", TestIssuer().token(),
        ])
    func refused(data: String) async throws {
        let server = try await Self.server(.all)
        try await server.test { (client: APIClient) async throws in
            let answer = try await client.get("/v1/datasets", headers: Self.fields([(Self.field, data)]))
            #expect(answer.status == 401 && answer.code == "unauthenticated", "\(answer.body)")
        }
        #expect(server.log.text.contains("token refused: "))
    }

    /// A request that may change something, and its status.
    struct Request: Sendable {
        let fields: [(String, String)]
        let status: Int
    }

    @Test(
        "The session's cookie is no consent: a request that may change something must come from a page of the server itself",
        arguments: [
            Request(fields: [], status: 403), Request(fields: [("Sec-Fetch-Site", "same-origin")], status: 200),
            Request(fields: [("Sec-Fetch-Site", "none")], status: 200),
            Request(fields: [("Sec-Fetch-Site", "same-site")], status: 403),
            Request(fields: [("Sec-Fetch-Site", "cross-site")], status: 403),
            Request(fields: [("Sec-Fetch-Site", "cross-site"), ("Origin", "http://localhost")], status: 403),
            Request(fields: [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")], status: 403),
            Request(fields: [("Sec-Fetch-Site", "same-origin, cross-site")], status: 403),
            Request(fields: [("Sec-Fetch-Site", "")], status: 403),
            Request(fields: [("Origin", "http://localhost")], status: 200),
            Request(fields: [("Origin", "http://evil.example")], status: 403),
            Request(fields: [("Origin", "null")], status: 403),
        ])
    func ownPages(request: Request) async throws {
        try await Self.server().test { (client: APIClient) async throws in
            let headers = try Self.fields(
                [(Self.field, Self.data()), ("Content-Type", "application/json")] + request.fields)
            let requests: [(HTTPRequest.Method, String, String)] = [
                (.post, "/v1/datasets/sales/query", #"{"measures": ["count"]}"#),
                (.patch, "/v1/datasets/sales/rows/1", #"{"country": "DE"}"#),
            ]
            for (method, uri, body) in requests {
                let answer = try await client.send(method, uri, headers: headers, body: body)
                #expect(answer.status == request.status, "\(method) \(uri): \(answer.body)")
                if request.status == 403 { #expect(answer.code == "foreign_origin") }
            }
            #expect(try await client.get("/v1/datasets", headers: headers).status == 200)
        }
    }

    @Test("Two credentials are refused, and neither header takes the other's token")
    func crossing() async throws {
        var server = try await Self.server()
        let issuer = TestIssuer()
        server.tokens = try issuer.authenticator(#"{"scopes": ["read"]}"#)
        server.authenticator = KeyAuthenticator(["admin-key": .administrator])
        try await server.test { (client: APIClient) async throws in
            func status(_ fields: [(String, String)]) async throws -> Int {
                try await client.get("/v1/datasets", headers: Self.fields(fields)).status
            }
            #expect(try await status([("Authorization", "Bearer admin-key")]) == 200)
            #expect(try await status([("Authorization", "Bearer \(issuer.token())")]) == 200)
            #expect(try await status([("Authorization", "Bearer admin-key"), (Self.field, Self.data())]) == 400)
            #expect(try await status([(Self.field, Self.data()), (Self.field, Self.data())]) == 400)
            #expect(try await status([("Authorization", "Bearer \(Self.data())")]) == 401)
            #expect(try await status([(Self.field, issuer.token())]) == 401)
            #expect(try await status([(Self.field, "admin-key")]) == 401)
        }
    }

    @Test("A server without a load balancer ignores its header fields")
    func ignored() async throws {
        var server = try await Self.server(.read)
        server.balancer = nil
        try await server.test { (client: APIClient) async throws in
            let fields = [
                (Self.field, Self.data()), ("X-Amzn-Oidc-Identity", "alice"), ("X-Amzn-Oidc-Accesstoken", "x"),
            ]
            #expect(try await client.get("/v1/datasets", headers: Self.fields(fields)).status == 200)
            let written = try await client.send(
                .post, "/v1/datasets", Sales.definition, as: Self.fields(fields + [("Sec-Fetch-Site", "same-origin")]))
            #expect(written.status == 403 && written.code == "read_only")
        }
        var strict = server
        strict.balancer = try Self.balancer()
        strict.access = .none
        // The fields that are not signed prove nothing.
        try await strict.test { (client: APIClient) async throws in
            let fields = [("X-Amzn-Oidc-Identity", "alice"), ("X-Amzn-Oidc-Accesstoken", TestIssuer().token())]
            #expect(try await client.get("/v1/datasets", headers: Self.fields(fields)).status == 401)
        }
    }
}
