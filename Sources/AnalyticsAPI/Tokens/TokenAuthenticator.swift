import Crypto
package import Logging
import Models
import Synchronization
package import WebTokens

/// Identifies the clients that present a token of an identity provider in `Authorization`.
package final class TokenAuthenticator: Authenticator {
    private struct Issuer: Sendable {
        let settings: IdentityDocument.Issuer
        let keys: IssuerKeys
    }

    /// A verified token, whose text need not be parsed again.
    private struct Known: Sendable {
        let identity: Identity
        let issuer: Int
        let keyID: String
    }

    /// The facts from which clients learn where to get a token.
    let resource: ProtectedResource

    private let issuers: [Issuer]
    private let environment: ServerEnvironment
    private let verified = Mutex(VerifiedTokens<Known>())

    /// Creates an authenticator.
    ///
    /// - Parameters:
    ///   - issuers: The issuers.
    ///   - origin: The scheme and host at which clients reach the server; `nil` to take the host of each request.
    ///   - source: Fetches their keys.
    ///   - environment: The clocks.
    ///   - logger: Receives the reason of each failed fetch.
    package init(
        _ issuers: [IdentityDocument.Issuer], for origin: String? = nil, keysFrom source: any KeyDocumentSource,
        environment: ServerEnvironment, logger: Logger
    ) {
        resource = ProtectedResource(issuers, origin: origin)
        self.environment = environment
        self.issuers = issuers.map { settings in
            Issuer(
                settings: settings,
                keys: IssuerKeys(settings.keys, from: source, uptime: environment.uptime) { reason in
                    logger.warning(
                        "the keys of an issuer could not be fetched",
                        metadata: ["issuer": "\(settings.name)", "cause": "\(reason)"])
                })
        }
    }

    /// Begins to fetch the keys of all issuers.
    package func start() { for issuer in issuers { issuer.keys.start() } }

    /// Returns `true` for a token that begins as a JSON Web Token does, also if the rest is wrong.
    package func recognizes(_ token: BearerToken) -> Bool { token.webToken != nil }

    /// Returns the identity of a token that was verified lately.
    ///
    /// The same bytes have the same issuer and key id; whether the key still signs and the times are right is checked again.
    package func knownIdentity(bearer token: BearerToken) -> Identity? {
        guard let digest = token.digest, let known = verified.withLock({ $0.entry(of: digest) }),
            let key = issuers[known.value.issuer].keys.knownKey(known.value.keyID)
        else { return nil }
        guard known.isValid(signedBy: key, now: environment.now()) else {
            verified.withLock { $0.remove(digest) }
            return nil
        }
        return known.value.identity
    }

    package func identity(bearer token: BearerToken) async throws(AuthenticatorError) -> Identity? {
        guard let bytes = token.webToken, let digest = token.digest else { return nil }
        let result: Result<Identity, AuthenticatorError>
        do throws(TokenError) {
            let token = try CompactToken(bytes)
            guard let claimed = token.claimedIssuer,
                let issuer = issuers.firstIndex(where: {
                    $0.settings.policy.issuer.utf8.elementsEqual(claimed.utf8)
                })
            else { throw TokenError.otherIssuer }
            result = try await identity(token, of: issuer, digest: digest)
        } catch {
            throw AuthenticatorError(error)
        }
        return try result.get()
    }

    /// Returns without a check: while an issuer is away, its known keys serve, and other credentials are not affected.
    package func checkHealth() async throws(AuthenticatorError) {}

    private func identity(
        _ token: CompactToken, of place: Int, digest: SHA256Digest
    ) async throws(TokenError) -> Result<Identity, AuthenticatorError> {
        let issuer = issuers[place]
        let key: VerificationKey?
        do throws(KeySetError) {
            key = try await issuer.keys.key(token.keyID)
        } catch {
            return .failure(AuthenticatorError("\(error)"))
        }
        guard let key else { throw .unknownKey }
        let now = environment.now()
        let claims = try TokenVerifier.verify(token, key: key, policy: issuer.settings.policy, now: now)
        return Result { () throws(AuthenticatorError) in
            let identity = try Identity(
                claims, named: "jwt:\(issuer.settings.name):\(claims.subject)", by: .token,
                rights: issuer.settings.rights)
            let known = Known(identity: identity, issuer: place, keyID: token.keyID)
            verified.withLock { $0.add(known, validity: claims.validity, of: digest, signedBy: key) }
            return identity
        }
    }
}
