#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A role to assume, with the session's name.
package struct RoleRequest: Sendable, Hashable {
    /// The role's ARN.
    package let roleARN: String
    /// The session's name in AWS's logs.
    package let sessionName: String
    /// The external id that the role's trust policy requires, if any.
    package let externalID: String?
    /// The session's duration in seconds; the role's default if `nil`.
    package let durationSeconds: Int?

    /// Creates a request from its parts.
    package init(roleARN: String, sessionName: String, externalID: String? = nil, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
    }

    /// The default session name, made of the program and the time.
    static func sessionName(now: Date) -> String {
        "weir-\(Int(min(max(now.timeIntervalSince1970, 0), 253_402_300_799)))"
    }
}
