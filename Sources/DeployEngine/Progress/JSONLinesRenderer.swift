import Basics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Progress as JSON Lines: one object a line for each event. Keys keep their names and meanings; new ones may be added.
///
/// | key | value | events |
/// |---|---|---|
/// | `time` | ISO 8601 with milliseconds, UTC | all |
/// | `elapsed` | seconds since the first event, an integer | all |
/// | `phase` | such as `preflight` or `change sets` | all |
/// | `event` | one of the names below | all |
/// | `outcome` | text | `phase-ended` |
/// | `stack` | the stack's name | `stack-began`, `resource`, `stack-ended` |
/// | `operation`, `resources`, `estimateSeconds` | text, integer, integer or null | `stack-began` |
/// | `resource`, `type`, `reason` | logical id, type, text or null | `resource` |
/// | `status` | such as `UPDATE_COMPLETE` | `resource`, `stack-ended` |
/// | `service`, `stage`, `desired`, `running`, `pending`, `failed` | texts, integers | `service` |
/// | `group`, `states` | text, object of state and count | `targets` |
/// | `task`, `reason` | texts | `task-stopped` |
/// | `stream`, `line` | texts | `log` |
/// | `message` | text | `notice`, `warning` |
///
/// `phase-began` has no keys of its own. Texts contain no secrets.
package struct JSONLinesRenderer: Sendable {
    private var began: Date?

    /// Creates a renderer.
    package init() {}

    /// Returns the line of an event, without a line feed.
    package mutating func line(for event: ProgressEvent) -> String {
        let start = began ?? event.time
        began = start
        var object = JSONLine()
        object.add("time", EvidenceTime.text(event.time))
        object.add("elapsed", Int(max(0, event.time.timeIntervalSince(start))))
        object.add("phase", event.phase.rawValue)
        Self.add(event.fact, to: &object)
        return object.text
    }

    private static func add(_ fact: ProgressEvent.Fact, to object: inout JSONLine) {
        switch fact {
        case .phaseBegan: object.add("event", "phase-began")
        case .phaseEnded(let outcome):
            object.add("event", "phase-ended")
            object.add("outcome", outcome)
        case .stackBegan(let stack, let operation, let resources, let estimate):
            object.add("event", "stack-began")
            object.add("stack", stack)
            object.add("operation", operation)
            object.add("resources", resources)
            object.add("estimateSeconds", estimate.map { Int($0.components.seconds) })
        case .resource(let stack, let logicalID, let type, let status, let reason):
            object.add("event", "resource")
            object.add("stack", stack)
            object.add("resource", logicalID)
            object.add("type", type)
            object.add("status", status)
            object.add("reason", reason)
        case .stackEnded(let stack, let status):
            object.add("event", "stack-ended")
            object.add("stack", stack)
            object.add("status", status)
        case .service(let name, let stage, let desired, let running, let pending, let failed):
            object.add("event", "service")
            object.add("service", name)
            object.add("stage", stage)
            object.add("desired", desired)
            object.add("running", running)
            object.add("pending", pending)
            object.add("failed", failed)
        case .targets(let group, let states):
            object.add("event", "targets")
            object.add("group", group)
            object.add("states", states)
        case .taskStopped(let task, let reason):
            object.add("event", "task-stopped")
            object.add("task", task)
            object.add("reason", reason)
        case .log(let stream, let line):
            object.add("event", "log")
            object.add("stream", stream)
            object.add("line", line)
        case .notice(let message):
            object.add("event", "notice")
            object.add("message", message)
        case .warning(let message):
            object.add("event", "warning")
            object.add("message", message)
        }
    }
}

/// A JSON object on one line with its members in the order of their addition.
private struct JSONLine {
    private var bytes: [UInt8] = []

    var text: String { String(decoding: bytes.isEmpty ? Array("{".utf8) : bytes, as: UTF8.self) + "}" }

    mutating func add(_ key: String, _ value: String?) {
        name(key)
        guard let value else { return bytes.append(contentsOf: "null".utf8) }
        bytes.appendJSONString(SecretRedaction.redacted(value).utf8)
    }

    mutating func add(_ key: String, _ value: Int?) {
        name(key)
        bytes.append(contentsOf: (value.map(String.init) ?? "null").utf8)
    }

    mutating func add(_ key: String, _ members: [String: Int]) {
        var object = JSONLine()
        for (name, count) in members.sorted(by: { $0.key < $1.key }) { object.add(name, count) }
        name(key)
        bytes.append(contentsOf: object.text.utf8)
    }

    private mutating func name(_ key: String) {
        bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
        bytes.appendJSONString(key.utf8)
        bytes.append(UInt8(ascii: ":"))
    }
}
