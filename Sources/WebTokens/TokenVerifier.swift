package import Models

/// The verification of tokens, as functions of the token, the keys, the rules and the time (RFC 7515, 7519 and 8725).
package enum TokenVerifier {
    /// The types of tokens that call an API: the usual one, and that of RFC 9068.
    private static let types: Set<String> = ["jwt", "at+jwt"]
    /// Claims that tell an application how its user was authenticated (OpenID Connect Core, sections 2 and 3.3.2.11), which a
    /// token for an API has no use for.
    private static let idClaims = ["nonce", "at_hash", "c_hash"]

    /// Verifies a token.
    ///
    /// - Parameters:
    ///   - bytes: The token's text.
    ///   - keys: The issuer's keys.
    ///   - policy: The rules.
    ///   - now: The time.
    /// - Returns: The claims.
    /// - Throws: ``TokenError``.
    package static func verify(
        _ bytes: [UInt8], keys: KeySet, policy: TokenPolicy, now: Timestamp
    ) throws(TokenError) -> TokenClaims {
        let token = try CompactToken(bytes)
        guard let key = keys[token.keyID] else { throw .unknownKey }
        return try verify(token, key: key, policy: policy, now: now)
    }

    /// Verifies a token with the key that it names.
    package static func verify(
        _ token: CompactToken, key: VerificationKey, policy: TokenPolicy, now: Timestamp
    ) throws(TokenError) -> TokenClaims {
        guard token.header.parameters["signer"] == nil else {
            throw TokenError(.signer, "the token is a load balancer's, which is not accepted in this header")
        }
        try check(token.header, key, policy.algorithms)
        try checkSignature(token, key)
        let claims = token.payload
        guard let issuer = token.claimedIssuer, issuer.utf8.elementsEqual(policy.issuer.utf8) else {
            throw .otherIssuer
        }
        // The use first: its message tells a client that it has sent the wrong one of its two tokens.
        try checkUse(claims, policy)
        try checkAudience(claims, policy)
        return try claimsInTime(claims, issuer: policy.issuer, now: now)
    }

    /// Checks everything before the signature.
    static func check(
        _ header: TokenHeader, _ key: VerificationKey, _ algorithms: Set<SignatureAlgorithm>
    ) throws(TokenError) {
        guard algorithms.contains(header.algorithm) else {
            throw TokenError(.algorithm, "the token's algorithm is not one that is accepted from its issuer")
        }
        if let type = header.type, !types.contains(type) {
            throw TokenError(.type, "the token's type is not one of a token for an API")
        }
        guard key.id == header.keyID else { throw .unknownKey }
        guard key.fits(header.algorithm) else {
            throw TokenError(.algorithm, "the token's algorithm does not fit the key that it names")
        }
    }

    static func checkSignature(_ token: CompactToken, _ key: VerificationKey) throws(TokenError) {
        guard key.isSignature(token.signature, of: token.signedBytes, by: token.header.algorithm) else {
            throw TokenError(.signature, "the token's signature is not valid")
        }
    }

    /// Returns the claims of a token whose signature, issuer and audience are right.
    static func claimsInTime(
        _ claims: JSONValue, issuer: String, now: Timestamp
    ) throws(TokenError) -> TokenClaims {
        let validity = try TokenValidity(claims)
        try validity.check(at: now)
        guard case .string(let subject)? = claims["sub"] ?? claims["client_id"], (1...255).contains(subject.utf8.count),
            subject.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw TokenError(.claim, "the token has no subject of 1 to 255 visible ASCII characters") }
        return TokenClaims(json: claims, issuer: issuer, subject: subject, validity: validity)
    }

    private static func checkAudience(_ claims: JSONValue, _ policy: TokenPolicy) throws(TokenError) {
        guard !policy.audiences.isEmpty || !policy.clients.isEmpty else {
            throw TokenError(.audience, "the server has no rule for the audience of tokens")
        }
        let audiences: [String]
        switch claims["aud"] {
        case nil: audiences = []
        case let value?:
            guard let texts = TokenClaims.texts(value) else {
                throw TokenError(.claim, "the token's claim aud is neither a text nor an array of texts")
            }
            audiences = texts
        }
        if !policy.audiences.isEmpty, !audiences.contains(where: policy.audiences.hasExactly) {
            throw TokenError(.audience, "the token is not meant for this service")
        }
        guard !policy.clients.isEmpty else { return }
        // An id token's audience is its client; an access token names its client (RFC 9068, section 2.2; "azp" is its older name).
        var client: String?
        for name in ["client_id", "azp"] where client == nil {
            if case .string(let text)? = claims[name] { client = text }
        }
        let isKnown =
            switch policy.use {
            case .access: client.map(policy.clients.hasExactly) ?? false
            case .id:
                audiences.count == 1 && policy.clients.hasExactly(audiences[0])
                    && client.map(policy.clients.hasExactly) ?? true
            }
        guard isKnown else { throw TokenError(.audience, "the token was not issued to a client of this service") }
    }

    private static func checkUse(_ claims: JSONValue, _ policy: TokenPolicy) throws(TokenError) {
        let error = TokenError(
            .use,
            policy.use == .access
                ? "the token is not an access token; send the access token instead of the ID token"
                : "the token is not an ID token; send the ID token instead of the access token")
        if let use = claims["token_use"] {
            guard use == .string(policy.use.rawValue) else { throw error }
        } else if policy.statesUse || policy.use == .access && idClaims.contains(where: { claims[$0] != nil }) {
            throw error
        }
    }
}

extension Sequence<String> {
    /// Returns `true` if the texts contain one with the same bytes. Swift compares texts by canonical equivalence, by which a
    /// Kelvin sign is a "K".
    func hasExactly(_ text: String) -> Bool { contains { $0.utf8.elementsEqual(text.utf8) } }
}

extension TokenError {
    /// A key that the issuer does not have.
    package static let unknownKey = TokenError(.key, "the token is signed with a key that its issuer does not publish")
    /// Another issuer.
    package static let otherIssuer = TokenError(.issuer, "the token's issuer is not one that is accepted")
}
