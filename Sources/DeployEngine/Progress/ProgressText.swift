import Basics

/// Words for progress that every renderer shares.
enum ProgressText {
    /// A text from AWS or a log on one line, without secrets and control characters.
    static func safe(_ text: String) -> String {
        let flat = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return WrappedText.safe(SecretRedaction.redacted(flat))
    }

    /// The states of targets, the good ones first: `2 healthy, 1 initial`.
    static func states(_ states: [String: Int]) -> String {
        let order = ["healthy", "initial", "unhealthy", "draining", "unused", "unavailable"]
        let sorted = states.filter { $0.value > 0 }.sorted { left, right in
            let (first, second) = (
                order.firstIndex(of: left.key) ?? order.count, order.firstIndex(of: right.key) ?? order.count
            )
            return first == second ? left.key < right.key : first < second
        }
        return sorted.isEmpty ? "none" : sorted.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    /// The number of things with their name: `1 resource`, `3 resources`.
    static func count(_ count: Int, _ name: String) -> String { "\(count) \(name)\(count == 1 ? "" : "s")" }

    /// The last part of an ARN or path, which names a task.
    static func shortID(_ id: String) -> String { id.split(separator: "/").last.map(String.init) ?? id }
}
