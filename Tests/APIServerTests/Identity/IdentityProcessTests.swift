import Foundation
import Models
import Testing

/// A running server with an identity provider. Requires the product `api-server`, which `swift build --build-tests` builds.
@Suite(.enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"), .timeLimit(.minutes(2)))
struct IdentityProcessTests {
    private static func status(
        _ port: Int, _ method: String, _ path: String, token: String? = nil, body: String = ""
    ) async throws -> String {
        let headers = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
        let answer = try await Connection.exchange(
            port: port, method, path, type: body.isEmpty ? nil : "application/json", body: body, headers: headers)
        return String(answer.dropFirst("HTTP/1.1 ".count).prefix(3))
    }

    @Test(
        "A server on every address admits the users of a Cognito pool with the rights of their groups",
        .enabled(if: SecretsEmulator.isExpected, SecretsEmulator.absence))
    func cognito() async throws {
        let emulator = try await CognitoEmulator()
        let server = try ServerUnderTest(
            ["--host", "0.0.0.0", "--port", "0", "--identity-file", "identity.json"], environment: ["no_proxy": "*"])
        try #"""
        {"issuers": [{"name": "staff", "cognito": "\#(emulator.pool)", "keys": "\#(emulator.keys)", "clients": ["\#(emulator.client)"],
          "rights": [{"when": {"cognito:groups": "admins"}, "scopes": ["read", "ingest", "admin"]},
                     {"when": {"cognito:groups": "analysts"}, "scopes": ["read"]}]}]}
        """#.write(toFile: server.path(of: "identity.json"), atomically: true, encoding: .utf8)
        let port = try await server.startListening()
        #expect(try await Self.status(port, "GET", "/health/ready") == "200")
        let (admin, analyst) = (try emulator.tokens("admin"), try emulator.tokens("analyst"))
        let made = try await Self.status(
            port, "POST", "/v1/datasets", token: admin.access, body: ServerProcessTests.definition)
        #expect(made == "201")
        let cases: [(String?, String)] = [
            (nil, "401"), (admin.access, "200"), (analyst.access, "200"), (try emulator.tokens("none").access, "403"),
            // The ID token is for the application, and the other pool's token is signed by the same key.
            (analyst.id, "401"), (try emulator.tokens("stranger").access, "401"), (analyst.access + "x", "401"),
        ]
        for (token, expected) in cases {
            #expect(try await Self.status(port, "GET", "/v1/datasets", token: token) == expected)
        }
        let refused = try await Self.status(
            port, "POST", "/v1/datasets", token: analyst.access, body: ServerProcessTests.definition)
        #expect(refused == "403")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        let log = server.logLines.joined()
        #expect(log.contains("token refused: use") && log.contains("token refused: issuer") && !log.contains("eyJ"))
    }

    @Test("A server whose identity provider is away starts, and tells why it cannot check a token")
    func away() async throws {
        let document = #"""
            {"issuers": [{"name": "a", "issuer": "http://127.0.0.1:9", "audience": ["weir"], "rights": [{"scopes": ["read"]}]}]}
            """#
        let server = try ServerUnderTest(
            ["--port", "0"], environment: ["IDENTITY": document, "ANONYMOUS": "read", "no_proxy": "*"])
        let port = try await server.startListening()
        let header = Data(#"{"alg":"RS256","kid":"k"}"#.utf8).base64EncodedString()
        let payload = Data(#"{"iss":"http://127.0.0.1:9"}"#.utf8).base64EncodedString().replacingOccurrences(
            of: "=", with: "")
        let token = "\(header.replacingOccurrences(of: "=", with: "")).\(payload).AAAA"
        #expect(try await Self.status(port, "GET", "/v1/datasets", token: token) == "503")
        #expect(try await Self.status(port, "GET", "/v1/datasets") == "200")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        #expect(server.logLines.contains { $0.contains("the keys of an issuer could not be fetched") })
    }

    @Test(
        "A server does not start with a document that would accept too much",
        arguments: [
            (
                #"{"issuers": [{"name": "a", "issuer": "https://id.example", "rights": [{"scopes": ["read"]}]}]}"#,
                "every service of the issuer"
            ),
            (
                #"{"issuers": [{"name": "a", "issuer": "https://id.example", "audience": ["w"], "rights": [{"scopes": ["admin"]}]}]}"#,
                "without \"when\""
            ),
            ("{", "line 1"),
        ])
    func refused(document: String, reason: String) async throws {
        for isFile in [false, true] {
            let environment = isFile ? ["IDENTITY_FILE": "identity.json"] : ["IDENTITY": document]
            let server = try ServerUnderTest(["--host", "0.0.0.0", "--port", "0"], environment: environment)
            try document.write(toFile: server.path(of: "identity.json"), atomically: true, encoding: .utf8)
            try server.start()
            #expect(await server.exitCode() == 64)
            #expect(server.errorText().contains(reason), "\(server.errorText())")
        }
    }
}
