/// How long a connection to PostgreSQL may take for what it does.
struct PostgresLimits: Hashable, Sendable {
    /// How long the server may take until the connection is made.
    var connecting: Duration = .seconds(5)
    /// How long the server lets one statement run; zero for as long as it takes.
    var statement: Duration = .zero

    /// How long an idle connection may take to answer whether it is up.
    static let answering: Duration = .seconds(2)
    /// The time in which a cancelled statement must end, before its session is terminated.
    static let givingUp: Duration = .seconds(2)
}

extension Duration {
    /// Whole milliseconds, rounded up, at most as many as fit into 32 bits; 0 for nothing and less.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 else { return .max }
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let part = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: seconds * 1000 + part)
    }
}
