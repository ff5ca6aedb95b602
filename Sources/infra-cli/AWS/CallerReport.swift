import AWSClient
import Diagnostics
internal import Foundation

/// The report of `whoami`: the caller's identity, with the source of the credentials, the region and the clock skew.
struct CallerReport: Encodable {
    /// The account.
    let account: String
    /// The user's or assumed role's ARN.
    let arn: String
    /// The unique id of the user or role.
    let userID: String
    /// The configured region; nil if none is set.
    let region: String?
    /// The setting with the region.
    let regionOrigin: String?
    /// The source of the credentials.
    let credentials: String
    /// The access key's identifier, which is not a secret.
    let accessKeyID: String
    /// The expiration of the credentials; nil if they do not expire.
    let expires: Date?
    /// The seconds that AWS's clock is ahead of the local one; nil if the response does not tell.
    let clockSkewSeconds: Double?
    /// The time of the request.
    let asked: Date

    enum CodingKeys: String, CodingKey {
        case account, arn, userID = "userId", region, regionOrigin, credentials, accessKeyID = "accessKeyId", expires
        case clockSkewSeconds
    }

    /// Requests the identity from STS.
    init(_ session: AWSSession, now: Date = Date()) async throws(CommandError) {
        let resolved: ResolvedCredentials
        do {
            resolved = try await session.configuration.credentials.credentials()
        } catch {
            throw CommandError(error)
        }
        do {
            let (identity, difference) = try await session.callerIdentityAndClockDifference()
            account = identity.account
            arn = identity.arn
            userID = identity.userID
            clockSkewSeconds = difference
        } catch {
            throw CommandError(error)
        }
        let selection = try? session.region.get()
        region = selection?.name
        regionOrigin = selection?.origin
        credentials = resolved.source
        accessKeyID = resolved.accessKeyID
        expires = resolved.expiration
        asked = now
    }

    /// The report as text, one fact a line.
    var text: String {
        let rows = [
            ("account", account), ("arn", arn), ("user id", userID),
            ("region", region.map { "\($0) (\(regionOrigin ?? ""))" } ?? "not set; set AWS_REGION"),
            ("credentials", "\(credentials), key \(accessKeyID)"), ("expires", expiry), ("clock", clock),
        ]
        return rows.map { $0.0 + String(repeating: " ", count: 13 - $0.0.count) + $0.1 + "\n" }.joined()
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
