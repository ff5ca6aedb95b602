public import AWSClient
public import SecretsClient

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A store of secrets in AWS Secrets Manager: a reference's `id` is a secret's name or ARN.
///
/// ```swift
/// let secrets = CachingSecretProvider(try AWSSecretProvider(AWSSession()))
/// let password = try await secrets.secret(for: "weir/database")
/// ```
///
/// Every call is a request to the service; use a ``CachingSecretProvider`` for secrets that are read repeatedly. Reading
/// requires the permission `secretsmanager:GetSecretValue`, and looking up versions `secretsmanager:DescribeSecret`.
public struct AWSSecretProvider: SecretStore {
    private typealias Operations = SecretsManagerOperations

    private let client: ServiceClient
    private let makeToken: @Sendable () -> String

    /// Creates a store of the secrets in an account and region.
    /// - Parameters:
    ///   - session: The session with credentials, region and endpoints.
    ///   - region: The region of the secrets, such as ``SecretARN/region`` of an ARN; nil for the session's region.
    /// - Throws: ``SecretError/Kind/invalidRequest`` if no region is set or the endpoint cannot be determined.
    public init(_ session: AWSSession, region: String? = nil) throws(SecretError) {
        do {
            self.init(client: try session.client(for: .secretsManager, region: region))
        } catch {
            throw SecretError(error, id: "")
        }
    }

    /// Creates a store.
    /// - Parameters:
    ///   - client: A client of `AWSService.secretsManager`.
    ///   - makeToken: Returns a new idempotency token, the id of a new version.
    package init(
        client: ServiceClient, makeToken: @escaping @Sendable () -> String = { UUID().uuidString.lowercased() }
    ) {
        self.client = client
        self.makeToken = makeToken
    }

    /// Reads a secret.
    public func secret(for reference: SecretReference) async throws(SecretError) -> ResolvedSecret {
        let id = reference.id
        var operation = Operations.GetSecretValue(id: try checked(id))
        switch reference.selector {
        case .stage(let stage): operation.versionStage = stage.rawValue
        case .version(let version): operation.versionID = version
        }
        let entry = try await call(operation, about: id)
        let version = SecretVersion(id: entry.versionID, labels: entry.versionStages, created: entry.created)
        if let text = entry.text { return ResolvedSecret(try SecretValue(text.revealed, id: id), version: version) }
        guard let bytes = entry.binary.flatMap({ Data(base64Encoded: $0.revealed) }) else {
            throw SecretError(.malformed, id: id, reason: "Secrets Manager's response has no value")
        }
        return ResolvedSecret(try SecretValue(bytes, id: id), version: version)
    }

