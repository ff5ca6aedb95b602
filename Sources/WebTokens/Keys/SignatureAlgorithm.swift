import Crypto
import CryptoExtras

/// An algorithm with a private and a public key (RFC 7518, section 3.1; RFC 8037; RFC 9864). There is none with a shared key, so
/// that a public key can never be taken for one.
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    case rs384 = "RS384"
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    case rs512 = "RS512"
    /// RSASSA-PSS with SHA-256.
    case ps256 = "PS256"
    /// RSASSA-PSS with SHA-384.
    case ps384 = "PS384"
    /// RSASSA-PSS with SHA-512.
    case ps512 = "PS512"
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// ECDSA on P-384 with SHA-384.
    case es384 = "ES384"
    /// ECDSA on P-521 with SHA-512.
    case es512 = "ES512"
    /// Ed25519, by the name of RFC 8037.
    case edDSA = "EdDSA"
    /// Ed25519, by the name of RFC 9864.
    case ed25519 = "Ed25519"

    /// The algorithms of an issuer that names none: one of each kind, which issuers use.
    package static let usual: Set<SignatureAlgorithm> = [.rs256, .es256, .edDSA, .ed25519]

    /// The hash of a message.
    func digest(of message: [UInt8]) -> MessageDigest {
        switch self {
        case .rs256, .ps256, .es256: .sha256(SHA256.hash(data: message))
        case .rs384, .ps384, .es384: .sha384(SHA384.hash(data: message))
        case .rs512, .ps512, .es512, .edDSA, .ed25519: .sha512(SHA512.hash(data: message))
        }
    }

    /// The padding of an RSA signature; `nil` for another kind.
    var padding: _RSA.Signing.Padding? {
        switch self {
        case .rs256, .rs384, .rs512: .insecurePKCS1v1_5
        case .ps256, .ps384, .ps512: .PSS
        default: nil
        }
    }
}

/// The digest of a message by one of three hashes.
enum MessageDigest {
    case sha256(SHA256Digest)
    case sha384(SHA384Digest)
    case sha512(SHA512Digest)
}
