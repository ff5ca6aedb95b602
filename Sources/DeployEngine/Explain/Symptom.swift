#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A single observation about a failure, which causes are matched against.
package struct Symptom: Sendable, Hashable {
    /// The kinds of observations.
    package enum Origin: String, Sendable, Hashable, CaseIterable {
        case validation = "early validation"
        case hook
        case resource = "stack event"
        case stop = "task"
        case exit = "exit code"
        case log
        case target
        case deployment = "service deployment"
        case serviceEvent = "service event"
        case trail = "CloudTrail"
        case call
        case changeSet = "change set"
        case stack
    }

    /// The kind.
    package var origin: Origin
    /// The text, as AWS or the program states it.
    package var text: String
    /// The code: a handler's error code, a target's reason, a status, an exit code, or an error's code.
    package var code: String?
    /// The time.
    package var time: Date?
    /// The values for the sentences of an explanation, such as `container`.
    package var values: [String: String]

    /// Creates an observation.
    package init(
        _ origin: Origin, _ text: String, code: String? = nil, time: Date? = nil, values: [String: String] = [:]
    ) {
        self.origin = origin
        self.text = text
        self.code = code
        self.time = time
        self.values = values
    }

    /// The line of evidence.
    var evidence: Explanation.Evidence {
        let prefix =
            switch origin {
            case .stop: values["task"].map { "\($0) stopped: " } ?? ""
            case .target: values["target"].map { "\($0): " } ?? ""
            case .resource: values["resource"].map { "\($0): " } ?? ""
            default: ""
            }
        let code = origin == .target ? self.code.map { " (\($0))" } ?? "" : ""
        return Explanation.Evidence(source: origin.rawValue, time: time, text: prefix + text + code)
    }
}
