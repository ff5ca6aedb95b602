/// A provider of a role's credentials for an identity provider's token in a file, configured by
/// `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and `AWS_ROLE_SESSION_NAME`.
package struct WebIdentityCredentialsProvider: CredentialsProvider {
    static let source = "web identity"

    private let context: CredentialsContext
    private let roles: (any RoleService)?

    /// Creates a provider.
    /// - Parameter context: The provider's dependencies.
    package init(_ context: CredentialsContext) {
        self.init(context, roles: nil)
    }

    /// Creates a provider.
    /// - Parameters:
    ///   - context: The provider's dependencies.
    ///   - roles: The service for roles; the Security Token Service if `nil`.
    init(_ context: CredentialsContext, roles: (any RoleService)?) {
        self.context = context
        self.roles = roles
    }

    /// Assumes the role with the token. The file is read every time, because its provider replaces it.
    package func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        let environment = context.environment
        guard let path = environment["AWS_WEB_IDENTITY_TOKEN_FILE"] else {
            throw CredentialsError(
                .notConfigured, source: Self.source, reason: "AWS_WEB_IDENTITY_TOKEN_FILE is not set")
        }
        guard let roleARN = environment["AWS_ROLE_ARN"] else {
            throw CredentialsError(
                .invalid, source: Self.source,
                reason: "AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not; set both or neither")
        }
        let token = try TokenFile(path: path, variable: "AWS_WEB_IDENTITY_TOKEN_FILE", source: Self.source)
            .read(context.files)
        let role = RoleRequest(
            roleARN: roleARN,
            sessionName: environment["AWS_ROLE_SESSION_NAME"] ?? RoleRequest.sessionName(now: context.now()))
        return try await service().assume(
            role, webIdentityToken: token, source: "\(Self.source), assumed role \(roleARN)")
    }

    private func service() throws(CredentialsError) -> any RoleService {
        if let roles { return roles }
        return try STSRoleService(context, source: Self.source)
    }
}
