#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The places that evidence is collected from.
package struct EvidenceRequest: Sendable, Hashable {
    /// The environment's name.
    package var environment: String
    /// The release as in its folder, such as `0007`.
    package var release: String?
    /// The names or ids of the stacks.
    package var stacks: [String]
    /// The change set's name or id; nil once it is executed.
    package var changeSet: String?
    /// The `ClientRequestToken` of the operation.
    package var token: String?
    /// The start of the operation.
    package var began: Date?
    /// The cluster's name or ARN; nil to find it among the events.
    package var cluster: String?
    /// The service's name or ARN; nil to find it among the events.
    package var service: String?
    /// The ARN of the service deployment; nil for the latest one.
    package var deployment: String?
    /// The tasks besides those of the service, such as the migration's, by their ARNs.
    package var tasks: [String]
    /// `true` to read CloudTrail, which is slow and allows two calls a second.
    package var includesTrail: Bool
    /// The number of lines of each log.
    package var logLines: Int

    /// Creates a request.
    package init(
        environment: String, release: String? = nil, stacks: [String] = [], changeSet: String? = nil,
        token: String? = nil, began: Date? = nil, cluster: String? = nil, service: String? = nil,
        deployment: String? = nil, tasks: [String] = [], includesTrail: Bool = true, logLines: Int = 60
    ) {
        self.environment = environment
        self.release = release
        self.stacks = stacks
        self.changeSet = changeSet
        self.token = token
        self.began = began
        self.cluster = cluster
        self.service = service
        self.deployment = deployment
        self.tasks = tasks
        self.includesTrail = includesTrail
        self.logLines = logLines
    }
}
