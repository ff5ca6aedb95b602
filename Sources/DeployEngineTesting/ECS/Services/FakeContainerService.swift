#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A service.
package struct FakeContainerService: Sendable, Hashable {
    /// An event of the service.
    package struct Event: Sendable, Hashable {
        /// The id.
        package var id: String
        /// The time.
        package var time: Date
        /// The message.
        package var message: String
    }

    /// The name.
    package var name: String
    /// The ARN.
    package var arn: String
    /// The cluster's ARN.
    package var cluster: String
    /// The status: `ACTIVE`, `DRAINING` or `INACTIVE`.
    package var status = "ACTIVE"
    /// The desired number of tasks.
    package var desired: Int
    /// The settings of the newest revision.
    package var settings: FakeServiceSettings
    /// The configuration of deployments.
    package var deployment: FakeDeploymentSettings
    /// The seconds after a task's start in which failed health checks of the load balancer are ignored.
    package var gracePeriod: TimeInterval = 0
    /// A Boolean value that indicates whether commands may be executed in tasks.
    package var allowsCommands = false
    /// The members of the request that the model only repeats.
    package var document: FakeValue
    /// The tags.
    package var tags: FakeValue
    /// The caller.
    package var createdBy: String
    /// The time of creation.
    package var createdAt: Date
    /// The events, newest first.
    package var events: [Event] = []
    /// The revisions, oldest first.
    package var revisions: [FakeServiceRevision] = []
    /// The service deployments, newest first.
    package var deployments: [FakeServiceDeployment] = []
    /// The sets of tasks, newest first.
    package var sets: [FakeTaskSet] = []
    /// The id of the primary set.
    package var primary = ""
    /// The service revision of the last deployment that completed.
    package var completedRevision: String?
    /// The times of the last events by cause.
    var causes: [String: Date] = [:]

    /// The deployment that has not ended, as an index.
    var ongoing: Int? { deployments.firstIndex { !$0.status.isFinal } }

    /// Returns a revision by its ARN.
    package func revision(_ arn: String) -> FakeServiceRevision? { revisions.first { $0.arn == arn } }

    /// Returns the index of a revision's set.
    func set(of revision: String) -> Int? { sets.firstIndex { $0.revision == revision } }

    /// Adds an event. An event with a cause is suppressed while an equal one is newer than the limit.
    ///
    /// Source: "Amazon ECS service event messages", AWS: a service keeps 100 events, and duplicates are omitted until the cause is
    /// resolved or six hours have passed.
    mutating func tell(_ message: String, cause: String? = nil, at now: Date, suppression: TimeInterval, id: String) {
        if let cause {
            if let last = causes[cause], now < last.addingTimeInterval(suppression) { return }
            causes[cause] = now
        }
        events.insert(Event(id: id, time: now, message: "(service \(name)) \(message)"), at: 0)
        if events.count > 100 { events.removeLast(events.count - 100) }
    }

    /// Ends the suppression of events whose causes begin with a text.
    mutating func resolve(_ cause: String) { causes = causes.filter { !$0.key.hasPrefix(cause) } }
}
