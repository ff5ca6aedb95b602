import Basics
package import Crypto
package import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A private key with its public JSON Web Key, for tests.
package enum SigningKey: Sendable {
    /// RSA.
    case rsa(_RSA.Signing.PrivateKey)
    /// P-256.
    case p256(P256.Signing.PrivateKey)
    /// P-384.
    case p384(P384.Signing.PrivateKey)
    /// P-521.
    case p521(P521.Signing.PrivateKey)
    /// Ed25519.
    case ed25519(Curve25519.Signing.PrivateKey)

    /// A key for all tests, because making an RSA key takes a moment.
    package static let rsa2048 = SigningKey.newRSA()

    /// Returns a new RSA key of 2048 bits.
    package static func newRSA() -> SigningKey {
        do {
            return .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048))
        } catch {
            preconditionFailure("an RSA key cannot be made: \(error)")
        }
    }

    /// A key for each algorithm.
    package static let all: [(algorithms: [String], key: SigningKey)] = [
        (["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"], rsa2048),
        (["ES256"], .p256(P256.Signing.PrivateKey())), (["ES384"], .p384(P384.Signing.PrivateKey())),
        (["ES512"], .p521(P521.Signing.PrivateKey())),
        (["EdDSA", "Ed25519"], .ed25519(Curve25519.Signing.PrivateKey())),
    ]

    /// Signs with an algorithm.
    package func signature(of message: [UInt8], by algorithm: String) -> [UInt8] {
        switch self {
        case .rsa(let key):
            let padding: _RSA.Signing.Padding = algorithm.hasPrefix("PS") ? .PSS : .insecurePKCS1v1_5
            let made =
                switch algorithm.suffix(3) {
                case "384": try? key.signature(for: SHA384.hash(data: message), padding: padding)
                case "512": try? key.signature(for: SHA512.hash(data: message), padding: padding)
                default: try? key.signature(for: SHA256.hash(data: message), padding: padding)
                }
            return Array(made?.rawRepresentation ?? Data())
        case .p256(let key): return Array((try? key.signature(for: message).rawRepresentation) ?? Data())
        case .p384(let key): return Array((try? key.signature(for: message).rawRepresentation) ?? Data())
        case .p521(let key): return Array((try? key.signature(for: message).rawRepresentation) ?? Data())
        case .ed25519(let key): return Array((try? key.signature(for: message)) ?? Data())
        }
    }

    /// The members of the public key.
    package var members: String {
        func curve(_ name: String, _ point: Data) -> String {
            let half = (point.count - 1) / 2
            let (x, y) = (point.dropFirst().prefix(half), point.suffix(half))
            return #""kty": "EC", "crv": "\#(name)", "x": "\#(Base64URL.encoded(x))", "y": "\#(Base64URL.encoded(y))""#
        }
        switch self {
        case .rsa(let key):
            guard let parts = try? key.publicKey.getKeyPrimitives() else { return #""kty": "RSA""# }
            let (n, e) = (Base64URL.encoded(parts.modulus), Base64URL.encoded(parts.publicExponent))
            return #""kty": "RSA", "n": "\#(n)", "e": "\#(e)""#
        case .p256(let key): return curve("P-256", key.publicKey.x963Representation)
        case .p384(let key): return curve("P-384", key.publicKey.x963Representation)
        case .p521(let key): return curve("P-521", key.publicKey.x963Representation)
        case .ed25519(let key):
            let x = Base64URL.encoded(key.publicKey.rawRepresentation)
            return #""kty": "OKP", "crv": "Ed25519", "x": "\#(x)""#
        }
    }

    /// Returns the public key as a JSON Web Key.
    package func jwk(_ id: String, _ more: String = "") -> String { #"{"kid": "\#(id)", \#(members)\#(more)}"# }
}
