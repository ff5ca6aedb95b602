import Infra

extension Tier {
    /// The default user pool: kept and protected from deletion, but in dev.
    package var identity: Identity {
        var pool = UserPool()
        pool.deletionProtection = self != .dev
        pool.removal = self == .dev ? .delete : .retain
        return Identity(pool: pool)
    }
}
