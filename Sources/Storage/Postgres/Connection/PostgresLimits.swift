/// The time-outs of a connection to PostgreSQL.
struct PostgresLimits: Hashable, Sendable {
    /// The time-out for establishing the connection.
    var connecting: Duration = .seconds(5)
    /// The statement time-out; zero for none.
    var statement: Duration = .zero

    /// The time-out of the liveness check of an idle connection.
    static let liveness: Duration = .seconds(2)
    /// The time in which a cancelled statement must end before its session is terminated.
    static let cancellation: Duration = .seconds(2)
    /// The time in which a statement whose result is not wanted may end by itself before it is cancelled.
    static let abandoning: Duration = .milliseconds(50)
}

extension Duration {
    /// Whole milliseconds, rounded up and clamped to 0 and the largest 32-bit number.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 else { return .max }
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let part = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: seconds * 1000 + part)
    }
}
