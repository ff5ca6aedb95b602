public import AWSSigV4

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Credentials, how long they hold, and who gave them.
public struct ResolvedCredentials: Sendable, Hashable {
    /// What to sign with.
    public let credentials: AWSCredentials

    /// When AWS stops accepting them, or `nil` if they do not expire.
    public let expiration: Date?

    /// The account they belong to, if the source said so.
    public let accountID: String?

    /// Who gave them, for people: `environment`, `profile staging, assumed role …`, `container`, `instance metadata`.
    public let source: String

    /// The access key's identifier, which is no secret.
    public var accessKeyID: String { credentials.accessKeyID }

    /// Creates an answer from its parts.
    public init(
        credentials: AWSCredentials, expiration: Date? = nil, accountID: String? = nil, source: String
    ) {
        self.credentials = credentials
        self.expiration = expiration
        self.accountID = accountID
        self.source = source
    }
}
