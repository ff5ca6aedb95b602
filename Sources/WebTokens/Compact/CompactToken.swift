package import Basics
import Models

/// A signed token in the compact form of RFC 7515, section 7.1, taken apart and not verified.
///
/// Its claims are not accessible before ``TokenVerifier`` has checked the signature; only the issuer is, to find the keys.
package struct CompactToken: Sendable {
    /// The maximum length of a token in an `Authorization` field, in bytes.
    package static let maximumBytes = 8192
    /// The maximum nesting of the header and the claims.
    static let maximumDepth = 16

    /// The header.
    let header: TokenHeader
    /// The claims, which are not verified.
    let payload: JSONValue
    /// The signature.
    let signature: [UInt8]
    /// The bytes that are signed: the header and the claims as they were sent.
    let signedBytes: [UInt8]

    /// Takes a token apart.
    ///
    /// - Parameters:
    ///   - bytes: The token's text.
    ///   - padding: The padding of the parts: of a load balancer's tokens, and of no others.
    ///   - limit: The maximum length, in bytes.
    /// - Throws: ``TokenError``.
    package init(
        _ bytes: [UInt8], padding: Base64URL.Padding = .none, limit: Int = Self.maximumBytes
    ) throws(TokenError) {
        guard bytes.count <= limit else {
            throw TokenError(.tooLong, "the token has \(bytes.count) bytes, expected at most \(limit)")
        }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw TokenError(.malformed, "the token does not have the three parts of a signed token in compact form")
        }
        func decoded(_ index: Int, _ name: String) throws(TokenError) -> [UInt8] {
            guard let part = Base64URL.decoded(parts[index], padding: padding), !part.isEmpty else {
                throw TokenError(.malformed, "the token's \(name) is empty or not base64url")
            }
            return part
        }
        func object(_ index: Int, _ name: String) throws(TokenError) -> JSONValue {
            let text = try decoded(index, name)
            guard let value = try? JSONValue(parsing: text, maximumDepth: Self.maximumDepth), case .object = value
            else {
                throw TokenError(.malformed, "the token's \(name) is not a JSON object with different names")
            }
            return value
        }
        header = try TokenHeader(object(0, "header"))
        payload = try object(1, "payload")
        signature = try decoded(2, "signature")
        signedBytes = Array(bytes[..<parts[1].endIndex])
    }

    /// The issuer that the token claims, to look for its keys; `nil` if it claims none.
    package var claimedIssuer: String? {
        guard case .string(let issuer)? = payload["iss"] else { return nil }
        return issuer
    }

    /// The id of the key that the token claims.
    package var keyID: String { header.keyID }

    /// Returns `false` if a text does not begin as a token in compact form does, by its first character alone: the base64url of the
    /// first six bits of a brace.
    package static func mayBegin(with first: UInt8?) -> Bool { first == UInt8(ascii: "e") }

    /// Returns `true` if a text begins as a token in compact form does: three parts or more, of which the first is the base64url
    /// of a text that begins with a brace.
    package static func isBegun(by bytes: [UInt8]) -> Bool {
        guard mayBegin(with: bytes.first), let end = bytes.firstIndex(of: UInt8(ascii: ".")),
            bytes[(end + 1)...].contains(UInt8(ascii: "."))
        else { return false }
        return Base64URL.decoded(bytes[..<end])?.first == UInt8(ascii: "{")
    }
}

extension CompactToken: CustomStringConvertible, CustomReflectable {
    /// A placeholder.
    package var description: String { "<redacted>" }

    /// No children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
