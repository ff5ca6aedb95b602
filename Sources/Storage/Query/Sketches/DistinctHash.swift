/// A hash of 64 bits of a value's key, equal to PostgreSQL's `hashtextextended(key, 0)`.
///
/// The function is the one that Bob Jenkins published as `lookup3` (2006), with the initial state that PostgreSQL uses
/// (`src/common/hashfn.c`). PostgreSQL computes it with the byte order of its processor; all processors that it commonly runs on are
/// little-endian.
struct DistinctHash {
    private var a: UInt32
    private var b: UInt32
    private var c: UInt32

    /// Returns the hash of bytes.
    static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = DistinctHash(count: bytes.count)
        var start = 0
        while bytes.count - start >= 12 {
            hash.a &+= word(bytes, start)
            hash.b &+= word(bytes, start + 4)
            hash.c &+= word(bytes, start + 8)
            hash.mix()
            start += 12
        }
        // The lowest byte of the third word is not used for the rest.
        for (place, byte) in bytes[start...].enumerated() {
            switch place {
            case 0..<4: hash.a &+= UInt32(byte) << UInt32(8 * place)
            case 4..<8: hash.b &+= UInt32(byte) << UInt32(8 * (place - 4))
            default: hash.c &+= UInt32(byte) << UInt32(8 * (place - 7))
            }
        }
        hash.finish()
        return UInt64(hash.b) << 32 | UInt64(hash.c)
    }

    /// Returns the hash of a number of 64 bits: of its sixteen hexadecimal digits.
    static func hash(_ bits: UInt64) -> UInt64 {
        var digits = (UInt64(0), UInt64(0))
        return withUnsafeMutableBytes(of: &digits) { bytes in
            for place in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: bits >> UInt64(60 - 4 * place)) & 0xF
                bytes[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return hash(UnsafeRawBufferPointer(bytes))
        }
    }

    private init(count: Int) {
        a = 0x9E37_79B9 &+ UInt32(truncatingIfNeeded: count) &+ 3_923_095
        b = a
        c = a
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }

    private mutating func mix() {
        a = (a &- c) ^ Self.rotated(c, 4)
        c &+= b
        b = (b &- a) ^ Self.rotated(a, 6)
        a &+= c
        c = (c &- b) ^ Self.rotated(b, 8)
        b &+= a
        a = (a &- c) ^ Self.rotated(c, 16)
        c &+= b
        b = (b &- a) ^ Self.rotated(a, 19)
        a &+= c
        c = (c &- b) ^ Self.rotated(b, 4)
        b &+= a
    }

    private mutating func finish() {
        c = (c ^ b) &- Self.rotated(b, 14)
        a = (a ^ c) &- Self.rotated(c, 11)
        b = (b ^ a) &- Self.rotated(a, 25)
        c = (c ^ b) &- Self.rotated(b, 16)
        a = (a ^ c) &- Self.rotated(c, 4)
        b = (b ^ a) &- Self.rotated(a, 14)
        c = (c ^ b) &- Self.rotated(b, 24)
    }
}
