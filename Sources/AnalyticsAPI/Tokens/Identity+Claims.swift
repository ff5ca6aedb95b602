import Models
import WebTokens

extension Identity {
    /// Returns the identity of a client with verified claims.
    ///
    /// - Parameters:
    ///   - name: The name in the log.
    ///   - credential: The kind of credential that had the claims.
    ///   - rights: The rights, of which the first that applies counts. If none does, the client is known and may do nothing.
    /// - Throws: ``AuthenticatorError`` if a claim is missing on which the rights depend.
    convenience init(
        _ claims: TokenClaims, named name: String, by credential: Credential, rights: [ClaimRule]
    ) throws(AuthenticatorError) {
        let policy: KeyPolicy
        do throws(ClaimError) {
            policy = try rights.policy(for: claims.json)
        } catch {
            throw AuthenticatorError(
                "the \(credential.rawValue) lacks a claim that its rights depend on, or the claim is empty: \(error.missing)",
                kind: .forbidden)
        }
        // The same person has the same owner, whichever way the token came.
        var digest = FieldDigest()
        digest.add("weir-owner-1")
        digest.add(claims.issuer)
        digest.add(claims.subject)
        self.init(
            name: name, scopes: policy.scopes, restrictions: policy.restrictions,
            owner: "token:" + digest.text(bytes: 16), limits: policy.limits, credential: credential)
    }
}

extension AuthenticatorError {
    /// A token that is refused.
    init(_ error: TokenError) {
        self.init(error.description, kind: .refused, cause: "token refused: \(error.reason.rawValue)")
    }
}
