/// How many connections a pool keeps, for how long, and how it meets a database that is away.
struct LeasePoolRules: Sendable, Hashable {
    /// The most connections at once; at least 1.
    var maximum: Int
    /// How many are kept though nobody asks.
    var minimum = 0
    /// The most callers in line; who comes after them is turned away at once.
    var longestLine = 1000
    /// How long a connection beyond the minimum may wait for a caller.
    var idleTime: Duration = .seconds(600)
    /// How long a connection lives. Each lives between three quarters of it and all of it, so that those made together do
    /// not end together.
    var lifetime: Duration = .seconds(1800)
    /// How often idle connections are looked at; nil for never.
    var sweepInterval: Duration?
    /// What happens when no connection can be made; nil means that the next caller simply tries.
    var backOff: BackOff?

    /// How often a database that is away is tried.
    struct BackOff: Sendable, Hashable {
        /// The wait after the first failure; doubled each time.
        var first: Duration = .milliseconds(100)
        /// The longest wait while nobody asks.
        var longest: Duration = .seconds(32)
        /// The longest wait while callers ask: one of them tries, the others are told at once that the database is away.
        /// It bounds how long the database can be back before it is noticed.
        var longestOnDemand: Duration = .milliseconds(250)

        /// The wait after so many failures: between half of the doubled wait and all of it.
        func delay(afterFailures failures: Int, random: Double) -> Duration {
            let doubled = first * (1 << min(max(failures - 1, 0), 20))
            return min(doubled, longest) * (0.5 + 0.5 * min(max(random, 0), 1))
        }
    }

    init(maximum: Int) { self.maximum = max(1, maximum) }

    /// For what is not across a network: nothing gets old, and whoever needs a connection makes one.
    static func local(maximum: Int) -> LeasePoolRules {
        var rules = LeasePoolRules(maximum: maximum)
        rules.idleTime = .seconds(Int64(1) << 40)
        rules.lifetime = rules.idleTime
        return rules
    }
}
