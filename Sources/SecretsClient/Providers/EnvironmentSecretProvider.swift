import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Secrets in the environment of the process: a reference's `id` is the name of a variable.
///
/// The value is taken as it is, line endings too. There is one version of each, the current one: the environment is read
/// when the provider is made, and does not change.
public struct EnvironmentSecretProvider: SecretProvider {
    private let variables: [String: SecretValue]
    private let unusable: [String: SecretError]

    /// Reads the variables of the process.
    public init() { self.init(variables: ProcessInfo.processInfo.environment) }

    /// Takes variables from elsewhere.
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

    /// The value of a variable.
    public func secret(for reference: SecretReference) async throws(SecretError) -> Secret {
        let version = SecretVersion(id: "environment", stages: [.current])
        if let error = unusable[reference.id] { throw error }
        guard let value = variables[reference.id] else {
            throw SecretError(
                .notFound, id: reference.id,
                reason: "the environment has no variable of this name; set it before the program starts")
        }
        guard version.matches(reference.selector) else { throw .onlyCurrent(reference, version, in: "the environment") }
        return Secret(value, version: version)
    }

    /// The one version there is.
    public func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
        try await secret(for: reference).version
    }
}

extension SecretError {
    /// A version was asked for, from a provider that has the current one alone.
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
