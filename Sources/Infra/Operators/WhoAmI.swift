internal import AWSClient

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Who AWS takes the caller for, and where that comes from.
public struct WhoAmI: Sendable, Encodable {
    /// The account.
    public let account: String
    /// The user's or assumed role's ARN.
    public let arn: String
    /// The unique id behind the ARN.
    public let userID: String
    /// The region that is set; nil if none is.
    public let region: String?
    /// Who chose the region.
    public let regionOrigin: String?
    /// Which source of the chain gave the credentials.
    public let credentials: String
    /// The access key's identifier, which is no secret.
    public let accessKeyID: String
    /// When the credentials end; nil if they do not.
    public let expires: Date?
    /// How many seconds AWS's clock is ahead of the local one; nil if the answer did not tell.
    public let clockSkewSeconds: Double?
    /// The time of asking.
    let asked: Date

    enum CodingKeys: String, CodingKey {
        case account, arn, userID = "userId", region, regionOrigin, credentials, accessKeyID = "accessKeyId", expires
        case clockSkewSeconds
    }

    /// Asks.
    /// - Parameters:
    ///   - access: How to reach AWS.
    ///   - now: The time.
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
            // Without a region the partition's first: who calls is the same everywhere in it.
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

    /// One object.
    public var json: String { ReportJSON.text(of: self) }

    /// One line a fact.
    public var text: String {
        var rows = [
            ("account", account), ("arn", arn), ("user id", userID),
            ("region", region.map { "\($0) (\(regionOrigin ?? ""))" } ?? "none is set; set AWS_REGION"),
            ("credentials", "\(credentials), key \(accessKeyID)"), ("expires", expiry), ("clock", clock),
        ]
        rows = rows.map { ($0.0 + String(repeating: " ", count: 13 - $0.0.count), $0.1) }
        return rows.map { $0.0 + $0.1 + "\n" }.joined()
    }

    private var expiry: String {
        guard let expires else { return "never" }
        let minutes = Int((expires.timeIntervalSince(asked) / 60).rounded(.down))
        return "\(expires.formatted(.iso8601)) (" + (minutes < 0 ? "over)" : "in \(minutes) min)")
    }

    private var clock: String {
        guard let clockSkewSeconds else { return "the answer did not tell" }
        // The answer's time is in whole seconds.
        if abs(clockSkewSeconds) < 2 { return "agrees with AWS's" }
        let seconds = Int(abs(clockSkewSeconds).rounded())
        return "\(seconds) s \(clockSkewSeconds > 0 ? "behind" : "ahead of") AWS's"
            + (seconds > 300 ? "; signatures are refused beyond 5 minutes, so set it right" : "")
    }
}
