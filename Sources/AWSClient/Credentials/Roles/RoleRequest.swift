#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A role to take on, and under what name.
public struct RoleRequest: Sendable, Hashable {
    /// The role's ARN.
    public let roleARN: String
    /// The name that AWS's logs show for the session.
    public let sessionName: String
    /// What the role's owner agreed on with a third party, if anything.
    public let externalID: String?
    /// How long the session lasts, in seconds; the role's own default if `nil`.
    public let durationSeconds: Int?

    /// Creates a request from its parts.
    public init(roleARN: String, sessionName: String, externalID: String? = nil, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
    }

    /// A session's name for those who gave none: the program and the time.
    static func sessionName(now: Date) -> String {
        "weir-\(Int(min(max(now.timeIntervalSince1970, 0), 253_402_300_799)))"
    }
}
