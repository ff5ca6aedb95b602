/// Identifies the clients that present a credential of one kind.
package protocol Authenticator: Sendable {
    /// Returns `true` if a token has the form of this kind of credential. The first authenticator that recognizes a token decides
    /// about it alone.
    func recognizes(_ token: BearerToken) -> Bool

    /// Returns the identity that a bearer token proves, if this can be told at once; `nil` if only
    /// ``identity(bearer:)`` tells.
    ///
    /// - Throws: ``AuthenticatorError`` with the reason why the token is not valid.
    func knownIdentity(bearer token: BearerToken) throws(AuthenticatorError) -> Identity?

    /// Returns the identity that a bearer token proves; `nil` if the token is not valid.
    ///
    /// - Throws: ``AuthenticatorError`` if no token can be checked at the moment, or with the reason why this one is not valid.
    func identity(bearer token: BearerToken) async throws(AuthenticatorError) -> Identity?

    /// Checks that tokens can be checked.
    ///
    /// - Throws: ``AuthenticatorError`` if they cannot.
    func checkHealth() async throws(AuthenticatorError)
}

extension Authenticator {
    /// `true`: the token has no form of its own.
    package func recognizes(_ token: BearerToken) -> Bool { true }

    /// `nil`: nothing is known before it is read.
    package func knownIdentity(bearer token: BearerToken) throws(AuthenticatorError) -> Identity? { nil }
}

/// The reason why a credential is not accepted.
package struct AuthenticatorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure.
    package enum Kind: Sendable, Hashable {
        /// No credential can be checked at the moment.
        case unavailable
        /// The client has proved the credential, which is not valid any more.
        case refused
        /// The client has proved the credential, from which no rights follow.
        case forbidden
    }

    /// The kind of failure.
    package let kind: Kind
    /// The reason as a sentence for clients, without names of hosts and secrets.
    package let description: String
    /// The reason in the log, without any part of a credential; `nil` if the answer's line in the log is enough.
    package let cause: String?

    /// Creates an error.
    package init(_ description: String, kind: Kind = .unavailable, cause: String? = nil) {
        self.kind = kind
        self.description = description
        self.cause = cause
    }
}
