package import Logging
import Models
package import WebTokens

/// Identifies the users that an Application Load Balancer has authenticated, by the token that it adds to each request.
///
/// The other fields that it adds are not signed and never read.
package final class BalancerAuthenticator: Sendable {
    private let settings: IdentityDocument.Balancer
    private let keys: BalancerKeys
    private let environment: ServerEnvironment

    /// Creates an authenticator.
    ///
    /// - Parameters:
    ///   - settings: The load balancer.
    ///   - source: Fetches its public keys.
    ///   - environment: The clocks.
    ///   - logger: Receives the reason of each failed fetch.
    package init(
        _ settings: IdentityDocument.Balancer, keysFrom source: any KeyDocumentSource, environment: ServerEnvironment,
        logger: Logger
    ) {
        self.settings = settings
        self.environment = environment
        keys = BalancerKeys(base: settings.keys, from: source, uptime: environment.uptime) { reason in
            logger.warning("the load balancer's key could not be fetched", metadata: ["cause": "\(reason)"])
        }
    }

    /// Returns the identity of the user.
    ///
    /// - Parameter data: The value of the field `x-amzn-oidc-data`.
    func identity(_ data: String) async throws(AuthenticatorError) -> Identity {
        let policy = settings.policy
        let token: CompactToken
        do throws(TokenError) { token = try policy.token(Array(data.utf8)) } catch { throw AuthenticatorError(error) }
        let key: VerificationKey?
        do throws(KeySetError) { key = try await keys.key(of: token) } catch { throw AuthenticatorError("\(error)") }
        guard let key else { throw AuthenticatorError(TokenError.unknownKey) }
        let claims: TokenClaims
        do throws(TokenError) {
            claims = try policy.verify(token, key: key, now: environment.now())
        } catch {
            throw AuthenticatorError(error)
        }
        return try Identity(claims, named: "alb:\(claims.subject)", by: .session, rights: settings.rights)
    }
}
