internal import Crypto

/// The elliptic-curve key that SigV4a derives from an access key.
///
/// AWS publishes the derivation with its signing library: the counter mode of NIST SP 800-108 over HMAC-SHA256, repeated
/// with the next counter until the result is a scalar of the curve.
enum SigV4aKey {
    static func derive(from credentials: AWSCredentials) throws(SigningError) -> P256.Signing.PrivateKey {
        let key = SymmetricKey(data: Array(("AWS4A" + credentials.secretAccessKey).utf8))
        for counter in UInt8(1)...254 {
            var input: [UInt8] = [0, 0, 0, 1]
            input.append(SigV4aSigner.algorithm)
            input.append(0)
            input.append(credentials.accessKeyID)
            input.append(counter)
            input.append(contentsOf: [0, 0, 1, 0])
            let candidate = Array(HMAC<SHA256>.authenticationCode(for: input, using: key))
            if let scalar = successor(ofCandidate: candidate),
                let key = try? P256.Signing.PrivateKey(rawRepresentation: scalar)
            {
                return key
            }
        }
        throw .keyDerivationFailed
    }

    /// The candidate plus one, or `nil` if the sum is not below the group's order. The comparison reads every byte, so
    /// that its timing reveals nothing about the key.
    private static func successor(ofCandidate candidate: [UInt8]) -> [UInt8]? {
        var exceeds: UInt8 = 0
        var undecided: UInt8 = 1
        var sum = candidate
        var carry: UInt16 = 1
        for index in candidate.indices {
            let (byte, limit) = (Int16(candidate[index]), Int16(orderMinusTwo[index]))
            exceeds |= undecided & UInt8(truncatingIfNeeded: UInt16(bitPattern: limit - byte) >> 15)
            undecided &= 1 ^ UInt8(truncatingIfNeeded: UInt16(bitPattern: (limit - byte) | (byte - limit)) >> 15)
        }
        for index in candidate.indices.reversed() {
            carry += UInt16(candidate[index])
            sum[index] = UInt8(truncatingIfNeeded: carry)
            carry >>= 8
        }
        return exceeds == 1 ? nil : sum
    }

    /// The order of P-256's group (FIPS 186, curve P-256) minus two, most significant byte first.
    private static let orderMinusTwo: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x4F,
    ]
}
