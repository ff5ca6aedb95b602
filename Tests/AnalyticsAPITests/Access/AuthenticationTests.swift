import AnalyticsAPI
import HTTPTypes
import Testing

/// The routes of a server with keys.
@Suite("Authentication")
struct AuthenticationTests {
    private static let canary = "CANARY-0123456789-0123456789-abcdef"

    private static func server(_ anonymous: AccessPolicy = .none) async throws -> TestServer {
        var server = try await TestServer.withKey()
        server.access = anonymous
        server.authenticator = KeyAuthenticator([canary: .administrator])
        return server
    }

    /// The routes without data, besides health checks: the list of routes, the contract, the client's own identity, the files of
    /// the explorer. The path of a link is its credential.
    private static let open = ["/", "/v1/openapi.json", "/v1/session", "/assets/{version}/{file}", "/s/{token}"]

    @Test("Every route but health checks and those without data needs a credential", arguments: EveryRouteTests.samples)
    func everyRoute(sample: EveryRouteTests.Sample) async throws {
        let isOpen = Self.open.contains(sample.route) || sample.route.hasPrefix("/health")
        try await Self.server().test { client in
            let admin: HTTPFields = [.authorization: "Bearer \(Self.canary)"]
            let made = try await client.post("/v1/datasets", Sales.definition, headers: admin)
            let filled = try await client.post(
                "/v1/datasets/sales/rows", Sales.rows, type: "text/csv", headers: admin)
            #expect(made.status == 201 && filled.status == 201)
            try await client.saveQuery("daily", EveryRouteTests.document, as: admin)
            try await EveryRouteTests.makeJob(client, as: admin)

            let refused = try await client.send(
                sample.method, sample.uri,
                headers: HTTPFields((sample.body == nil ? [:] : HTTPFields.json) + sample.fields), body: sample.body)
            #expect(refused.status == (isOpen ? sample.status : 401), "\(refused.body)")
            guard !isOpen else { return }
            #expect(refused.code == "unauthenticated")
            #expect(refused.headers[.wwwAuthenticate] == "Bearer realm=\"weir\"")
            var headers = sample.headers
            headers[.authorization] = "Bearer \(Self.canary)x"
            let wrong = try await client.send(sample.method, sample.uri, headers: headers, body: sample.body)
            #expect(wrong.status == 401 && wrong.code == "unauthenticated")
            #expect(wrong.headers[.wwwAuthenticate]?.contains("error=\"invalid_token\"") == true)
            headers[.authorization] = sample.key.map { "Bearer \($0)" } ?? admin[.authorization]
            let answer = try await client.send(sample.method, sample.uri, headers: headers, body: sample.body)
            #expect(answer.status == sample.status, "\(answer.body)")
        }
    }

    @Test(
        "A token of another form is told the form of keys, and not to go on without one, by a store that may have keys",
        arguments: ["weir_ks_AbCd1234_0123456789ABCDEFGHIJKLMNOPQRSTUV2GZAxc", "nonsense", "eyJhbGciOiJub25lIn0.e30."])
    func otherForms(token: String) async throws {
        for accepts in [false, true] {
            var server = try await TestServer.withKey()
            server.tokens = accepts ? try TestIssuer().authenticator(#"{"scopes": ["read"]}"#) : nil
            try await server.test { (client: APIClient) async throws in
                let answer = try await client.get("/v1/datasets", headers: [.authorization: "Bearer \(token)"])
                #expect(answer.status == 401 && answer.code == "unauthenticated")
                #expect(!answer.body.contains("no keys") && !answer.body.contains("remove"), "\(answer.body)")
                #expect(!answer.body.contains(token))
                guard !accepts || !token.hasPrefix("ey") else { return }
                #expect(answer.body.contains("weir_sk_"), "\(answer.body)")
                #expect(answer.body.contains("identity provider") == accepts, "\(answer.body)")
            }
        }
    }

    @Test("A write without a credential to a server for anonymous readers is told that a key may write")
    func readOnly() async throws {
        var server = try await TestServer.withKey()
        server.access = .read
        try await server.test { (client: APIClient) async throws in
            let answer = try await client.post("/v1/datasets", Sales.definition)
            #expect(answer.status == 403 && answer.code == "read_only")
            #expect(answer.body.contains("without a key") && answer.body.contains("Bearer"), "\(answer.body)")
        }
    }

    @Test("A refusal does not tell whether a dataset exists, and comes before the request's other mistakes")
    func order() async throws {
        try await Self.server().test { (client: APIClient) async throws in
            for uri in ["/v1/datasets/nothing", "/v1/datasets/Bad%20name", "/v1/datasets?x=1"] {
                #expect(try await client.get(uri, headers: [.ifMatch: "nonsense"]).status == 401)
            }
            #expect(try await client.get("/v1/nothing").status == 404)
        }
    }

    @Test("No log line, answer or header contains a key")
    func canary() async throws {
        let server = try await Self.server(.read)
        try await server.test { client in
            for key in [Self.canary, Self.canary + "x"] {
                for uri in ["/", "/v1/datasets", "/v1/datasets/nothing", "/health/ready"] {
                    let answer = try await client.get(uri, headers: [.authorization: "Bearer \(key)"])
                    #expect(!answer.body.contains("CANARY"))
                    #expect(!answer.headers.contains { $0.value.contains("CANARY") })
                }
            }
        }
        #expect(!server.log.text.isEmpty && !server.log.text.contains("CANARY"))
    }
}
