internal import AWSSigV4

/// The plan for a profile's credentials: a base source and the roles to assume one after the other.
///
/// Sources: "Assume role credential provider", "Process credential provider", AWS SDKs and Tools Reference Guide.
struct ProfilePlan: Sendable, Hashable {
    /// The base source.
    enum Base: Sendable, Hashable {
        case keys(AWSCredentials, accountID: String?)
        case environment
        case container
        case instanceMetadata
        case program(commandLine: String)
        case webIdentity(Role, tokenFile: String)
    }

    /// A role of a profile.
    struct Role: Sendable, Hashable {
        let roleARN: String
        var sessionName: String?
        var externalID: String?
        var durationSeconds: Int?

        /// Creates the request for the role.
        func request(defaultSessionName: String) -> RoleRequest {
            RoleRequest(
                roleARN: roleARN, sessionName: sessionName ?? defaultSessionName, externalID: externalID,
                durationSeconds: durationSeconds)
        }
    }

    /// The base source.
    let base: Base
    /// The profile of the base source.
    let baseProfile: String
    /// The roles, in the order of assuming them.
    let roles: [Role]

    /// Creates the plan of the selected profile.
    /// - Throws: ``CredentialsError``: ``CredentialsError/Kind/notConfigured`` if the profile has no credentials, or it
    ///   does not exist and was not named explicitly.
    init(_ configuration: SharedConfiguration) throws(CredentialsError) {
        var visited: [String] = []
        var next = configuration.selection.name
        // Innermost first, the order of assuming them.
        var roles: [Role] = []
        while true {
            let profile = try ProfileReader(configuration, name: next, referredFrom: visited.last)
            switch try profile.step() {
            case .base(let base):
                (self.base, baseProfile, self.roles) = (base, next, roles)
                return
            case .role(let role, from: let base):
                (self.base, baseProfile, self.roles) = (base, next, [role] + roles)
                return
            case .roleFromProfile(let role, let source):
                roles.insert(role, at: 0)
                visited.append(next)
                guard !visited.contains(source) else {
                    throw profile.invalid(
                        "the profiles refer to each other for credentials: "
                            + (visited + [source]).joined(separator: " → ")
                            + "; one of them must have credentials of its own")
                }
                next = source
            }
        }
    }
}
