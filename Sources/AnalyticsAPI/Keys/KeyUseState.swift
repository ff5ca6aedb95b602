import Models

/// The last uses of keys that are not recorded yet, and the decision when to record them: at most once a minute for all keys
/// together. A value without a clock.
struct KeyUseState: Sendable {
    /// The minimum time between two recordings.
    static let interval = Duration.seconds(60)

    private var pending: [String: Timestamp] = [:]
    private var last: Duration?

    /// Notes a use.
    ///
    /// - Returns: The uses to record now; `nil` if it is too early.
    mutating func note(_ id: String, at time: Timestamp, now: Duration) -> [String: Timestamp]? {
        keep(time, of: id)
        guard last.map({ now - $0 >= Self.interval }) ?? true else { return nil }
        last = now
        defer { pending = [:] }
        return pending
    }

    /// Takes uses back that could not be recorded.
    mutating func restore(_ times: [String: Timestamp]) { for (id, time) in times { keep(time, of: id) } }

    private mutating func keep(_ time: Timestamp, of id: String) {
        // The dictionary is searched once.
        func raise(_ last: inout Timestamp) { last = max(last, time) }
        raise(&pending[id, default: time])
    }
}
