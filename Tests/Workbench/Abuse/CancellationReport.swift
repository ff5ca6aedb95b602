/// The times for which a database went on with statements whose clients had left.
package struct CancellationReport: Sendable, CustomStringConvertible {
    /// The end of one statement.
    enum Ending: Sendable {
        /// The answer was complete before the client left.
        case answered
        /// The database was at it for so long after the client had left.
        case stopped(after: Duration, wasSeen: Bool)
    }

    /// The most time for which a statement may go on.
    package static let limit = Duration.seconds(1)

    let store: String
    let stay: Duration
    var endings: [(statement: String, ending: Ending)] = []
    /// The statements that were refused or did not end, in words.
    package internal(set) var failures: [String] = []

    init(store: String, stay: Duration) {
        self.store = store
        self.stay = stay
    }

    /// The failures, and the statements that went on for too long.
    package var violations: [String] {
        failures
            + endings.compactMap { statement, ending in
                guard case .stopped(let time, _) = ending, time > Self.limit else { return nil }
                return
                    "\(statement): went on for \(time.milliseconds) ms, expected at most \(Self.limit.milliseconds) ms"
            }
    }

    package var description: String {
        var text = [
            "Cancelling on \(store): ms from a client's leaving, \(stay.milliseconds) ms after its request, until the database rests"
        ]
        for (statement, ending) in endings {
            let end: String =
                switch ending {
                case .answered: "answered before"
                case .stopped(let time, true): "\(time.milliseconds)"
                case .stopped(let time, false): "\(time.milliseconds) (not seen at work)"
                }
            text.append("  \(statement.padded(to: 44)) \(end)")
        }
        text.append("  violations                                   \(violations.count)")
        text += violations.map { "    \($0)" }
        return text.joined(separator: "\n")
    }
}
