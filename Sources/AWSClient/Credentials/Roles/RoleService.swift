/// A service for credentials of roles, such as AWS's Security Token Service.
protocol RoleService: Sendable {
    /// Assumes a role.
    /// - Parameters:
    ///   - role: The role.
    ///   - base: The credentials to assume it with.
    ///   - source: The name of the result's source.
    func assume(
        _ role: RoleRequest, with base: ResolvedCredentials, source: String
    ) async throws(CredentialsError) -> ResolvedCredentials

    /// Assumes a role with a token of an identity provider instead of credentials.
    /// - Parameters:
    ///   - role: The role.
    ///   - token: The token.
    ///   - source: The name of the result's source.
    func assume(
        _ role: RoleRequest, webIdentityToken token: String, source: String
    ) async throws(CredentialsError) -> ResolvedCredentials
}
