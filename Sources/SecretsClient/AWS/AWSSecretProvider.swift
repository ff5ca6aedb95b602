public import AWSClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A store of secrets in AWS Secrets Manager: a reference's `id` is a secret's name or ARN.
///
/// Every call is a request to the service; use a ``CachingSecretProvider`` for secrets that are read repeatedly. Reading
/// requires the permission `secretsmanager:GetSecretValue`, and looking up versions `secretsmanager:DescribeSecret`.
public struct AWSSecretProvider: SecretStore {
    private let calls: any SecretsManagerCalls
    private let makeToken: @Sendable () -> String

    /// Creates a store.
    /// - Parameter client: A client of `AWSService.secretsManager`, in the region of the secrets: for an ARN that is
    ///   ``SecretARN/region``.
    public init(client: ServiceClient) { self.init(calls: SecretsManagerClient(client: client)) }

    /// - Parameters:
    ///   - calls: The calls of Secrets Manager.
    ///   - makeToken: Returns a new idempotency token, the id of a new version.
    init(
        calls: any SecretsManagerCalls, makeToken: @escaping @Sendable () -> String = { UUID().uuidString.lowercased() }
    ) {
        self.calls = calls
        self.makeToken = makeToken
    }

    /// Reads a secret.
    public func secret(for reference: SecretReference) async throws(SecretError) -> Secret {
        try check(reference.id)
        return try await calls.getSecretValue(reference.id, reference.selector)
    }

    /// Looks up the version of a reference.
    public func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
        try check(reference.id)
        let versions = try await calls.describeSecret(reference.id)
        guard let version = versions.first(where: { $0.matches(reference.selector) }) else {
            throw SecretError(.notFound, id: reference.id, reason: "the secret has no version \(reference)")
        }
        return version
    }

    /// Lists the secrets by name.
    public func secrets(withPrefix prefix: String) async throws(SecretError) -> [SecretSummary] {
        let found = try await calls.listSecrets(namePrefix: prefix)
        // The service's filter matches words of a name and ignores some marks.
        return found.filter { $0.name.hasPrefix(prefix) }.sorted { $0.name < $1.name }
    }

    /// Lists the versions with a stage, newest first.
    public func versions(of id: String) async throws(SecretError) -> [SecretVersion] {
        try check(id)
        return try await calls.listSecretVersionIDs(id).filter { !$0.stages.isEmpty }.sorted {
            ($0.created ?? .distantPast) > ($1.created ?? .distantPast)
        }
    }

    /// Creates a secret.
    @discardableResult
    public func create(_ name: String, value: SecretValue) async throws(SecretError) -> SecretVersion {
        try check(name)
        return try await calls.createSecret(name, value, token: makeToken())
    }

    /// Adds a version.
    @discardableResult
    public func put(
        _ value: SecretValue, into id: String, as stage: SecretStage
    ) async throws(SecretError) -> SecretVersion {
        try check(id)
        return try await calls.putSecretValue(id, value, stage: stage, token: makeToken())
    }

    /// Moves a stage.
    public func move(_ stage: SecretStage, to version: String, of id: String) async throws(SecretError) {
        try check(id)
        // "If this label is already attached to a version, then you must specify RemoveFromVersionId"
        // (UpdateSecretVersionStage).
        let former = try await calls.describeSecret(id).first { $0.stages.contains(stage) }?.id
        guard former != version else { return }
        try await calls.updateSecretVersionStage(id, stage, moveTo: version, removeFrom: former)
    }

    /// Removes a stage from a version.
    public func remove(_ stage: SecretStage, from version: String, of id: String) async throws(SecretError) {
        try check(id)
        try await calls.updateSecretVersionStage(id, stage, moveTo: nil, removeFrom: version)
    }

    /// Starts a rotation.
    public func rotate(_ id: String) async throws(SecretError) -> String {
        try check(id)
        return try await calls.rotateSecret(id, token: makeToken())
    }

    /// Validates a secret's name or ARN, with clearer errors than the service's.
    private func check(_ id: String) throws(SecretError) {
        // "SecretId", GetSecretValue: 1 to 2048 characters.
        guard (1...2048).contains(id.utf8.count) else {
            throw SecretError(
                .invalidRequest, id: id, reason: "the name has \(id.utf8.count) bytes; expected 1 to 2048")
        }
        if id.hasPrefix("arn:"), SecretARN(id) == nil {
            throw SecretError(
                .invalidRequest, id: id,
                reason: "the ARN is not a secret's; expected arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME")
        }
    }
}
