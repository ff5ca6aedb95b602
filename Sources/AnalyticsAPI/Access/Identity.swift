/// The client of a request, with its rights.
package struct Identity: Sendable, Hashable {
    /// The name in the log, without any part of a credential.
    package let name: String
    /// The rights.
    package let scopes: Set<AccessScope>
    /// A Boolean value that indicates whether the client presented no credential.
    let isAnonymous: Bool

    private init(name: String, scopes: Set<AccessScope>, isAnonymous: Bool) {
        self.name = name
        self.scopes = scopes
        self.isAnonymous = isAnonymous
    }

    /// Creates the identity of a client that has proved it with a credential.
    package init(name: String, scopes: Set<AccessScope>) {
        self.init(name: name, scopes: scopes, isAnonymous: false)
    }

    /// Returns the identity of a client without a credential.
    static func anonymous(_ policy: AccessPolicy) -> Identity {
        Identity(name: "anonymous", scopes: policy.scopes, isAnonymous: true)
    }

    /// The identity of the administrator, with all rights.
    package static let administrator = Identity(name: "admin", scopes: Set(AccessScope.allCases))
}
