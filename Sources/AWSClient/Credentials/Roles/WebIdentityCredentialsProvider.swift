/// Credentials of a role for a token that an identity provider keeps in a file, as `AWS_WEB_IDENTITY_TOKEN_FILE`,
/// `AWS_ROLE_ARN` and `AWS_ROLE_SESSION_NAME` say.
public struct WebIdentityCredentialsProvider: CredentialsProvider {
    static let source = "web identity"

    private let context: CredentialsContext
    private let roles: (any RoleService)?

    /// Creates a source.
    /// - Parameter context: What it relies on.
    public init(_ context: CredentialsContext) {
        self.init(context, roles: nil)
    }

    /// Creates a source.
    /// - Parameters:
    ///   - context: What it relies on.
    ///   - roles: Who gives credentials of roles; the Security Token Service if `nil`.
    init(_ context: CredentialsContext, roles: (any RoleService)?) {
        self.context = context
        self.roles = roles
    }

    /// Reads the token and takes on the role. The file is read each time, because whoever provides it replaces it.
    public func credentials() async throws(CredentialsError) -> ResolvedCredentials {
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
