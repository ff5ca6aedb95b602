/// The hash function FNV-1a with 64 bits (draft-eastlake-fnv, section 2).
///
/// Unlike Swift's `Hasher`, it gives the same value in every process and release. It detects accidental changes and does not resist
/// deliberate collisions.
package struct FNV1a: Hashable, Sendable {
    /// The hash of the bytes so far.
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Creates the hash of no bytes.
    package init() {}

    /// Adds bytes.
    package mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }

    /// The hash as 16 lower-case hexadecimal digits.
    package var hexadecimal: String { String(hexadecimal: value) }
}
