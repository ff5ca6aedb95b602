internal import Crypto
internal import Synchronization

/// Signing keys that were derived already, so that a signature costs one keyed hash instead of five.
///
/// A key is found by everything it is derived from, the secret included: after credentials rotate, the old key cannot
/// be found with the new secret. The number of keys is bounded; the one unused for longest goes first. One cache may
/// serve any number of signers on any number of threads.
public final class SigningKeyCache: Sendable {
    private let keys: Mutex<BoundedCache<Parts, HMAC<SHA256>>>

    private struct Parts: Hashable {
        let secret: String
        let date: String
        let region: String
        let service: String
    }

    /// Creates an empty cache.
    /// - Parameter capacity: How many keys to hold, at least one. A process that signs with one set of credentials for
    ///   one service needs a single key a day.
    public init(capacity: Int = 64) {
        keys = Mutex(BoundedCache(capacity: capacity))
    }

    /// How many keys are held now.
    public var count: Int { keys.withLock { $0.count } }

    /// The keyed hash to feed a string to sign, derived if it is not held.
    func signingKey(secret: String, date: String, region: String, service: String) -> HMAC<SHA256> {
        let parts = Parts(secret: secret, date: date, region: region, service: service)
        if let key = keys.withLock({ $0.value(for: parts) }) { return key }
        let key = Self.derive(parts)
        keys.withLock { $0.insert(key, for: parts) }
        return key
    }

    /// "Derive a signing key" in "Create a signed AWS API request", IAM User Guide.
    private static func derive(_ parts: Parts) -> HMAC<SHA256> {
        var key = SymmetricKey(data: Array(("AWS4" + parts.secret).utf8))
        for part in [parts.date, parts.region, parts.service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return HMAC<SHA256>(key: key)
    }
}

extension SigningKeyCache: CustomStringConvertible, CustomReflectable {
    /// How many keys are held. The keys and what they were derived from stay out.
    public var description: String { "SigningKeyCache(\(count) keys)" }

    /// A mirror that shows no more than ``description`` does.
    public var customMirror: Mirror { Mirror(self, children: ["count": count], displayStyle: .class) }
}

extension HMAC<SHA256> {
    /// The code of a message as 64 lower-case hexadecimal digits. The receiver itself stays as it is.
    func hexCode(for message: [UInt8]) -> [UInt8] {
        var code = self
        code.update(data: message)
        return code.finalize().withUnsafeBytes { [UInt8](hexOf: $0) }
    }
}
