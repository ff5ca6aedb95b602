package import Crypto
package import Models

/// The tokens that a process has verified lately, by their digests: a bounded memory that never makes an expired token valid.
///
/// An entry stands for a correct signature of one key and for the claims behind it. The times are checked at each use, and an
/// entry does not count any more once its key has changed.
package struct VerifiedTokens<Value: Sendable>: Sendable {
    /// A verified token.
    package struct Entry: Sendable {
        /// The value that was made of the claims.
        package let value: Value
        /// The times between which the token is valid.
        package let validity: TokenValidity
        let fingerprint: [UInt8]
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

    /// Returns the value of a token without a check of its times and key; for ``entry(of:signedBy:now:)`` to decide.
    package func candidate(of token: SHA256Digest) -> Value? { (newer[token] ?? older[token])?.value }

    /// Returns the entry of a token that one key has signed; `nil` if there is none or its times are over.
    package mutating func entry(of token: SHA256Digest, signedBy key: VerificationKey, now: Timestamp) -> Entry? {
        guard let found = newer[token] ?? older[token] else { return nil }
        guard found.fingerprint == key.fingerprint, (try? found.validity.check(at: now)) != nil else {
            newer[token] = nil
            older[token] = nil
            return nil
        }
        if newer[token] == nil { insert(found, of: token) }
        return found
    }

    /// Adds a verified token.
    package mutating func add(
        _ value: Value, validity: TokenValidity, of token: SHA256Digest, signedBy key: VerificationKey
    ) {
        insert(Entry(value: value, validity: validity, fingerprint: key.fingerprint), of: token)
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
