/// An AWS access key pair and, for temporary credentials, a session token.
/// No way of printing a value reveals the secret or the token: `description`, `debugDescription`, string
/// interpolation, `dump` and `Mirror` show only the access key's identifier, which AWS itself writes to logs.
public struct AWSCredentials: Sendable, Hashable {
    /// The access key's identifier, such as `AKIAIOSFODNN7EXAMPLE`. Every request sends it unencrypted.
    public let accessKeyID: String

    /// The secret half of the access key. It never leaves the process.
    public let secretAccessKey: String

    /// The token that accompanies temporary credentials, or `nil` for long-lived ones.
    public let sessionToken: String?

    /// Creates credentials from their parts without checking them; a signer rejects malformed ones.
    /// - Parameters:
    ///   - accessKeyID: The access key's identifier.
    ///   - secretAccessKey: The secret half of the key.
    ///   - sessionToken: The token of temporary credentials. An empty one counts as absent.
    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken?.isEmpty == true ? nil : sessionToken
    }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key's identifier, with the secret and the token redacted.
    public var description: String {
        let token = sessionToken == nil ? "none" : "<redacted>"
        return "AWSCredentials(accessKeyID: \(accessKeyID), secretAccessKey: <redacted>, sessionToken: \(token))"
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// A mirror of the parts that ``description`` shows.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "accessKeyID": accessKeyID, "secretAccessKey": "<redacted>",
                "sessionToken": sessionToken == nil ? "none" : "<redacted>",
            ],
            displayStyle: .struct)
    }
}

extension AWSCredentials {
    /// Throws if a part is empty or contains a character that cannot be sent.
    ///
    /// The usual cause is a line ending or a space copied with the value from a file or a variable. The signature would
    /// cover one value and the request send another, and AWS would report only that the signature does not match.
    func validate() throws(SigningError) {
        if !accessKeyID.isVisibleASCII(excluding: UInt8(ascii: "/")) {
            throw .malformedCredentials(.accessKeyID)
        }
        if !secretAccessKey.isVisibleASCII() { throw .malformedCredentials(.secretAccessKey) }
        if let sessionToken, !sessionToken.isVisibleASCII() { throw .malformedCredentials(.sessionToken) }
    }
}
