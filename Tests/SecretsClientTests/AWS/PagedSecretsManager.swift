import SecretsClientTesting
import Synchronization

@testable import SecretsClient

/// The calls of Secrets Manager, answered from memory: one element a page, and every call written down.
final class PagedSecretsManager: SecretsManagerCalls {
    let store: InMemorySecretStore
    private let log = Mutex<[String]>([])
    /// Sends the same page for ever.
    let isStuck: Bool

    init(_ store: InMemorySecretStore, isStuck: Bool = false) {
        self.store = store
        self.isStuck = isStuck
    }

    /// The calls so far, in the words of the service.
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

    func listSecrets(
        namePrefix: String, after token: String?
    ) async throws(SecretError) -> SecretsManagerPage<SecretSummary> {
        // The service finds words that begin so anywhere in a name, in any case.
        page(try await store.secrets(withPrefix: ""), after: token)
    }

    func listSecretVersionIDs(
        _ id: String, after token: String?
    ) async throws(SecretError) -> SecretsManagerPage<SecretVersion> {
        page(try await store.versions(of: id).reversed(), after: token)
    }

    private func page<Element>(_ all: [Element], after token: String?) -> SecretsManagerPage<Element> {
        let start = token.flatMap { Int($0) } ?? 0
        if isStuck { return SecretsManagerPage(Array(all.prefix(1)), next: "1") }
        return SecretsManagerPage(
            Array(all.dropFirst(start).prefix(1)), next: start + 1 < all.count ? "\(start + 1)" : "")
    }

    func createSecret(
        _ name: String, _ value: SecretValue, requestToken: String
    ) async throws(SecretError) -> SecretVersion {
        note("CreateSecret \(name) \(requestToken)")
        return try await store.create(name, value: value)
    }

    func putSecretValue(
        _ id: String, _ value: SecretValue, stage: SecretStage, requestToken: String
    ) async throws(SecretError) -> SecretVersion {
        note("PutSecretValue \(id) \(stage) \(requestToken)")
        return try await store.put(value, into: id, as: stage)
    }

    func updateSecretVersionStage(
        _ id: String, _ stage: SecretStage, moveTo version: String, removeFrom former: String?
    ) async throws(SecretError) {
        note("UpdateSecretVersionStage \(id) \(stage) \(former ?? "none") to \(version)")
        try await store.move(stage, to: version, of: id)
    }

    func rotateSecret(_ id: String, requestToken: String) async throws(SecretError) -> String {
        note("RotateSecret \(id) \(requestToken)")
        return try await store.rotate(id)
    }
}
