/// Identifies the clients that present a credential.
package protocol Authenticator: Sendable {
    /// Returns the identity that a bearer token proves; `nil` if the token is not valid.
    ///
    /// - Throws: ``AuthenticatorError`` if no token can be checked at the moment.
    func identity(bearer token: BearerToken) async throws(AuthenticatorError) -> Identity?

    /// Checks that tokens can be checked.
    ///
    /// - Throws: ``AuthenticatorError`` if they cannot.
    func checkHealth() async throws(AuthenticatorError)
}

/// The reason why credentials cannot be checked.
package struct AuthenticatorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason as a sentence for clients, without names of hosts and secrets.
    package let description: String

    /// Creates an error.
    package init(_ description: String) { self.description = description }
}
