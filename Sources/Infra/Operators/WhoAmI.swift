internal import AWSClient

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The caller's identity at AWS, with the source of the credentials, the region and the clock skew.
public struct WhoAmI: Sendable, Encodable {
    /// The account.
    public let account: String
    /// The user's or assumed role's ARN.
    public let arn: String
    /// The unique id of the user or role.
    public let userID: String
    /// The configured region; nil if none is set.
    public let region: String?
    /// The setting with the region.
    public let regionOrigin: String?
    /// The source of the credentials.
    public let credentials: String
    /// The access key's identifier, which is not a secret.
    public let accessKeyID: String
    /// The expiration of the credentials; nil if they do not expire.
    public let expires: Date?
    /// The seconds that AWS's clock is ahead of the local one; nil if the response does not tell.
    public let clockSkewSeconds: Double?
    /// The time of the request.
    let asked: Date

    enum CodingKeys: String, CodingKey {
        case account, arn, userID = "userId", region, regionOrigin, credentials, accessKeyID = "accessKeyId", expires
        case clockSkewSeconds
    }

    /// Requests the identity from STS.
    /// - Parameters:
    ///   - access: The access to AWS.
    ///   - now: The current time.
    /// - Throws: ``CommandError``.
    public init(_ access: AWSAccess, now: Date = Date()) async throws(CommandError) {
        let session = access.session
        let resolved: ResolvedCredentials
        do {
            resolved = try await session.configuration.credentials.credentials()
        } catch {
            throw CommandError(error)
        }
        let selection = try? session.region.get()
        do {
            // Without a region use the partition's first: the identity is the same in all its regions.
            let client = try session.configuration.client(for: .sts, region: selection == nil ? "us-east-1" : nil)
            let (identity, difference) = try await SecurityTokenService(client).callerIdentity()
            account = identity.account
            arn = identity.arn
            userID = identity.userID
            clockSkewSeconds = difference
        } catch {
            throw CommandError(error)
        }
        region = selection?.name
        regionOrigin = selection?.origin
        credentials = resolved.source
        accessKeyID = resolved.accessKeyID
        expires = resolved.expiration
        asked = now
    }

    /// The report as one JSON object.
    public var json: String { ReportJSON.text(of: self) }

    /// The report as text, one fact a line.
    public var text: String {
        var rows = [
            ("account", account), ("arn", arn), ("user id", userID),
            ("region", region.map { "\($0) (\(regionOrigin ?? ""))" } ?? "not set; set AWS_REGION"),
            ("credentials", "\(credentials), key \(accessKeyID)"), ("expires", expiry), ("clock", clock),
        ]
        rows = rows.map { ($0.0 + String(repeating: " ", count: 13 - $0.0.count), $0.1) }
        return rows.map { $0.0 + $0.1 + "\n" }.joined()
    }

    private var expiry: String {
        guard let expires else { return "never" }
        let minutes = Int((expires.timeIntervalSince(asked) / 60).rounded(.down))
        return "\(expires.formatted(.iso8601)) (" + (minutes < 0 ? "expired)" : "in \(minutes) min)")
    }

    private var clock: String {
        guard let clockSkewSeconds else { return "unknown: the response has no time" }
        // The response's time is in whole seconds.
        if abs(clockSkewSeconds) < 2 { return "agrees with AWS's" }
        let seconds = Int(abs(clockSkewSeconds).rounded())
        return "\(seconds) s \(clockSkewSeconds > 0 ? "behind" : "ahead of") AWS's"
            + (seconds > 300 ? "; AWS rejects signatures beyond 5 minutes: correct this clock" : "")
    }
}
