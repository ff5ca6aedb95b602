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

    private let digest: [UInt8]
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
        digest = Array(SHA256.hash(data: bytes))
        key = PresentedKey(bytes)
        view = ViewToken(bytes)
        beginsAsLink = bytes.starts(with: AccessKey.Kind.link.rawValue.utf8)
        beginsAsKey =
            beginsAsLink || bytes.starts(with: AccessKey.Kind.key.rawValue.utf8)
            || bytes.starts(with: ViewToken.prefix.utf8)
        webToken = CompactToken.isBegun(by: bytes) ? bytes : nil
    }

    /// Returns `true` if the value of an `Authorization` field that is no bearer token is meant as one, or as a key without a
    /// scheme.
    static func isMeant(by field: String) -> Bool {
        field.prefix(6).lowercased() == "bearer" || field.contains(AccessKey.prefix)
    }

    /// Returns `true` for equal tokens. The time does not depend on the tokens.
    package func matches(_ other: BearerToken) -> Bool {
        zip(digest, other.digest).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }

    /// Reads the token from the value of an `Authorization` field; `nil` if the field has another scheme or form.
    init?(authorization value: String) {
        let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        self.init(text: parts[1].drop { $0 == " " })
    }

    /// Reads a token that stands alone; `nil` if it has another form.
    init?(text: some StringProtocol) {
        let token = Array(text.utf8)
        // "b64token": letters, digits and "-._~+/", then "=".
        let body = token.prefix { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: "-._~+/".utf8.contains(byte)
            }
        }
        guard !body.isEmpty, token.count <= Self.maximumBytes,
            token.dropFirst(body.count).allSatisfy({ $0 == UInt8(ascii: "=") })
        else { return nil }
        self.init(token)
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
