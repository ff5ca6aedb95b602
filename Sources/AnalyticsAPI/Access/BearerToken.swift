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

    /// The SHA-256 of the token.
    let digest: SHA256Digest
    /// The parts of the token if it has the form of an API key.
    let key: PresentedKey?
    /// The parts of the token if it has the form of a view token.
    let view: ViewToken?
    /// A Boolean value that indicates whether the token begins as a link's does, which is no bearer token.
    let beginsAsLink: Bool
    /// A Boolean value that indicates whether the token begins as an API key, a view token or a link's token does.
    let beginsAsKey: Bool
    /// The text of a token that begins as a JSON Web Token does.
    let webToken: [UInt8]?

    /// Creates a token from its bytes.
    package init(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        digest = SHA256.hash(data: bytes)
        // Each request with a token comes here, so only the forms that the beginning admits are looked at.
        guard bytes.starts(with: AccessKey.prefix.utf8) else {
            (key, view, beginsAsLink, beginsAsKey) = (nil, nil, false, false)
            webToken = CompactToken.isBegun(by: bytes) ? bytes : nil
            return
        }
        key = PresentedKey(bytes)
        view = key == nil ? ViewToken(bytes) : nil
        beginsAsLink = key == nil && bytes.starts(with: AccessKey.Kind.link.rawValue.utf8)
        beginsAsKey =
            key != nil || beginsAsLink || bytes.starts(with: AccessKey.Kind.key.rawValue.utf8)
            || bytes.starts(with: ViewToken.prefix.utf8)
        webToken = nil
    }

    /// Returns `true` if the value of an `Authorization` field that is no bearer token is meant as one, or as a key without a
    /// scheme.
    static func isMeant(by field: String) -> Bool {
        field.prefix(6).lowercased() == "bearer" || field.contains(AccessKey.prefix)
    }

    /// Returns `true` for equal tokens. The time does not depend on the tokens.
    package func matches(_ other: BearerToken) -> Bool {
        digest.withUnsafeBytes { mine in
            other.digest.withUnsafeBytes { other in
                zip(mine, other).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
            }
        }
    }

    /// Reads the token from the value of an `Authorization` field; `nil` if the field has another scheme or form.
    init?(authorization value: String) {
        let bytes = Array(value.utf8)
        let scheme = Array("bearer".utf8)
        // In ASCII, letters of both cases differ in one bit.
        guard bytes.count > scheme.count, bytes[scheme.count] == UInt8(ascii: " "),
            bytes.prefix(scheme.count).elementsEqual(scheme, by: { $0 | 0x20 == $1 })
        else { return nil }
        self.init(text: bytes[scheme.count...].drop { $0 == UInt8(ascii: " ") })
    }

    /// Reads a token that stands alone; `nil` if it has another form.
    init?(text: some Sequence<UInt8>) {
        let token = Array(text)
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
