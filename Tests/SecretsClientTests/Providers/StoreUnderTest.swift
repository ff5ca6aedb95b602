import AWSClientTesting
import SecretsClientTesting
import Testing

@testable import SecretsClient

/// The stores that are held to one contract.
enum StoreUnderTest {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case memory, aws, moto
        var testDescription: String { rawValue }
    }

    /// Those that there are here; see ``MotoServer``.
    static let kinds = Kind.allCases.filter { $0 != .moto || MotoServer.isExpected }

    static func make(_ kind: Kind) async throws -> any SecretStore {
        switch kind {
        case .memory: InMemorySecretStore()
        case .aws: AWSSecretProvider(calls: RecordedSecretsManager(InMemorySecretStore()))
        case .moto: try await SecretsManagerUnderTest.store()
        }
    }
}
