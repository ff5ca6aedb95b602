import Basics

/// A digest of the bytes that a ``RowSource`` reads.
package protocol RowDigest: Sendable {
    /// Adds bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer)
    /// Returns the digest.
    func finish() -> [UInt8]
}

/// A digest that reveals the accidental reuse of an idempotency key: length and 64-bit FNV-1a (draft-eastlake-fnv).
///
/// It does not resist attacks, which a caller that writes its own rows has no use for.
struct ChecksumDigest: RowDigest {
    private var count: UInt64 = 0
    private var hash = FNV1a()

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count += UInt64(bytes.count)
        hash.update(bytes)
    }

    func finish() -> [UInt8] {
        [count, hash.value].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
    }
}
