import Foundation
import HTTPTypes
import Models
import Processes
import TestSupport
import Testing

@testable import AnalyticsAPI

/// The metadata from which clients learn who issues tokens for a server (RFC 9728).
@Suite("Metadata of a protected resource")
struct ProtectedResourceTests {
    private static let issuer = TestIssuer()
    private static let path = "/.well-known/oauth-protected-resource"
    private static let rules =
        #"{"when": {"role": "boss", "scope": "weir/all"}, "scopes": ["read", "admin"]}, {"scopes": {"weir/read": ["read"]}}"#

    /// Returns a server that accepts tokens, and no anonymous clients.
    private static func server(for origin: String? = nil) throws -> TestServer {
        var server = TestServer()
        server.access = .none
        server.tokens = try issuer.authenticator(rules, for: origin)
        return server
    }

    @Test(
        "Clients reach a server under the host of their requests, with TLS unless it is this machine",
        arguments: [
            ("data.example.com", "https://data.example.com"),
            ("DATA.example.com:8443", "https://data.example.com:8443"),
            ("localhost:8080", "http://localhost:8080"), ("127.0.0.1", "http://127.0.0.1"),
            ("[::1]:80", "http://[::1]:80"),
            (#"a"b"#, nil), ("a/b", nil), (nil, nil),
        ])
    func origin(host: String?, expected: String?) throws {
        let request = HTTPRequest(method: .get, scheme: nil, authority: host, path: "/")
        #expect(ProtectedResource([], origin: nil).origin(of: request) == expected)
        #expect(ProtectedResource([], origin: "https://a.example").origin(of: request) == "https://a.example")
    }

    @Test("The metadata name the issuers and the scopes that give rights, and no other claims")
    func metadata() async throws {
        try await Self.server(for: "https://data.example").test { (client: APIClient) async throws in
            for (path, resource) in [
                (Self.path, "https://data.example"), (Self.path + "/mcp", "https://data.example/mcp"),
            ] {
                // Clients that look for a credential have none that is valid.
                let answer = try await client.get(path, headers: [.authorization: "Bearer weir_sk_x"])
                #expect(answer.status == 200 && answer.headers[.cacheControl] == "no-store")
                #expect(answer.headers[.contentType]?.hasPrefix("application/json") == true)
                #expect(
                    answer.body.hasPrefix(
                        #"{"resource":"\#(resource)","resource_name":"Weir","authorization_servers":["https://id.example"],"#
                            + #""scopes_supported":["weir/all","weir/read"],"bearer_methods_supported":["header"]}"#))
            }
        }
    }

    @Test("A challenge leads to the metadata of the resource that the client asked for")
    func challenges() async throws {
        let server = try Self.server(for: "https://data.example")
        let metadata = "resource_metadata=\"https://data.example\(Self.path)"
        try await server.test { (client: APIClient) async throws in
            let none = try await client.get("/v1/datasets?x=1")
            #expect(none.status == 401)
            #expect(none.headers[.wwwAuthenticate] == "Bearer realm=\"weir\", \(metadata)\"")
            let invalid = try await client.get("/v1/datasets", headers: [.authorization: "Bearer weir_sk_x"])
            #expect(invalid.status == 401)
            let challenge = invalid.headers[.wwwAuthenticate] ?? ""
            #expect(challenge.contains("error=\"invalid_token\"") && challenge.hasSuffix(", \(metadata)\""))
            let tools = try await client.post("/mcp", "{}")
            #expect(tools.status == 401)
            #expect(tools.headers[.wwwAuthenticate] == "Bearer realm=\"weir\", \(metadata)/mcp\"")
            let reader = Self.issuer.client(#""scope": "weir/read""#)
            let forbidden = try await client.send(.delete, "/v1/datasets/sales?confirm=sales", headers: reader)
            #expect(forbidden.status == 403)
            #expect(forbidden.headers[.wwwAuthenticate]?.contains("scope=\"admin\", \(metadata)\"") == true)
        }
    }

    @Test("A server without identity providers has no metadata, and its challenges lead nowhere")
    func absent() async throws {
        var server = TestServer()
        server.access = .none
        try await server.test { (client: APIClient) async throws in
            for path in [Self.path, Self.path + "/mcp"] { #expect(try await client.get(path).status == 404) }
            #expect(try await client.get("/v1/datasets").headers[.wwwAuthenticate] == "Bearer realm=\"weir\"")
        }
    }

    @Test("Without a configured host, the metadata have the one of the request, if it is the server's")
    func hostOfRequest() async throws {
        var strict = try Self.server()
        strict.hosts = HostPolicy(listeningOn: "127.0.0.1", names: [])
        try await strict.live { client, port in
            let answer = try await client.get(Self.path)
            // The client addresses its requests to `localhost`.
            let resource = "\"resource\":\"http://localhost:\(port)\""
            #expect(answer.status == 200 && answer.body.contains(resource), "\(answer.body)")
        }
    }

    @Test(
        "A client of the Model Context Protocol finds the issuer from a refused request",
        .enabled(if: PythonTool.mcp.isExpected, PythonTool.mcp.absence))
    func publishedClient() async throws {
        let interpreter = try #require(PythonTool.mcp.interpreter, PythonTool.mcp.absence)
        try await Self.server().live { _, port in
            let run = try await ChildProcess.finish(
                [interpreter.path, "-c", Self.program, "http://127.0.0.1:\(port)/mcp"],
                environment: ["no_proxy": "*", "NO_PROXY": "*"])
            #expect(run.ending.code == 0, "\(run.output)\n\(run.errors)")
            #expect(run.output == "https://id.example weir/all weir/read\n")
        }
    }

    /// A program that finds and checks the metadata with the client's own functions.
    private static let program = """
        import asyncio, sys
        import httpx2 as httpx
        from mcp.client.auth import utils
        from mcp.shared.auth_utils import check_resource_allowed, resource_url_from_server_url

        async def main(server):
            async with httpx.AsyncClient() as client:
                refused = await client.post(server, json={})
                assert refused.status_code == 401, refused
                url = utils.extract_resource_metadata_from_www_auth(refused)
                urls = utils.build_protected_resource_metadata_discovery_urls(url, server)
                assert url == urls[0], (url, urls)
                # The places where a client looks without a challenge.
                for url in utils.build_protected_resource_metadata_discovery_urls(None, server):
                    assert (await client.get(url)).status_code == 200, url
                found = await utils.handle_protected_resource_response(await client.get(urls[0]))
                wanted = resource_url_from_server_url(server)
                assert str(found.resource) == wanted, (found, wanted)
                assert check_resource_allowed(requested_resource=wanted, configured_resource=str(found.resource))
                print(str(found.authorization_servers[0]).rstrip("/"), *found.scopes_supported)

        asyncio.run(main(sys.argv[1]))
        """
}
