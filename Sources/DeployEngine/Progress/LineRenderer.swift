#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Progress as lines for a log: one line a change, each with the time since the start.
///
/// ```
///    0:12  service       weir-dev-service: UPDATE of 12 resources, usually 4:10
///    0:31  service       weir-dev-service/Service UPDATE_IN_PROGRESS (AWS::ECS::Service)
/// ```
package struct LineRenderer: Sendable {
    /// The systems that read the log.
    package enum Reader: Sendable, Hashable {
        /// A person or a file.
        case plain
        /// GitHub Actions, which shows warnings beside the run ("Workflow commands for GitHub Actions").
        case gitHub
    }

    private let reader: Reader
    private var timeline = DeployTimeline()
    private var began: Date?
    private var services: [String: String] = [:]
    private var targets: [String: [String: Int]] = [:]

    /// Creates a renderer.
    package init(reader: Reader = .plain) {
        self.reader = reader
    }

    /// Returns the lines of an event, none if nothing changed.
    package mutating func lines(for event: ProgressEvent) -> [String] {
        let start = began ?? event.time
        began = start
        timeline.apply(event)
        guard let words = words(of: event) else { return [] }
        let elapsed = TerminalColumns.aligned(EvidenceTime.elapsed(from: start, to: event.time), 7)
        let text = ProgressText.safe(words).replacing("##[", with: "## [")
        let line = "\(elapsed)  \(TerminalColumns.padded(event.phase.rawValue, 12))  \(text)"
        guard reader == .gitHub, case .warning(let warning) = event.fact else { return [line] }
        return [line, "::warning::" + LineRenderer.commandValue(ProgressText.safe(warning))]
    }

    /// A value of a workflow command.
    private static func commandValue(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private mutating func words(of event: ProgressEvent) -> String? {
        switch event.fact {
        case .phaseBegan: return "began"
        case .phaseEnded(let outcome):
            let entry = timeline.phases.last { $0.phase == event.phase }
            let time = entry.map { EvidenceTime.elapsed(from: $0.began, to: event.time) } ?? "0:00"
            return outcome.isEmpty ? "ended after \(time)" : "\(outcome) (\(time))"
        case .stackBegan(let stack, let operation, let resources, let estimate):
            let usual = estimate.map { ", usually \(EvidenceTime.elapsed($0))" } ?? ""
            let count = resources > 0 ? " of \(ProgressText.count(resources, "resource"))" : ""
            return "\(stack): \(operation)\(count)\(usual)"
        case .resource(let stack, let logicalID, let type, let status, let reason):
            let span = timeline.stacks.last { $0.name == stack }?.resources.first { $0.logicalID == logicalID }?.spans
                .last
            let time =
                span.flatMap { span in span.ended.map { EvidenceTime.elapsed(from: span.began, to: $0) } }
                .map { " after \($0)" } ?? ""
            let cause = reason.map { $0.isEmpty ? "" : ": \($0)" } ?? ""
            return "\(stack)/\(logicalID) \(status)\(time) (\(type))\(cause)"
        case .stackEnded(let stack, let status):
            let time = timeline.stacks.last { $0.name == stack }.map {
                EvidenceTime.elapsed(from: $0.began, to: event.time)
            }
            return "\(stack): \(status)\(time.map { " after \($0)" } ?? "")"
        case .service(let name, let stage, let desired, let running, let pending, let failed):
            let words =
                "\(running) of \(desired) running, \(pending) pending, \(failed) failed"
                + (stage.isEmpty ? "" : ", \(stage)")
            guard services.updateValue(words, forKey: name) != words else { return nil }
            return "service \(name): \(words)"
        case .targets(let group, let states):
            guard targets.updateValue(states, forKey: group) != states else { return nil }
            return "targets \(group): \(ProgressText.states(states))"
        case .taskStopped(let task, let reason): return "task \(ProgressText.shortID(task)) stopped: \(reason)"
        case .log(let stream, let line): return "log \(ProgressText.shortID(stream)): \(line)"
        case .notice(let text): return "note: \(text)"
        case .warning(let text): return "warning: \(text)"
        }
    }
}
