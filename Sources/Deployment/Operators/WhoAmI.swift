internal import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The caller's identity at AWS, with the source of the credentials, the region and the clock skew.
package struct WhoAmI: Sendable, Encodable {
    /// The account.
    package let account: String
    /// The user's or assumed role's ARN.
    package let arn: String
    /// The unique id of the user or role.
    package let userID: String
    /// The configured region; nil if none is set.
    package let region: String?
    /// The setting with the region.
    package let regionOrigin: String?
    /// The source of the credentials.
    package let credentials: String
    /// The access key's identifier, which is not a secret.
    package let accessKeyID: String
    /// The expiration of the credentials; nil if they do not expire.
    package let expires: Date?
    /// The seconds that AWS's clock is ahead of the local one; nil if the response does not tell.
    package let clockSkewSeconds: Double?
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
    package init(_ access: AWSAccess, now: Date = Date()) async throws(CommandError) {
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
    package var json: String { ReportJSON.text(of: self) }

    /// The report as text, one fact a line.
    package var text: String {
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