    /// Looks up the version of a reference.
    public func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
        let versions = try await stagedVersions(of: reference.id)
        guard let version = versions.first(where: { $0.matches(reference.selector) }) else {
            throw SecretError(.notFound, id: reference.id, reason: "the secret has no version \(reference)")
        }
        return version
    }

    /// Lists the secrets by name.
    public func secrets(withPrefix prefix: String) async throws(SecretError) -> [SecretSummary] {
        let operation = Operations.ListSecrets(namePrefix: prefix.isEmpty ? nil : prefix)
        let pages = try await pages(of: operation, about: "")
        let found = pages.flatMap { $0.secrets ?? [] }.map {
            SecretSummary(
                name: $0.name, arn: $0.arn, note: $0.description, rotates: $0.rotationEnabled ?? false,
                changed: $0.lastChanged, rotated: $0.lastRotated)
        }
        // The service's filter matches words of a name and ignores some marks.
        return found.filter { $0.name.hasPrefix(prefix) }.sorted { $0.name < $1.name }
    }

    /// Lists the versions with a stage, newest first.
    public func versions(of id: String) async throws(SecretError) -> [SecretVersion] {
        let pages = try await pages(of: Operations.ListSecretVersionIDs(id: try checked(id)), about: id)
        let found = pages.flatMap { $0.versions ?? [] }.map {
            SecretVersion(id: $0.id, labels: $0.stages, created: $0.created)
        }
        return found.filter { !$0.stages.isEmpty }.sorted {
            ($0.created ?? .distantPast) > ($1.created ?? .distantPast)
        }
    }

    /// Creates a secret.
    @discardableResult
    public func create(_ name: String, value: SecretValue) async throws(SecretError) -> SecretVersion {
        let token = makeToken()
        let (text, binary) = value.encoded
        let created = try await call(
            Operations.CreateSecret(name: try checked(name), value: text, binary: binary, token: token), about: name)
        return SecretVersion(id: created.versionID ?? token, stages: [.current])
    }

    /// Adds a version.
    @discardableResult
    public func put(
        _ value: SecretValue, into id: String, as stage: SecretStage
    ) async throws(SecretError) -> SecretVersion {
        let (token, stages) = (makeToken(), [stage.rawValue])
        let (text, binary) = value.encoded
        let added = try await call(
            Operations.PutSecretValue(
                id: try checked(id), value: text, binary: binary, versionStages: stages, token: token), about: id)
        return SecretVersion(id: added.versionID ?? token, labels: added.versionStages ?? stages, created: nil)
    }

    /// Moves a stage.
    public func move(_ stage: SecretStage, to version: String, of id: String) async throws(SecretError) {
        // "If this label is already attached to a version, then you must specify RemoveFromVersionId"
        // (UpdateSecretVersionStage).
        let former = try await stagedVersions(of: id).first { $0.stages.contains(stage) }?.id
        guard former != version else { return }
        try await updateStage(stage, of: id, from: former, to: version)
    }

    /// Removes a stage from a version.
    public func remove(_ stage: SecretStage, from version: String, of id: String) async throws(SecretError) {
        try await updateStage(stage, of: id, from: version, to: nil)
    }

    /// Starts a rotation.
    public func rotate(_ id: String) async throws(SecretError) -> String {
        let token = makeToken()
        return try await call(Operations.RotateSecret(id: try checked(id), token: token), about: id).versionID ?? token
    }

    // MARK: - Calls

    private func stagedVersions(of id: String) async throws(SecretError) -> [SecretVersion] {
        try await call(Operations.DescribeSecret(id: try checked(id)), about: id).stages.map {
            SecretVersion(id: $0.key, labels: $0.value, created: nil)
        }
    }

    private func updateStage(
        _ stage: SecretStage, of id: String, from former: String?, to version: String?
    ) async throws(SecretError) {
        _ = try await call(
            Operations.UpdateSecretVersionStage(
                id: try checked(id), stage: stage.rawValue, removeFrom: former, moveTo: version), about: id)
    }

    private func call<Operation: AWSOperation>(
        _ operation: Operation, about id: String
    ) async throws(SecretError) -> Operation.Output {
        do {
            return try await client.call(operation)
        } catch {
            throw SecretError(error, id: id)
        }
    }

    private func pages<Operation: PagedOperation>(
        of operation: Operation, about id: String
    ) async throws(SecretError) -> [Operation.Output] {
        var found: [Operation.Output] = []
        do throws(AWSError) {
            for try await page in client.pages(of: operation) { found.append(page) }
        } catch {
            throw SecretError(error, id: id)
        }
        return found
    }

    /// Validates a secret's name or ARN, with clearer errors than the service's.
    private func checked(_ id: String) throws(SecretError) -> String {
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
        return id
    }
}

extension SecretValue {
    /// The value for a request: as text, or in Base64 if it is not UTF-8.
    fileprivate var encoded: (text: SensitiveText?, binary: SensitiveText?) {
        if let text = try? revealText() { return (SensitiveText(text), nil) }
        return (nil, SensitiveText(Data(revealBytes()).base64EncodedString()))
    }
}

extension SecretVersion {
    /// Creates a version from the service's description.
    fileprivate init(id: String, labels: [String]?, created: Date?) {
        self.init(id: id, stages: Set((labels ?? []).map { SecretStage(rawValue: $0) }), created: created)
    }
}
