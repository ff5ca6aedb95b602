import Basics
internal import Crypto
internal import Synchronization

/// A cache of derived signing keys, with which a signature costs one keyed hash instead of five.
///
/// A key is looked up by all inputs of its derivation, the secret included, so rotated credentials never get the old
/// key. The number of keys is bounded, with least-recently-used eviction. Any number of signers on any number of
/// threads can share a cache.
public final class SigningKeyCache: Sendable {
    private let keys: Mutex<BoundedCache<Parts, HMAC<SHA256>>>

    private struct Parts: Hashable {
        let secret: String
        let date: String
        let region: String
        let service: String
    }

    /// Creates an empty cache.
    /// - Parameter capacity: The maximum number of keys, at least one. A process that signs with one set of credentials
    ///   for one service needs a single key a day.
    public init(capacity: Int = 64) {
        keys = Mutex(BoundedCache(capacity: capacity))
    }

    /// The number of cached keys.
    public var count: Int { keys.withLock { $0.count } }

    /// The keyed hash for a string to sign, derived if it is not cached.
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
    /// The number of cached keys, without the keys or the inputs of their derivation.
    public var description: String { "SigningKeyCache(\(count) keys)" }

    /// A mirror of the parts that ``description`` shows.
    public var customMirror: Mirror { Mirror(self, children: ["count": count], displayStyle: .class) }
}

extension HMAC<SHA256> {
    /// The code of a message as 64 lower-case hexadecimal digits. The receiver is not changed.
    func hexCode(for message: [UInt8]) -> [UInt8] {
        var code = self
        code.update(data: message)
        return code.finalize().withUnsafeBytes { [UInt8](hexadecimal: $0) }
    }
}
