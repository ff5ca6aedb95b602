public import AWSSigV4

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Credentials with their expiration and source.
public struct ResolvedCredentials: Sendable, Hashable {
    /// The credentials.
    public let credentials: AWSCredentials

    /// The expiration, or `nil` if they do not expire.
    public let expiration: Date?

    /// The account, if the source reports it.
    public let accountID: String?

    /// The source, for people: `environment`, `profile staging, assumed role …`, `container`, `instance metadata`.
    public let source: String

    /// The access key's identifier, which is not a secret.
    public var accessKeyID: String { credentials.accessKeyID }

    /// Creates resolved credentials from their parts.
    public init(
        credentials: AWSCredentials, expiration: Date? = nil, accountID: String? = nil, source: String
    ) {
        self.credentials = credentials
        self.expiration = expiration
        self.accountID = accountID
        self.source = source
    }
}
