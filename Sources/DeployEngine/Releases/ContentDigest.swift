internal import AWSSigV4

/// SHA-256 hashes that identify content, such as a template.
package enum ContentDigest {
    /// Returns the hash of bytes as 64 lower-case hexadecimal digits.
    package static func sha256(of bytes: some Sequence<UInt8>) -> String { PayloadHash.sha256(of: bytes).value }

    /// Returns the hash of a text's UTF-8 as 64 lower-case hexadecimal digits.
    package static func sha256(of text: String) -> String { sha256(of: text.utf8) }
}
