import Basics
package import Models

/// The rules of the tokens that an Application Load Balancer adds to requests of authenticated users ("Authenticate users using
/// an Application Load Balancer", User Guide for Application Load Balancers).
///
/// The load balancers of all AWS accounts of a region sign with the same keys, and each account chooses the issuer of its own
/// ("ALBeast", Miggo, 2024). So the signer's ARN decides: only a load balancer that the operator named is believed.
package struct BalancerPolicy: Sendable, Hashable {
    /// The maximum length of a token, in bytes: that of a request's headers.
    package static let maximumBytes = 16 << 10

    /// The ARNs of the load balancers.
    package var signers: Set<String>
    /// The client id that the load balancer has at the identity provider.
    package var client: String
    /// The identity provider.
    package var issuer: String

    /// Creates rules.
    package init(signers: Set<String>, client: String, issuer: String) {
        self.signers = signers
        self.client = client
        self.issuer = issuer
    }

    /// Takes a token apart and checks the header, before a key is asked for.
    ///
    /// - Parameter bytes: The text of the field `x-amzn-oidc-data`.
    /// - Throws: ``TokenError``.
    package func token(_ bytes: [UInt8]) throws(TokenError) -> CompactToken {
        // Its parts are padded, unlike those of all other tokens.
        let token = try CompactToken(bytes, padding: .required, limit: Self.maximumBytes)
        let header = token.header.parameters
        guard token.header.algorithm == .es256 else {
            throw TokenError(.algorithm, "a load balancer's token has the algorithm ES256")
        }
        if let type = token.header.type, type != "jwt" { throw TokenError(.type, "a load balancer's token is a JWT") }
        guard case .string(let signer)? = header["signer"], signers.hasExactly(signer) else {
            throw TokenError(.signer, "the token's signer is not a load balancer of this service")
        }
        guard case .string(let named)? = header["client"], [client].hasExactly(named) else {
            throw TokenError(.audience, "the token was issued to another client than the load balancer's")
        }
        guard case .string(let stated)? = header["iss"], [issuer].hasExactly(stated),
            token.payload["iss"] == nil || token.claimedIssuer.map([issuer].hasExactly) == true
        else { throw .otherIssuer }
        guard Self.isKeyID(token.keyID) else { throw TokenError(.key, "the token's key id is not a UUID") }
        return token
    }

    /// Verifies a token with the key that it names.
    ///
    /// - Throws: ``TokenError``.
    package func verify(_ token: CompactToken, key: VerificationKey, now: Timestamp) throws(TokenError) -> TokenClaims {
        try TokenVerifier.check(token.header, key, [.es256])
        try TokenVerifier.checkSignature(token, key)
        // The header's end is the one that the load balancer always states.
        try TokenValidity(token.header.parameters).check(at: now)
        return try TokenVerifier.claimsInTime(token.payload, issuer: issuer, now: now)
    }

    /// Returns `true` for a UUID in lower case: a key's id becomes a part of a URL.
    static func isKeyID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}

/// The ARN of an Application Load Balancer.
package enum BalancerARN {
    /// Returns the region of an ARN and the URL under which the region's public keys are; `nil` for another text.
    ///
    /// An ARN with a wildcard or without the load balancer's name is another text.
    package static func location(_ arn: String) -> (region: String, keys: String)? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "elasticloadbalancing",
            parts[4].utf8.count == 12, parts[4].allSatisfy({ $0.isASCII && $0.isNumber }), isRegion(parts[3])
        else { return nil }
        let resource = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        guard resource.count == 4, resource[0] == "loadbalancer", resource[1] == "app",
            resource.allSatisfy({ part in
                !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            })
        else { return nil }
        let region = String(parts[3])
        switch parts[1] {
        case "aws": return (region, "https://public-keys.auth.elb.\(region).amazonaws.com/")
        case "aws-us-gov":
            return (region, "https://s3-\(region).amazonaws.com/aws-elb-public-keys-prod-\(region)/")
        default: return nil
        }
    }

    /// Returns `true` for a region's name such as `eu-central-1`.
    package static func isRegion(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (3...4).contains(parts.count), parts[0].utf8.count == 2, let number = parts.last else { return false }
        let areLetters = parts.dropLast().allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) }
        }
        return areLetters && number.utf8.count == 1 && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
