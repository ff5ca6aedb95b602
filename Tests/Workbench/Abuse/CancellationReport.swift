/// The times for which a database continued statements after their clients had disconnected.
package struct CancellationReport: Sendable, CustomStringConvertible {
    /// The end of one statement.
    enum Ending: Sendable {
        /// The answer was complete before the client disconnected.
        case answered
        /// The database continued for this time after the client had disconnected.
        case stopped(after: Duration, wasSeen: Bool)
    }

    /// The maximum time for which a statement may continue.
    package static let limit = Duration.seconds(1)

    let store: String
    let stay: Duration
    var endings: [(statement: String, ending: Ending)] = []
    /// The statements that were refused or did not end, as messages.
    package internal(set) var failures: [String] = []

    init(store: String, stay: Duration) {
        self.store = store
        self.stay = stay
    }

    /// The failures, and the statements that continued for too long.
    package var violations: [String] {
        failures
            + endings.compactMap { statement, ending in
                guard case .stopped(let time, _) = ending, time > Self.limit else { return nil }
                return
                    "\(statement): continued for \(time.milliseconds) ms, expected at most \(Self.limit.milliseconds) ms"
            }
    }

    package var description: String {
        var text = [
            "Cancellation on \(store): ms from a client's disconnect, \(stay.milliseconds) ms after its request, until the database is idle"
        ]
        for (statement, ending) in endings {
            let end: String =
                switch ending {
                case .answered: "answered in time"
                case .stopped(let time, true): "\(time.milliseconds)"
                case .stopped(let time, false): "\(time.milliseconds) (never seen active)"
                }
            text.append("  \(statement.padded(to: 44)) \(end)")
        }
        text.append("  violations                                   \(violations.count)")
        text += violations.map { "    \($0)" }
        return text.joined(separator: "\n")
    }
}
