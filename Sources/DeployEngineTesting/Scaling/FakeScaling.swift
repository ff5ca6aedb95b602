#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The model of Application Auto Scaling: targets, policies and scripted activities.
package struct FakeScaling: Sendable {
    /// A scalable target, the desired count of a service.
    package struct Target: Sendable, Hashable {
        /// The resource, such as `service/weir/api`.
        package var resource: String
        /// The smallest capacity.
        package var minimum: Int
        /// The largest capacity.
        package var maximum: Int
        /// The role.
        package var role: String
        /// The time of creation.
        package var createdAt: Date
        /// A Boolean value that indicates whether scaling out is suspended.
        package var isSuspended = false
    }

    /// A scaling policy.
    package struct Policy: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The resource.
        package var resource: String
        /// The configuration of target tracking, as in the API.
        package var configuration: FakeValue
        /// The time of creation.
        package var createdAt: Date
    }

    /// A scaling activity.
    package struct Activity: Sendable, Hashable {
        /// The id.
        package var id: String
        /// The resource.
        package var resource: String
        /// The time.
        package var time: Date
        /// The description.
        package var text: String
        /// The cause.
        package var cause: String
    }

    /// A scripted change of a capacity.
    package struct Change: Sendable, Hashable {
        /// The time.
        package var time: Date
        /// The resource.
        package var resource: String
        /// The capacity before limits apply.
        package var capacity: Int
        /// The cause.
        package var cause: String
    }

    /// The targets by resource.
    package var targets: [String: Target] = [:]
    /// The policies.
    package var policies: [Policy] = []
    /// The activities, newest first.
    package var activities: [Activity] = []
    /// The changes to come.
    package var script: [Change] = []
    private var count = 0

    init() {}

    /// Registers a target or changes its limits.
    package mutating func register(_ resource: String, minimum: Int, maximum: Int, role: String = "", at now: Date) {
        let created = targets[resource]?.createdAt ?? now
        targets[resource] = Target(
            resource: resource, minimum: minimum, maximum: maximum, role: role, createdAt: created)
    }

    /// Scripts a change of the desired count, such as one of target tracking.
    package mutating func schedule(
        _ resource: String, to capacity: Int, at time: Date,
        cause: String = "monitor alarm TargetTracking-AlarmHigh in state ALARM triggered policy cpu"
    ) {
        script.append(Change(time: time, resource: resource, capacity: capacity, cause: cause))
    }

    /// Takes the changes that are due, with limits applied.
    mutating func take(at now: Date) -> [(resource: String, capacity: Int)] {
        let due = script.filter { $0.time <= now }
        script.removeAll { $0.time <= now }
        var changes: [(resource: String, capacity: Int)] = []
        for change in due {
            guard let target = targets[change.resource], !target.isSuspended else { continue }
            let capacity = min(max(change.capacity, target.minimum), target.maximum)
            changes.append((change.resource, capacity))
            count += 1
            activities.insert(
                Activity(
                    id: FakeAccountNames.hexadecimal("activity", count), resource: change.resource, time: now,
                    text: "Setting desired count to \(capacity).", cause: change.cause), at: 0)
        }
        return changes
    }

    func nextChange(after now: Date) -> Date? { script.map(\.time).filter { $0 > now }.min() }
}
