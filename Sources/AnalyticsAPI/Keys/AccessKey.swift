import Basics
import CZlib
import Crypto

/// An API key, or the token of a link, with its secret, which is shown once.
///
///     weir_sk_AbCd1234_0123456789ABCDEFGHIJKLMNOPQRSTUV2GZAxc
///     prefix  id       secret (32)                     checksum (6)
///
/// The form lets a secret scanner find keys without a list of them (GitHub Blog, "Behind GitHub's new authentication token
/// formats", 2021): a prefix of the product, an underscore, which no base64 text has, and the CRC-32 of everything before it in
/// base 62.
package struct AccessKey: Sendable {
    /// The kinds of credentials with this form; the value is the text with which each begins.
    package enum Kind: String, Sendable, CaseIterable {
        /// An API key.
        case key = "weir_sk_"
        /// The token in the URL of a link to a saved query.
        case link = "weir_ln_"
    }

    /// The text with which every credential of this server begins.
    static let prefix = "weir_"
    /// The number of characters of an id.
    static let idLength = 8
    /// The number of characters of a secret, of 190 bits of randomness.
    static let secretLength = 32
    fileprivate static let checksumLength = 6
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// The kind.
    package let kind: Kind
    /// The public id.
    package let id: String
    /// The key's text, with the secret.
    private let text: String

    /// Creates a random key.
    package init(_ kind: Kind = .key, using generator: inout some RandomNumberGenerator) {
        self.kind = kind
        func random(_ count: Int) -> String {
            String(
                decoding: (0..<count).map { _ in Self.digits[Int.random(in: 0..<62, using: &generator)] }, as: UTF8.self
            )
        }
        id = random(Self.idLength)
        let body = "\(kind.rawValue)\(id)_\(random(Self.secretLength))"
        text = body + Self.checksum(body)
    }

    /// Returns the key with its secret, to show it once.
    package func reveal() -> String { text }

    /// The SHA-256 of the secret in hexadecimal digits, for the store.
    package var digest: String { PresentedKey(text, kind)?.digest ?? "" }

    /// Returns the CRC-32 (as of zip and PNG) of a text in six base-62 digits.
    static func checksum(_ text: some StringProtocol) -> String {
        let found = Array(text.utf8).withUnsafeBytes { checksum($0) }
        let digits = (1...checksumLength).map { UInt8(truncatingIfNeeded: found >> (8 * (checksumLength - $0))) }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Returns the same six digits as a number, the last one in its lowest byte.
    fileprivate static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        var rest = Int(crc32(0, start, UInt32(bytes.count)))
        var found: UInt64 = 0
        for place in 0..<checksumLength {
            found |= UInt64(digits[rest % 62]) << (8 * place)
            rest /= 62
        }
        return found
    }

    /// Returns `true` for a letter or digit of a key.
    static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

extension AccessKey: CustomStringConvertible, CustomReflectable {
    /// The id with a placeholder for the secret.
    package var description: String { "\(kind.rawValue)\(id)_<redacted>" }

    /// No children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The parts of a token that has the form of an API key or of a link: its id, and the digest of its secret.
struct PresentedKey: Sendable, Hashable {
    /// The public id.
    let id: String
    private let hash: SHA256Digest

    /// Takes a token apart; `nil` if it has another form.
    init?(_ token: String, _ kind: AccessKey.Kind = .key) {
        var token = token
        guard let parts = token.withUTF8({ PresentedKey(UnsafeRawBufferPointer($0), kind) }) else { return nil }
        self = parts
    }

    /// Takes a token apart; `nil` if it has another form. A wrong checksum is another form: such a key was mistyped or guessed,
    /// and never reaches the database.
    init?(_ token: UnsafeRawBufferPointer, _ kind: AccessKey.Kind = .key) {
        let prefix = kind.rawValue.utf8
        let idEnd = prefix.count + AccessKey.idLength
        let secretEnd = idEnd + 1 + AccessKey.secretLength
        guard token.count == secretEnd + AccessKey.checksumLength, token.starts(with: prefix),
            token[idEnd] == UInt8(ascii: "_")
        else { return nil }
        let id = UnsafeRawBufferPointer(rebasing: token[prefix.count..<idEnd])
        let secret = UnsafeRawBufferPointer(rebasing: token[(idEnd + 1)..<secretEnd])
        let checksum = token[secretEnd...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard id.allSatisfy(AccessKey.isDigit), secret.allSatisfy(AccessKey.isDigit),
            checksum == AccessKey.checksum(UnsafeRawBufferPointer(rebasing: token[..<secretEnd]))
        else { return nil }
        self.id = String(decoding: id, as: UTF8.self)
        hash = .sha256(of: secret)
    }

    /// The SHA-256 of the secret in hexadecimal digits.
    var digest: String {
        hash.withUnsafeBytes { String(decoding: [UInt8](hexadecimal: $0), as: UTF8.self) }
    }

    /// Returns `true` if the secret is the one with this digest. The time does not depend on either.
    func matches(_ expected: String) -> Bool {
        var expected = expected
        return expected.withUTF8 { digits in
            hash.withUnsafeBytes { mine in
                guard digits.count == 2 * mine.count else { return false }
                var difference: UInt8 = 0
                for (place, byte) in mine.enumerated() {
                    difference |= Hexadecimal.lowercaseDigit(byte >> 4) ^ digits[2 * place]
                    difference |= Hexadecimal.lowercaseDigit(byte & 0xF) ^ digits[2 * place + 1]
                }
                return difference == 0
            }
        }
    }
}

extension PresentedKey: CustomStringConvertible, CustomReflectable {
    /// The id, without the digest.
    var description: String { "key \(id)" }

    /// No children.
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension SHA256Digest {
    /// Returns the digest of bytes, which are not copied.
    static func sha256(of bytes: UnsafeRawBufferPointer) -> SHA256Digest {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hash.finalize()
    }
}
