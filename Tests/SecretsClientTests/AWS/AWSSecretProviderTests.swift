import SecretsClient
import SecretsClientTesting
import Testing

@testable import AWSSecretsManager

@Suite struct AWSSecretProviderTests {
    let service: FakeSecretsManager
    let provider: AWSSecretProvider

    init() throws {
        service = FakeSecretsManager(
            try InMemorySecretStore(["weir/a": "one", "weir/b": "two", "other/weir/c": "three"]))
        provider = try service.provider(makeToken: { "token" })
    }

    @Test("A request names the stage, even of the current version")
    func stage() async throws {
        _ = try await provider.secret(for: "weir/a")
        #expect(service.calls == [#"GetSecretValue "weir/a" (AWSCURRENT)"#])
    }

    @Test("A list has the names with the prefix only")
    func list() async throws {
        #expect(try await provider.secrets(withPrefix: "weir/").map(\.name) == ["weir/a", "weir/b"])
        #expect(try await provider.secrets(withPrefix: "").count == 3)
    }

    @Test("A move removes the stage from its present version")
    func move() async throws {
        let old = try await provider.version(for: "weir/a").id
        let new = try await provider.put(try SecretValue("new"), into: "weir/a", as: .pending).id
        try await provider.move(.current, to: new, of: "weir/a")
        #expect(service.calls.last == "UpdateSecretVersionStage weir/a AWSCURRENT \(old) to \(new)")
        #expect(service.calls.contains("PutSecretValue weir/a AWSPENDING token"))
        // The version has the stage already.
        let count = service.calls.count
        try await provider.move(.current, to: new, of: "weir/a")
        #expect(service.calls.count == count + 1)
        // No version has the stage yet.
        try await provider.move("MINE", to: new, of: "weir/a")
        #expect(service.calls.last == "UpdateSecretVersionStage weir/a MINE none to \(new)")
    }

    @Test(
        "An invalid secret name is rejected without a request",
        arguments: [
            "", String(repeating: "x", count: 2049), "arn:aws:s3:::bucket",
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a:password::",
        ])
    func names(id: String) async {
        let error = await #expect(throws: SecretError.self) { try await provider.secret(for: SecretReference(id)) }
        #expect(error?.kind == .invalidRequest)
        #expect(service.calls.isEmpty)
    }

    @Test(
        "Each error code of the service has its kind",
        arguments: [
            ("ResourceNotFoundException", false, .notFound), ("AccessDeniedException", false, .accessDenied),
            ("AccessDenied", false, .accessDenied), ("UnrecognizedClientException", false, .unauthenticated),
            ("InvalidClientTokenId", false, .unauthenticated), ("SignatureDoesNotMatch", false, .unauthenticated),
            ("ExpiredTokenException", false, .unauthenticated), ("InvalidParameterException", false, .invalidRequest),
            ("InvalidRequestException", false, .unusable), ("DecryptionFailure", false, .unusable),
            ("ResourceExistsException", false, .conflict), ("InternalServiceError", true, .unavailable),
            ("ThrottlingException", true, .unavailable), ("LimitExceededException", false, .failed),
            ("SomethingNew", false, .failed), ("SomethingNew", true, .unavailable),
        ] as [(String, Bool, SecretError.Kind)])
    func kinds(code: String, isTransient: Bool, kind: SecretError.Kind) {
        #expect(SecretError.Kind(awsCode: code, isTransient: isTransient) == kind)
    }
}
