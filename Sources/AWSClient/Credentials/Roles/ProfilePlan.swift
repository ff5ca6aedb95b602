internal import AWSSigV4

/// How a profile's credentials are come by: a first source, and roles to take on one after the other.
///
/// "Assume role credential provider", "Process credential provider", AWS SDKs and Tools Reference Guide.
struct ProfilePlan: Sendable, Hashable {
    /// The first source.
    enum Base: Sendable, Hashable {
        case keys(AWSCredentials, accountID: String?)
        case environment
        case container
        case instanceMetadata
        case program(commandLine: String)
        case webIdentity(Role, tokenFile: String)
    }

    /// A role as a profile describes it.
    struct Role: Sendable, Hashable {
        let roleARN: String
        var sessionName: String?
        var externalID: String?
        var durationSeconds: Int?

        /// The request for it.
        func request(defaultSessionName: String) -> RoleRequest {
            RoleRequest(
                roleARN: roleARN, sessionName: sessionName ?? defaultSessionName, externalID: externalID,
                durationSeconds: durationSeconds)
        }
    }

    /// The first source.
    let base: Base
    /// The profile that describes the first source.
    let baseProfile: String
    /// The roles, in the order they are taken on.
    let roles: [Role]

    /// Works out the plan for the selected profile.
    /// - Throws: ``CredentialsError``: ``CredentialsError/Kind/notConfigured`` if the profile has nothing to do with
    ///   credentials, or nobody asked for it and it does not exist.
    init(_ configuration: SharedConfiguration) throws(CredentialsError) {
        var visited: [String] = []
        var next = configuration.selection.name
        // Innermost first, which is the order they are taken on in.
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
                        "the profiles take their credentials from each other: "
                            + (visited + [source]).joined(separator: " → ")
                            + "; one of them must have credentials of its own")
                }
                next = source
            }
        }
    }
}
