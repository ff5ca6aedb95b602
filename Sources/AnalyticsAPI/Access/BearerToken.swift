import Crypto
import HTTPTypes
import WebTokens

/// A bearer token of a request (RFC 6750, section 2.1), kept as its digest, and besides as its text if only its issuer's
/// signature tells whether it is valid.
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
    /// The parts of the token if it has the form of a view token.
    let view: ViewToken?
    /// A Boolean value that indicates whether the token begins as a link's does, which is no bearer token.
    let beginsAsLink: Bool
    /// A Boolean value that indicates whether the token begins as an API key, a view token or a link's token does.
    let beginsAsKey: Bool
    /// The text of a token whose first character a JSON Web Token has.
    private let text: [UInt8]?

    /// Creates a token from its bytes.
    package init(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        // Each request with a token comes here, so only the forms that the beginning admits are looked at.
        guard bytes.starts(with: AccessKey.prefix.utf8) else {
            (key, view, beginsAsLink, beginsAsKey) = (nil, nil, false, false)
            digest = SHA256.hash(data: bytes)
            text = CompactToken.mayBegin(bytes) ? bytes : nil
            return
        }
        key = PresentedKey(bytes)
        text = nil
        guard key == nil else {
            (view, beginsAsLink, beginsAsKey, digest) = (nil, false, true, nil)
            return
        }
        digest = SHA256.hash(data: bytes)
        view = ViewToken(bytes)
        beginsAsLink = bytes.starts(with: AccessKey.Kind.link.rawValue.utf8)
        beginsAsKey =
            beginsAsLink || bytes.starts(with: AccessKey.Kind.key.rawValue.utf8)
            || bytes.starts(with: ViewToken.prefix.utf8)
    }

    /// The text of a token that begins as a JSON Web Token does.
    var webToken: [UInt8]? { text.flatMap { CompactToken.isBegun(by: $0) ? $0 : nil } }

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

    /// Reads the token from the value of an `Authorization` field; `nil` if the field has another scheme or form.
    init?(authorization value: String) {
        var value = value
        let token = value.withUTF8 { bytes -> [UInt8]? in
            let scheme = "bearer".utf8
            // In ASCII, letters of both cases differ in one bit.
            guard bytes.count > scheme.count, bytes[scheme.count] == UInt8(ascii: " "),
                zip(bytes, scheme).allSatisfy({ $0 | 0x20 == $1 })
            else { return nil }
            return Array(bytes[scheme.count...].drop { $0 == UInt8(ascii: " ") })
        }
        guard let token else { return nil }
        self.init(text: token)
    }

    /// Reads a token that stands alone; `nil` if it has another form.
    init?(text token: [UInt8]) {
        guard token.count <= Self.maximumBytes else { return nil }
        let end = token.firstIndex { !Self.isBody($0) } ?? token.count
        guard end > 0, token[end...].allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
        self.init(token)
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
