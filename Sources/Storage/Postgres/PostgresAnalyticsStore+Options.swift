public import Models

extension PostgresAnalyticsStore {
    /// The store's schema, connections and time-outs.
    public struct Options: Sendable {
        /// The schema of the store's tables; created if it does not exist.
        public var schema: Identifier
        /// The most connections at once.
        public var connections = 10
        /// The number of connections that are kept open without demand.
        public var idleConnections = 1
        /// The idle time-out of connections beyond ``idleConnections``.
        public var idleTime: Duration = .seconds(600)
        /// The longest lifetime of a connection; each lives between three quarters of it and all of it.
        public var connectionLifetime: Duration = .seconds(1800)
        /// The longest wait for a connection, or for the creation of partitions, before ``StorageError/Unavailable/busy``.
        public var waitLimit: Duration = .seconds(10)
        /// The longest wait of a long query or a large upload before ``StorageError/Unavailable/busy``. At most a quarter of the
        /// connections run such queries at once, and a third such uploads, so that short work always finds one.
        public var longWorkWaitLimit: Duration = .seconds(30)
        /// The staleness up to which a replica answers reads that accept recent data.
        public var maxStaleness: Duration = .seconds(5)
        /// The most partitions of one dataset with at most one index beside its primary key.
        ///
        /// A query on all partitions locks each, and each of its indexes. With PostgreSQL's default settings all sessions share
        /// about 15,000 such locks (`max_locks_per_transaction`). With more indexes the limit is lower: partitions × (2 + indexes)
        /// is at most three times this number.
        public var partitionsPerDataset = 500
        /// The time-out for establishing a connection.
        public var connectTimeout: Duration = .seconds(5)
        /// The time-out of one statement before ``StorageError/timedOut``; zero for none. An answer with a limit counts until its
        /// last row. `statement_timeout` in the target's `options` or in `PGOPTIONS` takes precedence. Ingest and migrations have
        /// no time-out.
        public var statementTimeout: Duration = .seconds(50)

        /// ``waitLimit`` as a `lock_timeout`, in which 0 means no limit.
        var lockWait: String {
            let (seconds, attoseconds) = waitLimit.components
            return "\(max(1, min(seconds, 1_000_000) * 1000 + attoseconds / 1_000_000_000_000_000))ms"
        }

        var poolRules: LeasePoolRules {
            var rules = LeasePoolRules(maximum: connections)
            rules.minimum = idleConnections
            rules.idleTime = idleTime
            rules.lifetime = connectionLifetime
            rules.sweepInterval = .seconds(5)
            rules.backOff = LeasePoolRules.BackOff()
            return rules
        }

        var limits: PostgresLimits { PostgresLimits(connecting: connectTimeout, statement: statementTimeout) }

        /// The defaults, with the schema `weir` unless another is named.
        public init(schema: Identifier? = nil) { self.schema = schema ?? Identifier(known: "weir") }
    }
}
