/// Where secrets come from: Secrets Manager, files, the environment, or a cache in front of any of them.
public protocol SecretProvider: Sendable {
    /// Reads a secret.
    /// - Parameter reference: Which secret, and which of its versions.
    /// - Returns: The value, with the version it is.
    /// - Throws: ``SecretError``, which tells what cannot be had from what cannot be had now.
    func secret(for reference: SecretReference) async throws(SecretError) -> Secret

    /// Finds out which version a reference means now, without reading the value: how a cache asks whether what it holds
    /// still holds.
    /// - Parameter reference: Which secret, and which of its versions.
    /// - Returns: The version. As long as its identifier stays the same, so does the value.
    /// - Throws: ``SecretError``, as ``secret(for:)`` does.
    func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion
}
