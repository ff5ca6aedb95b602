import Basics
import Diagnostics
import Models
package import WebTokens

/// The identity providers whose tokens a server accepts, and the rights that their claims give.
///
///     {"issuers": [{"name": "staff", "cognito": "eu-central-1_AbCdEfGhI", "clients": ["4h1example"],
///                   "rights": [{"when": {"cognito:groups": "analysts"}, "scopes": ["read"]}]}]}
package struct IdentityDocument: Sendable, Hashable {
    /// An issuer of tokens in `Authorization`.
    package struct Issuer: Sendable, Hashable {
        /// The name in the log.
        package let name: String
        /// The rules of its tokens.
        package let policy: TokenPolicy
        /// The place of its keys.
        package let keys: IssuerKeys.Location
        /// The rights, of which the first that applies counts.
        package let rights: [ClaimRule]
    }

    /// An Application Load Balancer that authenticates users.
    package struct Balancer: Sendable, Hashable {
        /// The rules of its tokens.
        package let policy: BalancerPolicy
        /// The URL to which a key's id is appended.
        package let keys: String
        /// The rights, of which the first that applies counts.
        package let rights: [ClaimRule]
    }

    /// The maximum length of a document, in bytes.
    package static let maximumBytes = 256 << 10

    /// The issuers.
    package let issuers: [Issuer]
    /// The load balancer; `nil` for a server that ignores the header fields of load balancers.
    package let balancer: Balancer?
    /// The scheme and host at which clients reach the server, for the metadata of RFC 9728; `nil` for those of each request.
    package let origin: String?

    /// Reads a document.
    ///
    /// - Throws: ``IdentityDocumentError`` with up to 100 mistakes. A document with which tokens for other services or of other
    ///   accounts would be accepted is a mistake.
    package init(parsing bytes: [UInt8]) throws(IdentityDocumentError) {
        guard bytes.count <= Self.maximumBytes else {
            throw IdentityDocumentError(errors: ["got \(bytes.count) bytes, expected at most \(Self.maximumBytes)"])
        }
        let json: JSONValue
        do throws(JSONSyntaxError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            // Without the text itself: it may be a password that was set in the wrong place.
            throw IdentityDocumentError(
                errors: ["line \(error.line), column \(error.column): expected \(error.expected)"])
        }
        var reader = IdentityDocumentReader()
        let document = reader.document(json)
        guard reader.rights.items.isEmpty, let document else {
            throw IdentityDocumentError(
                errors: reader.rights.items.all.map { item in
                    let place = item.pointer.map { $0.isEmpty ? "" : $0 + ": " } ?? ""
                    return place + item.detail + NearestName.hint(item.nearest)
                })
        }
        self = document
    }

    init(issuers: [Issuer], balancer: Balancer?, origin: String? = nil) {
        self.issuers = issuers
        self.balancer = balancer
        self.origin = origin
    }
}

/// The mistakes in a document about identity providers.
package struct IdentityDocumentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The mistakes, each with its JSON pointer.
    package let errors: [String]

    /// The mistakes, one a line.
    package var description: String { errors.joined(separator: "\n") }
}
