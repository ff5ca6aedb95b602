import Crypto
import HTTPTypes
import WebTokens

/// A bearer token of a request (RFC 6750, section 2.1), kept as its digest, and besides as its text if it begins as one
/// of which only a signature tells whether it is valid.
///
/// Two tokens are compared by their SHA-256 digests, always to the last byte. The time of a comparison therefore reveals neither
/// the length of the expected token nor a common prefix.
package struct BearerToken: Sendable {
    /// The maximum length of a token, in bytes.
    package static let maximumBytes = 8192

    /// The SHA-256 of the token; `nil` for one with the form of an API key, of which ``key`` has the digest of its secret.
    let digest: SHA256Digest?
    /// The parts of the token if it has the form of an API key.
    let key: PresentedKey?
    /// A Boolean value that indicates whether the token begins as a link's does, which is no bearer token.
    let beginsAsLink: Bool
    /// A Boolean value that indicates whether the token begins as an API key, a view token or a link's token does.
    let beginsAsKey: Bool
    /// The text of a token that begins as a view token or a JSON Web Token does.
    private let text: [UInt8]?

    /// Creates a token from its bytes.
    package init(_ bytes: some Sequence<UInt8>) {
        self = Array(bytes).withUnsafeBytes { Self($0) }
    }

    /// Creates the token that equals a secret, whose text is not kept.
    package init(secret bytes: some Sequence<UInt8>) {
        digest = Array(bytes).withUnsafeBytes { .sha256(of: $0) }
        (key, beginsAsLink, beginsAsKey, text) = (nil, false, false, nil)
    }

    /// Creates a token from its bytes. Each request with a token comes here, so only the forms that the beginning admits are looked at.
    private init(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.starts(with: AccessKey.prefix.utf8) else {
            (key, beginsAsLink, beginsAsKey) = (nil, false, false)
            digest = .sha256(of: bytes)
            text = CompactToken.mayBegin(with: bytes.first) ? Array(bytes) : nil
            return
        }
        key = PresentedKey(bytes)
        guard key == nil else {
            (beginsAsLink, beginsAsKey, digest, text) = (false, true, nil, nil)
            return
        }
        digest = .sha256(of: bytes)
        let beginsAsView = bytes.starts(with: ViewToken.prefix.utf8)
        text = beginsAsView ? Array(bytes) : nil
        beginsAsLink = bytes.starts(with: AccessKey.Kind.link.rawValue.utf8)
        beginsAsKey = beginsAsView || beginsAsLink || bytes.starts(with: AccessKey.Kind.key.rawValue.utf8)
    }

    /// The text of a token that begins as a JSON Web Token does.
    var webToken: [UInt8]? { text.flatMap { CompactToken.isBegun(by: $0) ? $0 : nil } }

    /// The parts of the token if it has the form of a view token.
    var view: ViewToken? { text.flatMap { ViewToken($0) } }

    /// A Boolean value that indicates whether the token has the form "b64token". Of a token that begins as a JSON Web Token does,
    /// nothing else tells, so that one that is known need not be looked through.
    var isWellFormed: Bool { text.map { $0.withUnsafeBytes { Self.isWellFormed($0) } } ?? true }

    /// Returns `true` if the value of an `Authorization` field that is no bearer token is meant as one, or as a key without a
    /// scheme.
    static func isMeant(by field: String) -> Bool {
        field.prefix(6).lowercased() == "bearer" || field.contains(AccessKey.prefix)
    }

    /// Returns `true` for equal tokens. The time does not depend on the tokens.
    package func matches(_ other: BearerToken) -> Bool {
        guard let digest, let other = other.digest else { return key != nil && key == other.key }
        return digest.withUnsafeBytes { mine in
            other.withUnsafeBytes { other in
                zip(mine, other).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
            }
        }
    }

    /// Reads the token from the value of an `Authorization` field; `nil` if the field has another scheme or form, but see
    /// ``isWellFormed``.
    init?(authorization value: String) {
        var value = value
        let token = value.withUTF8 { bytes -> BearerToken? in
            let scheme = "bearer".utf8
            // In ASCII, letters of both cases differ in one bit.
            guard bytes.count > scheme.count, bytes[scheme.count] == UInt8(ascii: " "),
                zip(bytes, scheme).allSatisfy({ $0 | 0x20 == $1 })
            else { return nil }
            var start = scheme.count
            while start < bytes.count, bytes[start] == UInt8(ascii: " ") { start += 1 }
            return BearerToken(form: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start...]))
        }
        guard let token else { return nil }
        self = token
    }

    /// Reads a token that stands alone; `nil` if it has another form, but see ``isWellFormed``.
    init?(text token: String) {
        var token = token
        guard let read = token.withUTF8({ BearerToken(form: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = read
    }

    private init?(form bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= Self.maximumBytes, CompactToken.mayBegin(with: bytes.first) || Self.isWellFormed(bytes)
        else {
            return nil
        }
        self.init(bytes)
    }

    private static func isWellFormed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let end = bytes.firstIndex { !isBody($0) } ?? bytes.count
        return end > 0 && bytes[end...].allSatisfy { $0 == UInt8(ascii: "=") }
    }

    /// Returns `true` for a character of "b64token" before the "=" at its end: letters, digits and "-._~+/".
    private static func isBody(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-")...UInt8(ascii: "/"), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "+"):
            true
        default: false
        }
    }
}

extension BearerToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A placeholder, because a digest could be compared with guesses.
    package var description: String { "<redacted>" }

    /// The same placeholder.
    package var debugDescription: String { description }

    /// No children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
