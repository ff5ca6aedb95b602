/// A provider of secrets: Secrets Manager, files, the environment, or a cache in front of any of them.
public protocol SecretProvider: Sendable {
    /// Reads a secret.
    /// - Parameter reference: The secret and its version.
    /// - Returns: The value with its version.
    /// - Throws: ``SecretError``, which distinguishes permanent from transient failures.
    func secret(for reference: SecretReference) async throws(SecretError) -> ResolvedSecret

    /// Looks up the current version of a reference without reading the value, so that a cache can validate its value.
    /// - Parameter reference: The secret and its version.
    /// - Returns: The version. While its identifier stays the same, so does the value.
    /// - Throws: ``SecretError``, as ``secret(for:)`` does.
    func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion
}
