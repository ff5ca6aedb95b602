import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A provider of secrets in the process's environment: a reference's `id` is the name of a variable.
///
/// Values are unchanged, including line endings. Each secret has one version, the current one: the provider reads the
/// environment once, when it is created.
public struct EnvironmentSecretProvider: SecretProvider {
    private let variables: [String: SecretValue]
    private let unusable: [String: SecretError]

    /// Creates a provider of the process's variables.
    public init() { self.init(variables: ProcessInfo.processInfo.environment) }

    /// Creates a provider of the given variables.
    /// - Parameter variables: The values by name.
    public init(variables: [String: String]) {
        var values: [String: SecretValue] = [:]
        var unusable: [String: SecretError] = [:]
        for (name, text) in variables {
            do throws(SecretError) {
                values[name] = try SecretValue(text, id: name)
            } catch {
                unusable[name] = error
            }
        }
        self.variables = values
        self.unusable = unusable
    }

    /// Returns the value of a variable.
    public func secret(for reference: SecretReference) async throws(SecretError) -> ResolvedSecret {
        let version = SecretVersion(id: "environment", stages: [.current])
        if let error = unusable[reference.id] { throw error }
        guard let value = variables[reference.id] else {
            throw SecretError(
                .notFound, id: reference.id,
                reason: "the environment has no variable with this name; set it before the program starts")
        }
        guard version.matches(reference.selector) else { throw .onlyCurrent(reference, version, in: "the environment") }
        return ResolvedSecret(value, version: version)
    }

    /// Returns the version of a variable.
    public func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
        try await secret(for: reference).version
    }
}

extension SecretError {
    /// An error for a version requested from a provider that has only the current one.
    static func onlyCurrent(
        _ reference: SecretReference, _ version: SecretVersion, in place: String
    ) -> SecretError {
        let wanted =
            switch reference.selector {
            case .stage(let stage): "stage \(SafeDescription.name(stage.rawValue))"
            case .version(let id): "version \(SafeDescription.name(id))"
            }
        return SecretError(
            .notFound, id: reference.id,
            reason: "\(place) has no \(wanted) of it, only \(SecretStage.current), version \(version.id)")
    }
}
