/// A provider of credentials: a source of the chain, the chain itself, or a cache.
///
/// Clients get credentials before every attempt, so an expensive provider belongs behind a cache.
public protocol CredentialsProvider: Sendable {
    /// Returns the current credentials.
    /// - Throws: ``CredentialsError``, which distinguishes an unconfigured source from a failed one.
    func credentials() async throws(CredentialsError) -> ResolvedCredentials

    /// Discards credentials that a service no longer accepts, so that a cache gets new ones.
    func discard(_ credentials: ResolvedCredentials) async
}

extension CredentialsProvider {
    /// Does nothing, for providers without a cache.
    public func discard(_ credentials: ResolvedCredentials) async {}
}
