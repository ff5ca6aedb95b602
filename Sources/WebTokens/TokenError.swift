/// The reason why a JSON Web Token is refused. It repeats no part of the token.
package struct TokenError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of reason, for logs and metrics.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The token is longer than the limit.
        case tooLong = "too_long"
        /// The token does not have three parts in base64url, or a part is not the expected JSON.
        case malformed
        /// The token's header has a parameter that changes how the token is to be read or names a key of its own.
        case header
        /// The token's algorithm is not one that the issuer uses.
        case algorithm
        /// The token's type is another one.
        case type
        /// The token names no key, or one that the issuer does not have.
        case key
        /// The signature is not the key's.
        case signature
        /// The token is another issuer's.
        case issuer
        /// The token is meant for another service or was issued to another client.
        case audience
        /// The token has another use, such as to tell an application about its user.
        case use
        /// The token is not valid any more, or has no end.
        case expired
        /// The token is not valid yet.
        case notYetValid = "not_yet_valid"
        /// A claim is missing or has another type.
        case claim
        /// The load balancer that signed the token is not one of this service.
        case signer
    }

    /// The kind of reason.
    package let reason: Reason
    /// The reason as a sentence for clients, in ASCII without quotes and backslashes (RFC 6750, section 3).
    package let description: String

    /// Creates an error.
    package init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}
