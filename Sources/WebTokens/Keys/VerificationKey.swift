import Crypto
import CryptoExtras

/// A public key of an issuer.
package struct VerificationKey: Sendable {
    /// The key itself.
    enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }

    /// The key's id.
    package let id: String
    /// The only algorithm for which the issuer uses the key; `nil` if the issuer names none.
    let algorithm: SignatureAlgorithm?
    let material: Material
    /// The SHA-256 of everything that the issuer says about the key.
    let fingerprint: [UInt8]

    /// Returns `true` for a key's id that this program accepts: 1 to 256 visible ASCII characters.
    static func isID(_ text: String) -> Bool {
        (1...TokenHeader.keyIDLength).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Returns `true` if the key is of the kind that an algorithm needs and the issuer uses it for that algorithm.
    func fits(_ wanted: SignatureAlgorithm) -> Bool {
        guard algorithm.map({ $0 == wanted || $0.isEd25519 && wanted.isEd25519 }) ?? true else { return false }
        return switch (material, wanted) {
        case (.rsa, .rs256), (.rsa, .rs384), (.rsa, .rs512), (.rsa, .ps256), (.rsa, .ps384), (.rsa, .ps512),
            (.p256, .es256), (.p384, .es384), (.p521, .es512), (.ed25519, .edDSA), (.ed25519, .ed25519):
            true
        default: false
        }
    }

    /// Returns `true` if the key signed a message.
    ///
    /// - Parameters:
    ///   - signature: The signature; of ECDSA the two numbers in their full length (RFC 7518, section 3.4), never DER.
    ///   - message: The signed bytes.
    ///   - algorithm: The algorithm, which must fit the key.
    func isSignature(_ signature: [UInt8], of message: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
        guard fits(algorithm) else { return false }
        let digest = algorithm.digest(of: message)
        switch (material, digest) {
        case (.rsa(let key), _):
            guard let padding = algorithm.padding, signature.count == (key.keySizeInBits + 7) / 8 else { return false }
            let value = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return switch digest {
            case .sha256(let digest): key.isValidSignature(value, for: digest, padding: padding)
            case .sha384(let digest): key.isValidSignature(value, for: digest, padding: padding)
            case .sha512(let digest): key.isValidSignature(value, for: digest, padding: padding)
            }
        case (.p256(let key), .sha256(let digest)):
            guard Self.arePair(signature, bytes: 32),
                let value = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(value, for: digest)
        case (.p384(let key), .sha384(let digest)):
            guard Self.arePair(signature, bytes: 48),
                let value = try? P384.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(value, for: digest)
        case (.p521(let key), .sha512(let digest)):
            guard Self.arePair(signature, bytes: 66),
                let value = try? P521.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(value, for: digest)
        case (.ed25519(let key), .sha512):
            return signature.count == 64 && key.isValidSignature(signature, for: message)
        default: return false
        }
    }

    /// Returns `true` if a signature consists of two numbers of a length, neither of which is zero.
    private static func arePair(_ signature: [UInt8], bytes: Int) -> Bool {
        signature.count == 2 * bytes && signature.prefix(bytes).contains { $0 != 0 }
            && signature.suffix(bytes).contains { $0 != 0 }
    }
}

extension SignatureAlgorithm {
    /// `true` for both names of Ed25519.
    fileprivate var isEd25519: Bool { self == .edDSA || self == .ed25519 }
}
