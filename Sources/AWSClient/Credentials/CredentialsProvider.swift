/// Where credentials come from: one source of the chain, the chain, or a cache in front of either.
///
/// Calls ask before every attempt, so a provider that is expensive to ask stands behind a cache.
public protocol CredentialsProvider: Sendable {
    /// The credentials to sign with now.
    /// - Throws: ``CredentialsError``, which tells a source that is not set up from one that failed.
    func credentials() async throws(CredentialsError) -> ResolvedCredentials

    /// Takes note that a service no longer accepts these credentials: a cache asks its source anew next time.
    func discard(_ credentials: ResolvedCredentials) async
}

extension CredentialsProvider {
    /// Nothing: what keeps no credentials has none to forget.
    public func discard(_ credentials: ResolvedCredentials) async {}
}
