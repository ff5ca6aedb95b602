/// The form of the administrator's key, which a client sends as `Authorization: Bearer KEY`.
package enum AdminKey {
    /// The valid lengths of a key, in characters. The minimum keeps guessing impractical; a request's headers limit the maximum.
    package static let lengths = 32...512
    /// The length of a generated key of letters and digits: 48 of them hold 285 bits.
    package static let generatedLength = 48
    /// A valid key, in words.
    package static let expected =
        "\(lengths.lowerBound) to \(lengths.upperBound) letters, digits and characters of \"-._~+/\", with \"=\" at the end alone, without line breaks, and not beginning with \(otherBeginnings.joined(separator: ", "))"
    /// The beginnings of the server's other credentials, which are never looked for here.
    private static let otherBeginnings = ["weir_sk_", "weir_ln_", "weir_view_"]

    /// Returns `true` for a text of valid length that a header can carry, "b64token" of RFC 6750, section 2.1, and that is taken for
    /// no other credential of the server.
    package static func isValid(_ key: some Collection<UInt8>) -> Bool {
        let body = key.prefix { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: "-._~+/".utf8.contains(byte)
            }
        }
        return lengths.contains(key.count) && !body.isEmpty
            && key.dropFirst(body.count).allSatisfy { $0 == UInt8(ascii: "=") }
            && !otherBeginnings.contains { key.starts(with: $0.utf8) }
    }
}
