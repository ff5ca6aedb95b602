public import SecretsClient
internal import Synchronization

/// A store of secrets in memory, the twin of Secrets Manager for tests, which passes the same contract tests.
///
/// Versions and stages behave as in Secrets Manager. The store records calls and fails on demand.
public final class InMemorySecretStore: SecretStore {
    /// A recorded call.
    public enum Call: Sendable, Hashable {
        /// A value was read.
        case secret(SecretReference)
        /// A version was looked up.
        case version(SecretReference)
    }

    private struct Shared {
        var secrets: [String: StagedVersions] = [:]
        var calls: [Call] = []
        var failure: SecretError.Kind?
        var lastVersion = 0
    }

    private let shared = Mutex(Shared())

    /// Creates a store without secrets.
    public init() {}

    /// Creates a store with secrets.
    /// - Parameter secrets: The values by name, as text.
    /// - Throws: ``SecretError`` if a value is empty or too long.
    public convenience init(_ secrets: [String: String]) throws(SecretError) {
        self.init()
        for (name, text) in secrets {
            let value = try SecretValue(text, id: name)
            try add(value, name, as: .current, isNew: true)
        }
    }

    /// The calls so far, in order.
    public var calls: [Call] { shared.withLock { $0.calls } }

    /// Makes all following calls fail.
    /// - Parameter kind: The kind of error; `nil` lets calls succeed again.
    public func fail(with kind: SecretError.Kind?) { shared.withLock { $0.failure = kind } }

    /// Removes a secret.
    public func remove(_ id: String) { shared.withLock { $0.secrets[id] = nil } }

    /// Reads a secret.
    public func secret(for reference: SecretReference) async throws(SecretError) -> ResolvedSecret {
        try access(reference.id, call: .secret(reference)) { versions throws(SecretError) in
            try versions.secret(for: reference)
        }
    }

    /// Looks up the version of a reference.
    public func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
        try access(reference.id, call: .version(reference)) { versions throws(SecretError) in
            try versions.secret(for: reference).version
        }
    }

    /// Lists the secrets by name.
    public func secrets(withPrefix prefix: String) async throws(SecretError) -> [SecretSummary] {
        let (failure, names) = shared.withLock { ($0.failure, $0.secrets.keys.sorted()) }
        if let failure { throw Self.scripted(failure, "") }
        return names.filter { $0.hasPrefix(prefix) }.map { SecretSummary(name: $0) }
    }

    /// Lists the versions with a stage, newest first.
    public func versions(of id: String) async throws(SecretError) -> [SecretVersion] {
        try access(id) { versions throws(SecretError) in versions.staged }
    }

    /// Creates a secret.
    @discardableResult
    public func create(_ name: String, value: SecretValue) async throws(SecretError) -> SecretVersion {
        try add(value, name, as: .current, isNew: true)
    }

    /// Adds a version.
    @discardableResult
    public func put(
        _ value: SecretValue, into id: String, as stage: SecretStage
    ) async throws(SecretError) -> SecretVersion {
        try add(value, id, as: stage, isNew: false)
    }

    /// Moves a stage.
    public func move(_ stage: SecretStage, to version: String, of id: String) async throws(SecretError) {
        try access(id) { versions throws(SecretError) in try versions.move(stage, to: version, id) }
    }

    /// Removes a stage from a version.
    public func remove(_ stage: SecretStage, from version: String, of id: String) async throws(SecretError) {
        try access(id) { versions throws(SecretError) in try versions.remove(stage, from: version, id) }
    }

    /// Throws, because the store has no rotation.
    public func rotate(_ id: String) async throws(SecretError) -> String {
        try access(id) { _ throws(SecretError) in
            throw SecretError(.invalidRequest, id: id, reason: "no rotation is configured")
        }
    }

    @discardableResult
    private func add(
        _ value: SecretValue, _ id: String, as stage: SecretStage, isNew: Bool
    ) throws(SecretError) -> SecretVersion {
        let result = shared.withLock { shared -> Result<SecretVersion, SecretError> in
            if let failure = shared.failure { return .failure(Self.scripted(failure, id)) }
            if isNew, shared.secrets[id] != nil {
                return .failure(SecretError(.conflict, id: id, reason: "a secret with this name exists"))
            }
            if !isNew, shared.secrets[id] == nil { return .failure(Self.missing(id)) }
            shared.lastVersion += 1
            let version = "version-\(shared.lastVersion)"
            shared.secrets[id, default: StagedVersions()].add(value, version: version, as: stage)
            return .success(SecretVersion(id: version, stages: [stage]))
        }
        return try result.get()
    }

    private func access<Value: Sendable>(
        _ id: String, call: Call? = nil, _ body: (inout StagedVersions) throws(SecretError) -> Value
    ) throws(SecretError) -> Value {
        let result = shared.withLock { shared -> Result<Value, SecretError> in
            if let call { shared.calls.append(call) }
            if let failure = shared.failure { return .failure(Self.scripted(failure, id)) }
            guard var versions = shared.secrets[id] else { return .failure(Self.missing(id)) }
            do throws(SecretError) {
                let value = try body(&versions)
                shared.secrets[id] = versions
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func scripted(_ kind: SecretError.Kind, _ id: String) -> SecretError {
        SecretError(kind, id: id, reason: "the test set this failure")
    }

    private static func missing(_ id: String) -> SecretError {
        SecretError(.notFound, id: id, reason: "there is no secret with this name")
    }
}
