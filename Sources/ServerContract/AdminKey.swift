/// The form of the administrator's key, which a client sends as `Authorization: Bearer KEY`.
package enum AdminKey {
    /// The valid lengths of a key, in characters. The minimum keeps guessing impractical; a request's headers limit the maximum.
    package static let lengths = 32...512
    /// The length of a generated key of letters and digits: 48 of them hold 285 bits.
    package static let generatedLength = 48
    /// A valid key, in words.
    package static let expected =
        "\(lengths.lowerBound) to \(lengths.upperBound) letters, digits and characters of \"-._~+/=\", without line breaks"

    /// Returns `true` for a text of valid length that a header can carry: "b64token" of RFC 6750, section 2.1.
    package static func isValid(_ key: some Collection<UInt8>) -> Bool {
        lengths.contains(key.count)
            && key.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "-._~+/=".utf8.contains(byte)
                }
            }
    }
}
