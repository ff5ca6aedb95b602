#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An environment as it is now: stacks, service, targets, lease and the current release.
package struct EnvironmentStatus: Sendable, Hashable, Codable {
    /// A stack.
    package struct Stack: Sendable, Hashable, Codable {
        /// The name.
        package var name: String
        /// The status; nil for a stack that does not exist.
        package var status: String?
        /// The reason of the status.
        package var reason: String?
        /// The time of the last change.
        package var updated: Date?
        /// The next step for a stack that cannot be deployed as it is; nil for one that can.
        package var advice: String?
    }

    /// The service.
    package struct Service: Sendable, Hashable, Codable {
        /// The cluster's name.
        package var cluster: String
        /// The service's name.
        package var name: String
        /// The numbers of tasks.
        package var desired: Int
        /// The number of running tasks.
        package var running: Int
        /// The number of pending tasks.
        package var pending: Int
        /// The status of the newest deployment; nil if none is known.
        package var deployment: String?
        /// The stage of the newest deployment.
        package var stage: String?
        /// The gate at which the deployment waits for `approve`; nil without one.
        package var gate: String?
        /// The digests of the images that run.
        package var imageDigests: [String]
        /// The number of targets by state.
        package var targets: [String: Int]
        /// The newest event.
        package var lastEvent: String?
    }

    /// The environment's name.
    package var environment: String
    /// The time of the look.
    package var time: Date
    /// The service's address; nil before the first deployment.
    package var url: String?
    /// The stacks in the order of deployment.
    package var stacks: [Stack]
    /// The service; nil before the first deployment.
    package var service: Service?
    /// The lease in a sentence.
    package var lease: String?
    /// The number of the release that is in place; nil without one.
    package var release: Int?
    /// The outcome of the newest release, if that is another one.
    package var newest: String?
    /// The release of which the service's task definition differs from its stack's template; nil without such a detour.
    package var detour: Int?
    /// The reads that failed.
    package var unread: [String]

    /// `true` if every stack is stable and the service runs as many tasks as it should.
    package var isHealthy: Bool {
        let isStable = stacks.allSatisfy { $0.status != nil && $0.advice == nil }
        guard let service else { return false }
        return isStable && service.running >= service.desired && service.pending == 0 && unread.isEmpty
    }
}

extension EnvironmentStatus: CustomStringConvertible {
    /// The status as text of at most 80 columns where the names allow it.
    package var description: String {
        var lines = ["\(environment)  \(url ?? "no address yet")"]
        if let release {
            lines.append("release   \(release)" + (newest.map { "; newest: \($0)" } ?? ""))
        } else {
            lines.append("release   none" + (newest.map { "; newest: \($0)" } ?? ""))
        }
        if let detour {
            lines.append("detour    release \(detour) set the service back; the next deploy closes the difference")
        }
        if let lease { lines.append("lease     \(lease)") }
        lines.append("")
        let width = stacks.map(\.name.count).max() ?? 0
        for stack in stacks {
            let name = stack.name + String(repeating: " ", count: width - stack.name.count)
            let time = stack.updated.map { "  " + $0.formatted(.iso8601) } ?? ""
            lines.append("\(name)  \(stack.status ?? "does not exist")\(time)")
            if let reason = stack.reason, stack.advice != nil { lines.append("    \(reason)") }
            if let advice = stack.advice { lines.append("    \(advice)") }
        }
        if let service {
            lines += ["", "service   \(service.cluster)/\(service.name)"]
            lines.append("tasks     \(service.running) of \(service.desired) running, \(service.pending) pending")
            if let deployment = service.deployment {
                lines.append("rollout   \(deployment)" + (service.stage.map { " (\($0))" } ?? ""))
            }
            if let gate = service.gate { lines.append("gate      waits at \(gate): infra-cli approve \(environment)") }
            if !service.targets.isEmpty {
                let counts = service.targets.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
                lines.append("targets   " + counts.joined(separator: ", "))
            }
            for digest in service.imageDigests { lines.append("image     \(digest)") }
            if let event = service.lastEvent { lines.append("event     \(event)") }
        }
        for failure in unread { lines.append("not read: \(failure)") }
        return lines.joined(separator: "\n") + "\n"
    }
}
