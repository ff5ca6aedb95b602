import SecretsClientTesting
import Synchronization

@testable import SecretsClient

/// An in-memory Secrets Manager that records its calls.
final class RecordedSecretsManager: SecretsManagerCalls {
    let store: InMemorySecretStore
    private let log = Mutex<[String]>([])

    init(_ store: InMemorySecretStore) {
        self.store = store
    }

    /// The calls so far, under the service's operation names.
    var calls: [String] { log.withLock { $0 } }

    private func note(_ call: String) { log.withLock { $0.append(call) } }

    func getSecretValue(_ id: String, _ selector: SecretReference.Selector) async throws(SecretError) -> Secret {
        note("GetSecretValue \(SecretReference(id, selector))")
        return try await store.secret(for: SecretReference(id, selector))
    }

    func describeSecret(_ id: String) async throws(SecretError) -> [SecretVersion] {
        note("DescribeSecret \(id)")
        return try await store.versions(of: id)
    }

    func listSecrets(namePrefix: String) async throws(SecretError) -> [SecretSummary] {
        // The service also matches words inside a name, in any case.
        try await store.secrets(withPrefix: "")
    }

    func listSecretVersionIDs(_ id: String) async throws(SecretError) -> [SecretVersion] {
        try await store.versions(of: id).reversed()
    }

    func createSecret(
        _ name: String, _ value: SecretValue, token: String
    ) async throws(SecretError) -> SecretVersion {
        note("CreateSecret \(name) \(token)")
        return try await store.create(name, value: value)
    }

    func putSecretValue(
        _ id: String, _ value: SecretValue, stage: SecretStage, token: String
    ) async throws(SecretError) -> SecretVersion {
        note("PutSecretValue \(id) \(stage) \(token)")
        return try await store.put(value, into: id, as: stage)
    }

    func updateSecretVersionStage(
        _ id: String, _ stage: SecretStage, moveTo version: String?, removeFrom former: String?
    ) async throws(SecretError) {
        note("UpdateSecretVersionStage \(id) \(stage) \(former ?? "none") to \(version ?? "none")")
        if let version {
            try await store.move(stage, to: version, of: id)
        } else if let former {
            try await store.remove(stage, from: former, of: id)
        }
    }

    func rotateSecret(_ id: String, token: String) async throws(SecretError) -> String {
        note("RotateSecret \(id) \(token)")
        return try await store.rotate(id)
    }
}
