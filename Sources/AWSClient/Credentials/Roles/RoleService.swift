/// Whoever gives credentials of roles: AWS's Security Token Service.
protocol RoleService: Sendable {
    /// Takes on a role.
    /// - Parameters:
    ///   - role: The role.
    ///   - base: Credentials that may take it on.
    ///   - source: What to call the result's source.
    func assume(
        _ role: RoleRequest, with base: ResolvedCredentials, source: String
    ) async throws(CredentialsError) -> ResolvedCredentials

    /// Takes on a role with a token of an identity provider, which stands in for credentials.
    /// - Parameters:
    ///   - role: The role.
    ///   - token: The token.
    ///   - source: What to call the result's source.
    func assume(
        _ role: RoleRequest, webIdentityToken token: String, source: String
    ) async throws(CredentialsError) -> ResolvedCredentials
}
