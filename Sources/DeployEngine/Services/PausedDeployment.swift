#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A service deployment that waits at a hook of the type PAUSE for `ContinueServiceDeployment`.
package struct PausedDeployment: Sendable, Hashable, Codable {
    /// The cluster's ARN or name.
    package var cluster: String?
    /// The service's ARN or name.
    package var service: String?
    /// The service deployment's ARN.
    package var deployment: String
    /// The hook's id.
    package var hook: String
    /// The stage at which it waits, such as `POST_SCALE_UP`.
    package var stage: String
    /// The time at which ECS acts by itself.
    package var expires: Date?
    /// The action of ECS at that time, `ROLLBACK` or `CONTINUE`.
    package var timeoutAction: String?

    /// Creates a value.
    package init(
        cluster: String? = nil, service: String? = nil, deployment: String, hook: String, stage: String,
        expires: Date? = nil, timeoutAction: String? = nil
    ) {
        self.cluster = cluster
        self.service = service
        self.deployment = deployment
        self.hook = hook
        self.stage = stage
        self.expires = expires
        self.timeoutAction = timeoutAction
    }
}
