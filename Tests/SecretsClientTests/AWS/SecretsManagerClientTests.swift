import AWSClient
import AWSClientTesting
import AWSSecretsManager
import AWSSigV4
import HTTPCore
import HTTPCoreTesting
import HTTPTypes
import SecretsClient
import Testing

/// Tests of the errors when Secrets Manager or the transport fails.
@Suite struct SecretsManagerClientTests {
    static let keys = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Canary.text)

    @Test(
        "A wrong key is an authentication error",
        .enabled(if: MotoServer.isExpected, MotoServer.absence), arguments: [true, false])
    func wrongKey(isKnown: Bool) async throws {
        let server = try #require(await MotoServer.shared)
        let id = isKnown ? server.credentials.accessKeyID : "AKIAIOSFODNN7EXAMPLE"
        let provider = try SecretsManagerUnderTest.provider(
            url: server.url, transport: try CurlTransport(),
            credentials: .success(AWSCredentials(accessKeyID: id, secretAccessKey: Canary.text)))
        let error = await #expect(throws: SecretError.self) { try await provider.secret(for: "database") }
        #expect(error?.kind == .unauthenticated, "\(String(describing: error))")
        #expect(!Canary.printed(error as Any).contains(Canary.text))
    }

    private func provider(_ reply: Reply) throws -> (AWSSecretProvider, FakeTransport) {
        let transport = FakeTransport { _ in reply }
        return (try SecretsManagerUnderTest.provider(transport: transport, credentials: .success(Self.keys)), transport)
    }

    @Test(
        "Only an outage is a transient error",
        arguments: [
            (.response(.internalServerError), .unavailable), (.response(.serviceUnavailable), .unavailable),
            (.failure(TransportError(.connection, "refused")), .unavailable),
            (.failure(TransportError(.timeout, "late")), .unavailable),
            (.failure(TransportError(.tls, "no trust")), .failed),
            (.response(.badRequest, body: Array(#"{"__type":"ThrottlingException"}"#.utf8)), .unavailable),
            (.response(.badRequest, body: Array(#"{"__type":"ResourceNotFoundException"}"#.utf8)), .notFound),
            (.response(.badRequest, body: Array(#"{"__type":"AccessDeniedException"}"#.utf8)), .accessDenied),
            (
                .response(.forbidden, body: Array("<E><Error><Code>AccessDenied</Code></Error></E>".utf8)),
                .accessDenied
            ),
            (.response(.badRequest, body: Array(#"{"__type":"x#DecryptionFailure"}"#.utf8)), .unusable),
            (.response(body: Array("CANARY".utf8)), .failed),
            (.response(body: Array(#"{"Name":"CANARY"}"#.utf8)), .failed),
            (.response(body: Array(#"{"ARN":"a","Name":"n","VersionId":"v"}"#.utf8)), .malformed),
            (.response(body: Array(#"{"ARN":"a","Name":"n","VersionId":"v","SecretString":""}"#.utf8)), .malformed),
            (
                .response(body: Array(#"{"ARN":"a","Name":"n","VersionId":"v","SecretBinary":"*CANARY*"}"#.utf8)),
                .malformed
            ),
        ] as [(Reply, SecretError.Kind)])
    func kinds(reply: Reply, kind: SecretError.Kind) async throws {
        let (provider, _) = try provider(reply)
        let error = await #expect(throws: SecretError.self) { try await provider.secret(for: "database") }
        #expect(error?.kind == kind, "\(String(describing: error))")
        #expect(error?.id == "database")
        #expect(!Canary.printed(error as Any).contains("CANARY"))
    }

    @Test(
        "Missing credentials and unavailable ones are different errors",
        arguments: [
            (.notConfigured, .unauthenticated), (.invalid, .unauthenticated), (.unavailable, .unavailable),
        ] as [(CredentialsError.Kind, SecretError.Kind)])
    func credentials(cause: CredentialsError.Kind, kind: SecretError.Kind) async throws {
        let none = CredentialsError(cause, source: "the test", reason: "of the test")
        let provider = try SecretsManagerUnderTest.provider(
            transport: FakeTransport(script: []), credentials: .failure(none))
        let error = await #expect(throws: SecretError.self) { try await provider.version(for: "database") }
        #expect(error?.kind == kind)
    }

    @Test("Text is sent as a string and bytes as binary, each with its own request token")
    func values() async throws {
        let answer = Array(#"{"ARN":"a","Name":"n","VersionId":"v"}"#.utf8)
        let (provider, transport) = try provider(.response(body: answer))
        try await provider.put(try SecretValue("text"), into: "a", as: .pending)
        try await provider.create("a", value: try SecretValue([0xFF]))
        let bodies = transport.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies[0].contains(#""SecretString":"text""#))
        #expect(bodies[0].contains(#""VersionStages":["AWSPENDING"]"#))
        #expect(bodies[1].contains(#""SecretBinary":"/w==""#))
        #expect(bodies.allSatisfy { $0.contains("\"ClientRequestToken\":\"") })
        let targets = transport.requests.map { request in
            HTTPField.Name("X-Amz-Target").flatMap { request.head.headerFields[$0] }
        }
        #expect(targets == ["secretsmanager.PutSecretValue", "secretsmanager.CreateSecret"])
    }
}
