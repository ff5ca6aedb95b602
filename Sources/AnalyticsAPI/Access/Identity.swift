/// The client of a request, with its rights.
///
/// Every kind of credential ends in this one value, so that authorization does not depend on the kind. It is a class because the
/// requests of a client share it.
package final class Identity: Sendable {
    /// The kind of credential, as messages name it.
    package enum Credential: String, Sendable, Hashable, CaseIterable {
        /// A key of this server.
        case key
        /// A token of an identity provider.
        case token
        /// A user's session at a load balancer.
        case session
    }

    /// The name in the log, without any part of a credential.
    package let name: String
    /// The rights.
    package let scopes: Set<AccessScope>
    /// The limits of the client's sight.
    package let restrictions: AccessRestrictions
    /// The owner of what the client leaves behind, such as idempotency records: the same text before and after a key's rotation.
    /// `nil` for clients that may do everything, which share what they leave behind.
    package let owner: String?
    /// The id of the API key that the client presented; `nil` for other credentials.
    package let key: String?
    /// The limits on the client's requests.
    package let limits: RequestLimits
    /// The kind of credential.
    package let credential: Credential
    /// A Boolean value that indicates whether the client presented no credential.
    let isAnonymous: Bool
    /// The hash of ``restrictions``, by which each request of a restricted client finds its view.
    let restrictionsHash: Int

    private init(
        name: String, scopes: Set<AccessScope>, restrictions: AccessRestrictions, owner: String?,
        key: String?, limits: RequestLimits, credential: Credential, isAnonymous: Bool
    ) {
        self.name = name
        self.scopes = scopes
        self.restrictions = restrictions
        self.owner = owner
        self.key = key
        self.limits = limits
        self.credential = credential
        self.isAnonymous = isAnonymous
        restrictionsHash = restrictions.hashValue
    }

    /// Creates the identity of a client that has proved it with a credential.
    package convenience init(
        name: String, scopes: Set<AccessScope>, restrictions: AccessRestrictions = .none, owner: String? = nil,
        key: String? = nil, limits: RequestLimits = .none, credential: Credential = .key
    ) {
        self.init(
            name: name, scopes: scopes, restrictions: restrictions, owner: owner, key: key, limits: limits,
            credential: credential, isAnonymous: false)
    }

    /// Returns the identity of a client without a credential.
    static func anonymous(_ policy: AccessPolicy) -> Identity {
        Identity(
            name: "anonymous", scopes: policy.scopes, restrictions: .none, owner: nil, key: nil, limits: .none,
            credential: .key, isAnonymous: true)
    }

    /// The identity of the administrator, with all rights.
    package static let administrator = Identity(name: "admin", scopes: Set(AccessScope.allCases))
}

extension Identity: Hashable {
    /// Returns `true` for identities with the same name and the same rights.
    package static func == (left: Identity, right: Identity) -> Bool {
        left === right
            || (left.name == right.name && left.scopes == right.scopes && left.restrictions == right.restrictions
                && left.owner == right.owner && left.key == right.key && left.limits == right.limits
                && left.credential == right.credential && left.isAnonymous == right.isAnonymous)
    }

    /// Hashes the name and the rights.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(scopes)
        hasher.combine(restrictions)
        hasher.combine(key)
    }
}
