internal import AWSSigV4

/// A provider of the credentials of a profile in the shared configuration and credentials files.
///
/// The files are read every time, so that changes take effect without a restart.
package struct ProfileCredentialsProvider: CredentialsProvider {
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

    /// Returns the profile's own credentials, or those of its role or chain of roles.
    package func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        let selected = SharedConfiguration.Selection(profile: context.profile, environment: context.environment).name
        let configuration = try context.configuration(for: "profile \(selected.profileForMessage)")
        let plan = try ProfilePlan(configuration)
        let source = "profile \(selected.profileForMessage)"
        var resolved = try await base(
            plan, source: plan.roles.isEmpty ? source : "profile \(plan.baseProfile.profileForMessage)")
        for role in plan.roles {
            resolved = try await service(source).assume(
                role.request(defaultSessionName: RoleRequest.sessionName(now: context.now())), with: resolved,
                source: "\(source), assumed role \(role.roleARN)")
        }
        return resolved
    }

    private func base(_ plan: ProfilePlan, source: String) async throws(CredentialsError) -> ResolvedCredentials {
        switch plan.base {
        case .keys(let credentials, let accountID):
            return ResolvedCredentials(credentials: credentials, accountID: accountID, source: source)
        case .program(let commandLine):
            return try await ProcessCredentialsProvider(
                commandLine: commandLine, source: "\(source), credential_process", context: context
            ).credentials()
        case .webIdentity(let role, let tokenFile):
            let token = try TokenFile(path: tokenFile, variable: "web_identity_token_file", source: source)
                .read(context.files)
            return try await service(source).assume(
                role.request(defaultSessionName: RoleRequest.sessionName(now: context.now())), webIdentityToken: token,
                source: "\(source), web identity, assumed role \(role.roleARN)")
        case .environment:
            return try await named(EnvironmentCredentialsProvider(environment: context.environment), source)
        case .container: return try await named(ContainerCredentialsProvider(context), source)
        case .instanceMetadata: return try await named(InstanceMetadataCredentialsProvider(context), source)
        }
    }

    /// Gets credentials from the profile's `credential_source`. If it is not configured, the error is final, so that the
    /// chain does not continue with another identity.
    private func named(
        _ provider: some CredentialsProvider, _ source: String
    ) async throws(CredentialsError) -> ResolvedCredentials {
        do throws(CredentialsError) {
            return try await provider.credentials()
        } catch {
            throw CredentialsError(
                error.kind == .notConfigured ? .invalid : error.kind, source: source,
                reason: "its credential_source has no credentials: \(error.description)")
        }
    }

    private func service(_ source: String) throws(CredentialsError) -> any RoleService {
        if let roles { return roles }
        return try STSRoleService(context, source: source)
    }
}
