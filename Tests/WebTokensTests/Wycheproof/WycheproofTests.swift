import Foundation
import Testing

@testable import WebTokens

/// Wycheproof's signatures, through the function that verifies those of tokens, with keys that were read as an issuer's.
///
/// A signature is accepted if Wycheproof calls it valid and its parameters are those of an algorithm of JSON Web Signatures. The
/// signatures that Wycheproof calls acceptable are refused: by RSA keys below 2,048 bits or with the exponent 3, with SHA-1, and
/// with a `DigestInfo` without its NULL.
@Suite(.enabled(if: WycheproofFile.areExpected, WycheproofFile.absence))
struct WycheproofTests {
    /// The numbers of a file's signatures by verdict.
    private struct Counts {
        var accepted = 0
        var refused = 0
    }

    @Test(
        "A signature is accepted if Wycheproof calls it valid and its parameters are those of an algorithm of tokens",
        arguments: [
            // The files with the least number of signatures to accept and to refuse.
            ("Test Vectors/ecdsa_secp256r1_sha256_p1363_test.json", 169, 83),
            ("Test Vectors/ecdsa_secp384r1_sha384_p1363_test.json", 189, 81),
            ("Test Vectors/ecdsa_secp521r1_sha512_p1363_test.json", 227, 81),
            ("Test Vectors/ed25519_test.json", 88, 62),
            ("CryptoExtrasVectors/rsa_signature_2048_sha256_test.json", 7, 233),
            ("CryptoExtrasVectors/rsa_signature_2048_sha512_test.json", 7, 233),
            ("CryptoExtrasVectors/rsa_signature_3072_sha256_test.json", 7, 232),
            ("CryptoExtrasVectors/rsa_signature_3072_sha512_test.json", 7, 233),
            ("CryptoExtrasVectors/rsa_signature_4096_sha512_test.json", 7, 232),
            ("CryptoExtrasVectors/rsa_signature_test.json", 84, 293),
            ("CryptoExtrasVectors/rsa_pss_2048_sha256_mgf1_32_test.json", 63, 40),
            ("CryptoExtrasVectors/rsa_pss_3072_sha256_mgf1_32_test.json", 63, 40),
            ("CryptoExtrasVectors/rsa_pss_4096_sha256_mgf1_32_test.json", 63, 40),
            ("CryptoExtrasVectors/rsa_pss_misc_test.json", 3, 147),
            // The salt is absent, or has not the length of the hash.
            ("CryptoExtrasVectors/rsa_pss_2048_sha256_mgf1_0_test.json", 0, 100),
            ("CryptoExtrasVectors/rsa_pss_4096_sha512_mgf1_32_test.json", 0, 171),
            ("CryptoExtrasVectors/rsa_pss_2048_sha1_mgf1_20_test.json", 0, 82),
            // The hash is that of another curve.
            ("Test Vectors/ecdsa_secp256r1_sha512_p1363_test.json", 0, 322),
            ("Test Vectors/ecdsa_secp384r1_sha512_p1363_test.json", 0, 308),
            // DER, which tokens never have.
            ("Test Vectors/ecdsa_secp256r1_sha256_test.json", 0, 471),
            ("Test Vectors/ecdsa_secp384r1_sha384_test.json", 0, 491),
            ("Test Vectors/ecdsa_secp521r1_sha512_test.json", 0, 529),
        ])
    func verdicts(path: String, accepted: Int, refused: Int) throws {
        let file = try WycheproofFile.read(path)
        var counts = Counts()
        for group in file.testGroups {
            let key = try key(of: group)
            for signature in group.tests {
                let isValid = signature.result == .valid && !group.algorithms.isEmpty && key != nil
                try check(signature, of: group, by: key, isValid: isValid)
                if isValid { counts.accepted += 1 } else { counts.refused += 1 }
            }
        }
        #expect(counts.accepted + counts.refused == file.numberOfTests)
        #expect(counts.accepted >= accepted && counts.refused >= refused, "\(counts)")
    }

    /// Reads a group's key; `nil` for one that no issuer may have.
    private func key(of group: WycheproofFile.Group) throws -> VerificationKey? {
        let document = try group.keySet
        guard group.isKeyStrong else {
            #expect(throws: KeySetError.self, "\(group.keysize ?? 0) bits") { try KeySet(document: document) }
            return nil
        }
        let keys = try KeySet(document: document)
        let key: VerificationKey = try #require(keys["key"])
        return key
    }

    /// Checks the verdict by every algorithm for which the key is used: a valid signature is one by its own alone.
    private func check(
        _ signature: WycheproofFile.Signature, of group: WycheproofFile.Group, by key: VerificationKey?, isValid: Bool
    ) throws {
        guard let key else { return }
        let (message, bytes) = try (WycheproofFile.bytes(signature.msg), WycheproofFile.bytes(signature.sig))
        let others = group.otherAlgorithms(of: signature)
        for algorithm in SignatureAlgorithm.allCases where key.fits(algorithm) {
            let expected = isValid && group.algorithms.contains(algorithm) || others.contains(algorithm)
            #expect(
                key.isSignature(bytes, of: message, by: algorithm) == expected,
                "\(algorithm.rawValue), test \(signature.tcId): \(signature.comment)")
        }
    }
}
