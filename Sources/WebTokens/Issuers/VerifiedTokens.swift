package import Crypto
package import Models

/// The tokens that a process has verified lately, by their digests: a bounded memory.
///
/// An entry stands for a correct signature of one key and for the claims behind it, and no more: at each use, the caller checks that
/// the token's times include the present and that the issuer still has the key; see ``Entry/isValid(signedBy:now:)``.
package struct VerifiedTokens<Value: Sendable>: Sendable {
    /// A verified token. It is a class because each request with the token gets it.
    package final class Entry: Sendable {
        /// The value that was made of the claims.
        package let value: Value
        private let validity: TokenValidity
        private let fingerprint: [UInt8]

        fileprivate init(_ value: Value, _ validity: TokenValidity, _ key: VerificationKey) {
            self.value = value
            self.validity = validity
            fingerprint = key.fingerprint
        }

        /// Returns `true` if a key has signed the token, whose times include `now`.
        package func isValid(signedBy key: VerificationKey, now: Timestamp) -> Bool {
            validity.contains(now) && fingerprint == key.fingerprint
        }
    }

    private let limit: Int
    private var newer: [SHA256Digest: Entry] = [:]
    private var older: [SHA256Digest: Entry] = [:]

    /// Creates a memory.
    ///
    /// - Parameter limit: The maximum number of tokens.
    package init(limit: Int = 10_000) { self.limit = limit }

    /// The number of tokens.
    package var count: Int { newer.count + older.count }

    /// Returns the entry of a token, whose times and key are to be checked; see ``Entry/isValid(signedBy:now:)``.
    package mutating func entry(of token: SHA256Digest) -> Entry? {
        if let found = newer[token] { return found }
        guard let found = older[token] else { return nil }
        insert(found, of: token)
        return found
    }

    /// Forgets a token, because its times are over or its key has changed.
    package mutating func remove(_ token: SHA256Digest) {
        newer[token] = nil
        older[token] = nil
    }

    /// Adds a verified token.
    package mutating func add(
        _ value: Value, validity: TokenValidity, of token: SHA256Digest, signedBy key: VerificationKey
    ) {
        insert(Entry(value, validity, key), of: token)
    }

    /// Adds an entry to the newer half. When that is full it becomes the older one, and what was not used since is forgotten.
    private mutating func insert(_ entry: Entry, of token: SHA256Digest) {
        if newer.count >= max(1, limit / 2) {
            older = newer
            newer = [:]
        }
        older[token] = nil
        newer[token] = entry
    }
}
