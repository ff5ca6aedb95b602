import SecretsClient

/// A secret with the provider that reads it.
struct SecretSource: Sendable {
    /// The provider, behind a cache.
    let secrets: CachingSecretProvider
    /// The secret's current version.
    let reference: SecretReference
    /// A Boolean value that indicates whether the provider keeps the version before the current one.
    let keepsVersions: Bool

    /// Creates the source of a secret in AWS Secrets Manager, or in its twin.
    static func secret(
        _ id: String, from provider: any SecretProvider, rules: SecretCacheRules = SecretCacheRules(),
        observe: @escaping @Sendable (SecretCacheEvent) -> Void = { _ in }
    ) -> SecretSource {
        SecretSource(
            secrets: CachingSecretProvider(provider, rules: rules, observe: observe), reference: SecretReference(id),
            keepsVersions: true)
    }

    /// Creates the source of a file. Reading it is cheap, and a replaced file applies to the next use.
    static func file(
        _ path: String, observe: @escaping @Sendable (SecretCacheEvent) -> Void = { _ in }
    ) -> SecretSource {
        let (folder, name) = split(path)
        let rules = SecretCacheRules(lifetime: .zero, forcedInterval: .zero)
        return SecretSource(
            secrets: CachingSecretProvider(FileSecretProvider(folder: folder), rules: rules, observe: observe),
            reference: SecretReference(name), keepsVersions: false)
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
    }
}
