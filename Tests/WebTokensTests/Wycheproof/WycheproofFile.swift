import Basics
import Foundation
import TestSupport
import Testing

@testable import WebTokens

/// A file of Wycheproof's signatures (C2SP, Apache-2.0), read where it lies in the checkout of swift-crypto.
struct WycheproofFile: Decodable {
    /// The signatures by one key.
    struct Group: Decodable {
        struct PublicKey: Decodable {
            let curve: String?
            let uncompressed: String?
        }

        let type: String
        let sha: String?
        let mgfSha: String?
        let sLen: Int?
        /// The number of an RSA key's bits, which the files round.
        let keysize: Int?
        let n: String?
        let e: String?
        let publicKey: PublicKey?
        let keyJwk: [String: String]?
        let publicKeyJwk: [String: String]?
        let tests: [Signature]
    }

    /// A signature of a message, both hexadecimal.
    struct Signature: Decodable {
        let tcId: Int
        let comment: String
        let msg: String
        let sig: String
        let result: Verdict
    }

    /// The verdict of Wycheproof. It calls a signature acceptable if some programs accept it for the sake of old signers.
    enum Verdict: String, Decodable {
        case valid, invalid, acceptable
    }

    let numberOfTests: Int
    let testGroups: [Group]

    /// The folder of the checkout; `nil` if this build has none.
    static let checkout = Repository.checkout("swift-crypto")?.appending(path: "Tests")
    /// A Boolean value that indicates whether to run the tests that need the files.
    static let areExpected = checkout != nil || Tools.areRequired
    /// The reason to skip the tests.
    static let absence: Comment = "the build has no checkout of swift-crypto, whose tests contain Wycheproof's files"

    /// Reads a file.
    ///
    /// - Parameter path: Its path in the tests of swift-crypto.
    static func read(_ path: String) throws -> WycheproofFile {
        let url = try #require(checkout, absence).appending(path: path)
        return try JSONDecoder().decode(WycheproofFile.self, from: Data(contentsOf: url))
    }
}

extension WycheproofFile.Group {
    /// The algorithms of JSON Web Signatures that make the group's signatures. Empty for ECDSA in DER, for a curve with the hash
    /// of another, and for RSASSA-PSS with two hashes or a salt of another length (RFC 7518, sections 3.4 and 3.5).
    var algorithms: [SignatureAlgorithm] {
        switch (type, sha, publicKey?.curve) {
        case ("EcdsaP1363Verify", "SHA-256", "secp256r1"): [.es256]
        case ("EcdsaP1363Verify", "SHA-384", "secp384r1"): [.es384]
        case ("EcdsaP1363Verify", "SHA-512", "secp521r1"): [.es512]
        case ("EddsaVerify", _, "edwards25519"): [.edDSA, .ed25519]
        case ("RsassaPkcs1Verify", "SHA-256", _): [.rs256]
        case ("RsassaPkcs1Verify", "SHA-384", _): [.rs384]
        case ("RsassaPkcs1Verify", "SHA-512", _): [.rs512]
        case ("RsassaPssVerify", "SHA-256", _) where mgfSha == sha && sLen == 32: [.ps256]
        case ("RsassaPssVerify", "SHA-384", _) where mgfSha == sha && sLen == 48: [.ps384]
        case ("RsassaPssVerify", "SHA-512", _) where mgfSha == sha && sLen == 64: [.ps512]
        default: []
        }
    }

    /// The algorithms by which a signature is valid although its group has other parameters: among the signatures that are
    /// invalid for RSASSA-PSS is a correct one by the older padding, and among those without a salt one with the usual salt.
    func otherAlgorithms(of signature: WycheproofFile.Signature) -> [SignatureAlgorithm] {
        switch (type, sha, signature.comment) {
        case ("RsassaPssVerify", "SHA-256", "PKCS #1 v1.5 signature"): [.rs256]
        case ("RsassaPssVerify", "SHA-512", "PKCS #1 v1.5 signature"): [.rs512]
        case ("RsassaPssVerify", "SHA-256", "s_len changed to 32"): [.ps256]
        default: []
        }
    }

    /// A Boolean value that indicates whether the key is strong enough for an issuer: of RSA, at least 2,048 bits and an exponent
    /// above 2¹⁶.
    var isKeyStrong: Bool {
        guard let keysize, let e, let exponent = Int(e, radix: 16) else { return true }
        return keysize >= 2048 && exponent > 1 << 16
    }

    /// The document of an issuer that has the key: the file's JSON Web Key, or one of its numbers.
    var keySet: [UInt8] {
        get throws {
            let key: [String: String]
            if let jwk = keyJwk ?? publicKeyJwk {
                key = jwk
            } else if let n, let e {
                key = ["kty": "RSA", "n": try Self.base64URL(n), "e": try Self.base64URL(e)]
            } else {
                let point = try #require(publicKey?.uncompressed).dropFirst(2)
                let curves = ["secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"]
                let half = point.count / 2
                key = [
                    "kty": "EC", "crv": try #require(curves[publicKey?.curve ?? ""]),
                    "x": try Self.base64URL(point.prefix(half)), "y": try Self.base64URL(point.suffix(half)),
                ]
            }
            return Array(try JSONEncoder().encode(["keys": [key.merging(["kid": "key"]) { $1 }]]))
        }
    }

    private static func base64URL(_ digits: some StringProtocol) throws -> String {
        Base64URL.encoded(try WycheproofFile.bytes(digits))
    }
}

extension WycheproofFile {
    /// Decodes hexadecimal digits.
    static func bytes(_ digits: some StringProtocol) throws -> [UInt8] {
        let digits = Array(digits.utf8)
        try #require(digits.count.isMultiple(of: 2))
        return try stride(from: 0, to: digits.count, by: 2).map { start in
            try #require(Hexadecimal.byte(digits[start], digits[start + 1]))
        }
    }
}
