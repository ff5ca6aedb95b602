import AWSClientTesting
import SecretsClient
import SecretsClientTesting
import Testing

/// The stores that the contract is tested with.
enum StoreUnderTest {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case memory, aws, moto
        var testDescription: String { rawValue }
    }

    /// The kinds that can run here; see ``MotoServer``.
    static let kinds = Kind.allCases.filter { $0 != .moto || MotoServer.isExpected }

    static func make(_ kind: Kind) async throws -> any SecretStore {
        switch kind {
        case .memory: InMemorySecretStore()
        case .aws: try FakeSecretsManager().provider()
        case .moto: try await SecretsManagerUnderTest.store()
        }
    }
}
