import AWSClient
import AWSOperations

/// The log stream of a container as it is written.
struct LogFollower: Sendable {
    private let group: String?
    private let stream: String
    private var token: String?
    private var warning: String?
    /// `false` if there is no log to read, or the caller may not read it.
    private(set) var isUsable: Bool

    init(request: RunTaskRequest, task: String) {
        group = request.logGroup
        stream = "\(request.logPrefix ?? request.container)/\(request.container)/\(task)"
        isUsable = request.logGroup != nil
    }

    /// Returns the warning since the last time, if there is one.
    mutating func takeWarning() -> String? {
        defer { warning = nil }
        return warning
    }

    /// Reads the lines since the last read. A stream that does not exist yet has none.
    mutating func read(_ calls: any AWSCalls) async -> [String] {
        var lines: [String] = []
        for _ in 0..<20 {
            guard let group, isUsable else { break }
            do {
                let page = try await calls.call(
                    LogOperations.GetLogEvents(group: group, stream: stream, startsFromHead: true, token: token))
                lines += page.events.map(\.message)
                // The end of the stream has the token that was asked with.
                guard let next = page.forwardToken, next != token else { break }
                token = next
                if page.events.isEmpty { break }
            } catch {
                if error.isAccessDenied {
                    isUsable = false
                    warning = "the log is not shown: allow \(error.missingAction) to the caller"
                }
                break
            }
        }
        return lines
    }
}
