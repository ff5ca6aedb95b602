import Basics
import Crypto
import CryptoExtras
import Models

/// The keys of an issuer (RFC 7517, section 5).
///
/// A set that contains a shared key, a private key, or one id twice is refused as a whole: its issuer has made a mistake with
/// which no signature proves anything. Keys of other kinds and for other purposes are skipped (section 5: "ignore").
package struct KeySet: Sendable {
    /// The maximum number of keys.
    static let maximumKeys = 50
    /// The maximum length of a set's document, in bytes.
    package static let maximumBytes = 64 << 10
    /// The valid lengths of an RSA key, in bits. The maximum bounds the cost of a verification.
    static let rsaBits = 2048...8192

    private let keys: [String: VerificationKey]

    /// Creates a set of keys with different ids.
    package init(_ keys: [VerificationKey]) {
        self.keys = Dictionary(keys.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads a set.
    ///
    /// - Throws: ``KeySetError``.
    package init(document bytes: [UInt8]) throws(KeySetError) {
        guard bytes.count <= Self.maximumBytes else { throw KeySetError("the key set is longer than 64 KiB") }
        guard let document = try? JSONValue(parsing: bytes, maximumDepth: 8), case .array(let items)? = document["keys"]
        else { throw KeySetError("the key set is not a JSON object with an array of keys") }
        guard items.count <= Self.maximumKeys else {
            throw KeySetError("the key set has \(items.count) keys, expected at most \(Self.maximumKeys)")
        }
        var keys: [VerificationKey] = []
        var ids: Set<String> = []
        for item in items {
            guard case .object = item, case .string(let type)? = item["kty"] else {
                throw KeySetError("the key set has a key without a type")
            }
            guard type != "oct", item["k"] == nil else { throw KeySetError("the key set has a shared key") }
            guard item["d"] == nil else { throw KeySetError("the key set has a private key") }
            guard case .string(let id)? = item["kid"], VerificationKey.isID(id) else { continue }
            guard ids.insert(id).inserted else { throw KeySetError("the key set has two keys with one id") }
            if let key = try VerificationKey(item, type: type, id: id) { keys.append(key) }
        }
        guard !keys.isEmpty else { throw KeySetError("the key set has no key that can verify a signature") }
        self.init(keys)
    }

    /// Returns a key by its id.
    package subscript(id: String) -> VerificationKey? { keys[id] }

    /// The ids of the keys.
    package var ids: Set<String> { Set(keys.keys) }
}

/// The reason why the keys of an issuer cannot be used. It has no text of the issuer's documents.
package struct KeySetError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason as a sentence, for the log.
    package let description: String

    /// Creates an error.
    package init(_ description: String) { self.description = description }
}

extension VerificationKey {
    /// Reads a JSON Web Key with an id; `nil` for one of another kind or for another purpose.
    ///
    /// - Throws: ``KeySetError`` for a key of a known kind that is not valid.
    fileprivate init?(_ item: JSONValue, type: String, id: String) throws(KeySetError) {
        guard item["use"].map({ $0 == .string("sig") }) ?? true else { return nil }
        if let operations = item["key_ops"] {
            guard case .array(let names) = operations, names.contains(.string("verify")) else { return nil }
        }
        var algorithm: SignatureAlgorithm?
        if let name = item["alg"] {
            guard case .string(let text) = name, let known = SignatureAlgorithm(rawValue: text) else { return nil }
            algorithm = known
        }
        func bytes(_ name: String, count: Int? = nil) throws(KeySetError) -> [UInt8] {
            guard case .string(let text)? = item[name], let bytes = Base64URL.decoded(text.utf8), !bytes.isEmpty,
                count == nil || bytes.count == count
            else { throw KeySetError("a key's member \(name) is missing or not valid") }
            return bytes
        }
        let material: Material
        switch (type, item["crv"]) {
        case ("RSA", nil):
            material = .rsa(try Self.rsa(modulus: bytes("n"), exponent: bytes("e")))
        case ("EC", .string("P-256")?):
            let point = try [4] + bytes("x", count: 32) + bytes("y", count: 32)
            guard let key = try? P256.Signing.PublicKey(x963Representation: point) else { throw .notOnCurve }
            material = .p256(key)
        case ("EC", .string("P-384")?):
            let point = try [4] + bytes("x", count: 48) + bytes("y", count: 48)
            guard let key = try? P384.Signing.PublicKey(x963Representation: point) else { throw .notOnCurve }
            material = .p384(key)
        case ("EC", .string("P-521")?):
            let point = try [4] + bytes("x", count: 66) + bytes("y", count: 66)
            guard let key = try? P521.Signing.PublicKey(x963Representation: point) else { throw .notOnCurve }
            material = .p521(key)
        case ("OKP", .string("Ed25519")?):
            let point = try bytes("x", count: 32)
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: point) else { throw .notOnCurve }
            material = .ed25519(key)
        default: return nil
        }
        self.init(
            id: id, algorithm: algorithm, material: material,
            fingerprint: Array(SHA256.hash(data: Array(item.description.utf8))))
    }

    /// Returns an RSA key of a sufficient length.
    private static func rsa(modulus: [UInt8], exponent: [UInt8]) throws(KeySetError) -> _RSA.Signing.PublicKey {
        let significant = modulus.drop { $0 == 0 }
        let bits = significant.first.map { significant.count * 8 - $0.leadingZeroBitCount } ?? 0
        guard KeySet.rsaBits.contains(bits) else {
            throw KeySetError(
                "an RSA key has \(bits) bits, expected \(KeySet.rsaBits.lowerBound) to \(KeySet.rsaBits.upperBound)")
        }
        // FIPS 186-5, section A.1.1: odd and above 2^16. At most 33 bits, as in most implementations.
        let value = exponent.count <= 5 ? exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } : 0
        guard value > 1 << 16, value < 1 << 33, value % 2 == 1 else {
            throw KeySetError("an RSA key has an exponent that is not accepted")
        }
        guard let key = try? _RSA.Signing.PublicKey(n: significant, e: exponent) else {
            throw KeySetError("an RSA key is not valid")
        }
        return key
    }

    /// Reads the public key of a load balancer: P-256 in PEM.
    ///
    /// - Throws: ``KeySetError`` for another text.
    package init(pem bytes: [UInt8], id: String) throws(KeySetError) {
        guard let key = try? P256.Signing.PublicKey(pemRepresentation: String(decoding: bytes, as: UTF8.self)) else {
            throw KeySetError("the load balancer's key is not a P-256 key in PEM")
        }
        self.init(
            id: id, algorithm: .es256, material: .p256(key), fingerprint: Array(SHA256.hash(data: bytes)))
    }
}

extension KeySetError {
    /// A point that is not on its curve.
    fileprivate static let notOnCurve = KeySetError("a key is not a point of its curve")
}
