/// What proves to AWS who is calling: an access key pair and, when the keys are temporary, a session token.
///
/// Nothing that prints a value reveals the secret or the token: `description`, `debugDescription`, string
/// interpolation, `dump` and `Mirror` all show the access key's identifier alone, which AWS itself writes to logs.
public struct AWSCredentials: Sendable, Hashable {
    /// The access key's identifier, such as `AKIAIOSFODNN7EXAMPLE`. It travels in clear with every request.
    public let accessKeyID: String

    /// The secret half of the access key. It never leaves the process.
    public let secretAccessKey: String

    /// The token that accompanies temporary credentials, or `nil` for long-lived ones.
    public let sessionToken: String?

    /// Creates credentials from their parts, unchecked; a signer refuses malformed ones.
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
    /// The access key's identifier and what else is held, with every secret redacted.
    public var description: String {
        let token = sessionToken == nil ? "none" : "<redacted>"
        return "AWSCredentials(accessKeyID: \(accessKeyID), secretAccessKey: <redacted>, sessionToken: \(token))"
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// A mirror that shows no more than ``description`` does.
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
    /// Refuses credentials that could not be sent as they are.
    ///
    /// The usual cause is a line ending or a space picked up with the value from a file or a variable. Such
    /// credentials would be signed with one value and sent with another, and AWS would only answer that the
    /// signature does not match.
    func validate() throws(SigningError) {
        if !accessKeyID.isVisibleASCII(excluding: UInt8(ascii: "/")) {
            throw .malformedCredentials(.accessKeyID)
        }
        if !secretAccessKey.isVisibleASCII() { throw .malformedCredentials(.secretAccessKey) }
        if let sessionToken, !sessionToken.isVisibleASCII() { throw .malformedCredentials(.sessionToken) }
    }
}
