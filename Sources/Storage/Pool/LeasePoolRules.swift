import Basics

/// Sizing, lifetimes and back-off of a connection pool.
struct LeasePoolRules: Sendable, Hashable {
    /// The most connections at once; at least 1.
    var maximum: Int
    /// The number of connections that are kept open without demand.
    var minimum = 0
    /// The longest wait queue; further callers fail at once.
    var longestQueue = 1000
    /// The idle time-out of connections beyond the minimum.
    var idleTime: Duration = .seconds(600)
    /// The longest lifetime of a connection. Each lives between three quarters of it and all of it, so that connections opened
    /// together do not expire together.
    var lifetime: Duration = .seconds(1800)
    /// The interval between checks of idle connections; `nil` for never.
    var sweepInterval: Duration?
    /// The back-off after a failed attempt to connect; `nil` if the next caller simply tries again.
    var backOff: BackOff?

    /// The back-off while the database cannot be reached.
    struct BackOff: Sendable, Hashable {
        /// The delay after the first failure; doubled each time.
        var first: Duration = .milliseconds(100)
        /// The longest delay without demand.
        var longest: Duration = .seconds(32)
        /// The longest delay while callers ask for connections: one of them tries, the others fail at once. It limits how long a
        /// database that is back goes unnoticed.
        var longestOnDemand: Duration = .milliseconds(250)

        /// The delay after a number of failures: the doubled delay with a jitter of up to one half.
        func delay(afterFailures failures: Int, random: Double) -> Duration {
            Backoff(first: first, longest: longest).delay(afterFailures: failures, random: random)
        }
    }

    init(maximum: Int) { self.maximum = max(1, maximum) }

    /// The rules for a database on this machine: connections never expire and are opened on demand.
    static func local(maximum: Int) -> LeasePoolRules {
        var rules = LeasePoolRules(maximum: maximum)
        rules.idleTime = .seconds(Int64(1) << 40)
        rules.lifetime = rules.idleTime
        return rules
    }
}
