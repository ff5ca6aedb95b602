/// The rules of an issuer's tokens.
package struct TokenPolicy: Sendable, Hashable {
    /// The use of a token.
    package enum Use: String, Sendable, Hashable, CaseIterable {
        /// To call an API.
        case access
        /// To tell an application about its user (OpenID Connect Core, section 2).
        case id
    }

    /// The clock difference that is tolerated, in seconds.
    package static let leeway: Int64 = 60

    /// The issuer, which a token names exactly.
    package var issuer: String
    /// The accepted algorithms.
    package var algorithms: Set<SignatureAlgorithm>
    /// The audiences of which a token names one; empty for no rule.
    package var audiences: Set<String>
    /// The clients of which a token was issued to one; empty for no rule.
    package var clients: Set<String>
    /// The use that a token must have.
    package var use: Use
    /// A Boolean value that indicates whether a token states its use in the claim `token_use`, as Amazon Cognito's do.
    package var statesUse: Bool

    /// Creates rules. One of `audiences` and `clients` must not be empty, or tokens for every service would be accepted.
    package init(
        issuer: String, algorithms: Set<SignatureAlgorithm> = SignatureAlgorithm.usual, audiences: Set<String> = [],
        clients: Set<String> = [], use: Use = .access, statesUse: Bool = false
    ) {
        self.issuer = issuer
        self.algorithms = algorithms
        self.audiences = audiences
        self.clients = clients
        self.use = use
        self.statesUse = statesUse
    }
}
