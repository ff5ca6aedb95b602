import SecretsClientTesting
import Testing

@testable import SecretsClient

/// The stores that are held to one contract.
enum StoreUnderTest {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case memory, aws
        var testDescription: String { rawValue }
    }

    static func make(_ kind: Kind) async throws -> any SecretStore {
        switch kind {
        case .memory: InMemorySecretStore()
        case .aws: AWSSecretProvider(calls: PagedSecretsManager(InMemorySecretStore()))
        }
    }
}
