#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A deployment as its events tell it: phases, stacks, resources and services with their times.
///
/// The live tree, the picture and the reports are views of this one value.
package struct DeployTimeline: Sendable, Hashable {
    /// A phase.
    package struct PhaseEntry: Sendable, Hashable {
        /// The phase.
        package var phase: ProgressEvent.Phase
        /// The start.
        package var began: Date
        /// The end; nil while the phase lasts.
        package var ended: Date?
        /// The result in words; nil while the phase lasts.
        package var outcome: String?
    }

    /// A service's tasks.
    package struct ServiceEntry: Sendable, Hashable {
        /// The service's name.
        package var name: String
        /// The stages of the deployment with their starts.
        package var stages: [Stage]
        /// The number of tasks wanted.
        package var desired: Int
        /// The number of tasks that run.
        package var running: Int
        /// The number of tasks that start.
        package var pending: Int
        /// The number of tasks that failed.
        package var failed: Int
        /// The time of the latest report.
        package var time: Date

        /// A stage of a service's deployment.
        package struct Stage: Sendable, Hashable {
            /// The name, such as `SCALE_UP`.
            package var name: String
            /// The start.
            package var began: Date
        }

        /// The current stage's name.
        package var stage: String { stages.last?.name ?? "" }
    }

    /// The targets of a group by their state.
    package struct TargetEntry: Sendable, Hashable {
        /// The target group's name.
        package var group: String
        /// The number of targets by state.
        package var states: [String: Int]
    }

    /// A task that stopped.
    package struct TaskEntry: Sendable, Hashable {
        /// The time.
        package var time: Date
        /// The task's id.
        package var task: String
        /// The reason.
        package var reason: String
    }

    /// A line of a log.
    package struct LogEntry: Sendable, Hashable {
        /// The time.
        package var time: Date
        /// The stream.
        package var stream: String
        /// The line.
        package var line: String
    }

    /// A remark or a warning.
    package struct Remark: Sendable, Hashable {
        /// The time.
        package var time: Date
        /// The phase.
        package var phase: ProgressEvent.Phase
        /// The text.
        package var text: String
    }

    /// The phases in the order of their starts.
    package private(set) var phases: [PhaseEntry] = []
    /// The operations of stacks in the order of their starts.
    package private(set) var stacks: [StackTimeline] = []
    /// The services in the order of their first report.
    package private(set) var services: [ServiceEntry] = []
    /// The target groups in the order of their first report.
    package private(set) var targets: [TargetEntry] = []
    /// The stopped tasks.
    package private(set) var stoppedTasks: [TaskEntry] = []
    /// The last lines of logs.
    package private(set) var logs: [LogEntry] = []
    /// The remarks.
    package private(set) var notices: [Remark] = []
    /// The warnings.
    package private(set) var warnings: [Remark] = []
    /// The time of the first event; nil without events.
    package private(set) var began: Date?
    /// The time of the latest event; nil without events.
    package private(set) var latest: Date?
    /// The time at which a resource, a task or a target last changed; nil before the first change.
    package private(set) var lastChange: Date?

    /// The maximum number of log lines that are kept.
    private static let logLimit = 200

    /// Creates an empty timeline.
    package init() {}

    /// Creates a timeline of events.
    package init(_ events: some Sequence<ProgressEvent>) {
        for event in events { apply(event) }
    }

    /// The phase that lasts; nil between two phases.
    package var current: PhaseEntry? { phases.last { $0.ended == nil } }

    /// Adds an event.
    package mutating func apply(_ event: ProgressEvent) {
        let time = event.time
        began = min(began ?? time, time)
        latest = max(latest ?? time, time)
        switch event.fact {
        case .phaseBegan:
            phases.append(PhaseEntry(phase: event.phase, began: time))
            // Every phase begins with a fresh silence.
            lastChange = time
        case .phaseEnded(let outcome):
            if let index = phases.lastIndex(where: { $0.phase == event.phase && $0.ended == nil }) {
                phases[index].ended = time
                phases[index].outcome = outcome
            } else {
                phases.append(PhaseEntry(phase: event.phase, began: time, ended: time, outcome: outcome))
            }
        case .stackBegan(let stack, let operation, let resources, let estimate):
            stacks.append(
                StackTimeline(
                    name: stack, phase: event.phase, operation: operation, count: resources, estimate: estimate,
                    began: time))
            lastChange = time
        case .resource(let stack, let logicalID, let type, let status, let reason):
            change(time, event.phase, stack) { $0.apply(time, logicalID, type, status, reason) }
        case .stackEnded(let stack, let status):
            change(time, event.phase, stack) { $0.end(time, status) }
        case .service(let name, let stage, let desired, let running, let pending, let failed):
            applyService(
                ServiceEntry(
                    name: name, stages: [.init(name: stage, began: time)], desired: desired, running: running,
                    pending: pending, failed: failed, time: time))
        case .targets(let group, let states):
            let entry = TargetEntry(group: group, states: states)
            if let index = targets.firstIndex(where: { $0.group == group }) {
                if targets[index] != entry { lastChange = time }
                targets[index] = entry
            } else {
                targets.append(entry)
                lastChange = time
            }
        case .taskStopped(let task, let reason):
            stoppedTasks.append(TaskEntry(time: time, task: task, reason: reason))
            lastChange = time
        case .log(let stream, let line):
            logs.append(LogEntry(time: time, stream: stream, line: line))
            if logs.count > Self.logLimit { logs.removeFirst(logs.count - Self.logLimit) }
        case .notice(let text): notices.append(Remark(time: time, phase: event.phase, text: text))
        case .warning(let text): warnings.append(Remark(time: time, phase: event.phase, text: text))
        }
    }

    private mutating func change(
        _ time: Date, _ phase: ProgressEvent.Phase, _ stack: String, _ body: (inout StackTimeline) -> Void
    ) {
        lastChange = time
        if let index = stacks.lastIndex(where: { $0.name == stack }) { return body(&stacks[index]) }
        // `attach` joins an operation whose start it has not seen.
        var entry = StackTimeline(name: stack, phase: phase, operation: "", count: 0, estimate: nil, began: time)
        body(&entry)
        stacks.append(entry)
    }

    private mutating func applyService(_ entry: ServiceEntry) {
        guard let index = services.firstIndex(where: { $0.name == entry.name }) else {
            services.append(entry)
            lastChange = entry.time
            return
        }
        var merged = entry
        merged.stages = services[index].stages
        if merged.stage != entry.stage { merged.stages += entry.stages }
        let old = services[index]
        if (old.stages, old.desired, old.running, old.pending, old.failed)
            != (merged.stages, merged.desired, merged.running, merged.pending, merged.failed)
        {
            lastChange = entry.time
        }
        services[index] = merged
    }
}
