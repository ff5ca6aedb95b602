import AWSClientTesting
import SecretsClient
import SecretsClientTesting
import Testing

/// A provider under test, with a way to change its secrets.
struct ProviderUnderTest: Sendable {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case memory, file, environment, aws, moto
        var testDescription: String { rawValue }
    }

    let provider: any SecretProvider
    /// Changes the value of a secret; `nil` if values never change.
    let change: (@Sendable (_ id: String, _ value: [UInt8]) async throws -> Void)?

    /// The kinds that can run here; see ``MotoServer``.
    static let kinds = Kind.allCases.filter { $0 != .moto || MotoServer.isExpected }

    private static func from(
        _ store: any SecretStore, _ secrets: [String: String]
    ) async throws -> ProviderUnderTest {
        for (name, text) in secrets { try await store.create(name, value: try SecretValue(text)) }
        return ProviderUnderTest(provider: store) { id, value in
            try await store.put(try SecretValue(value), into: id, as: .current)
        }
    }

    static func make(_ kind: Kind, _ secrets: [String: String]) async throws -> ProviderUnderTest {
        switch kind {
        case .memory: return try await from(InMemorySecretStore(), secrets)
        case .aws:
            return try await from(try FakeSecretsManager().provider(), secrets)
        case .moto: return try await from(SecretsManagerUnderTest.store(), secrets)
        case .file:
            let folder = try TemporaryFolder()
            for (name, text) in secrets { try folder.write(text.utf8, to: name) }
            return ProviderUnderTest(provider: FileSecretProvider(folder: folder.path)) { id, value in
                try folder.write(value, to: id)
            }
        case .environment:
            return ProviderUnderTest(provider: EnvironmentSecretProvider(variables: secrets), change: nil)
        }
    }
}
