public import Models

/// Datasets in a PostgreSQL database (15 or newer), through libpq.
public final class PostgresAnalyticsStore: AnalyticsStore {
    /// How the store uses its database.
    public struct Options: Sendable {
        /// The schema that holds the store's tables; made if it is not there.
        public var schema: Identifier
        /// The most connections at once.
        public var connections = 10
        /// How many connections are kept though nobody asks.
        public var idleConnections = 1
        /// How long a connection beyond those may wait for a caller.
        public var idleTime: Duration = .seconds(600)
        /// How long a connection lives at most; each lives between three quarters of it and all of it.
        public var connectionLifetime: Duration = .seconds(1800)
        /// How long a caller waits for a connection, or for others who make partitions, before
        /// ``StorageError/Unavailable/busy``.
        public var waitLimit: Duration = .seconds(10)
        /// The longest wait of a query that is likely to take long, or of a large upload, before
        /// ``StorageError/Unavailable/busy``. At most a quarter of the connections run such queries at once, and a third
        /// such uploads, so that short work always finds one.
        public var longWorkWaitLimit: Duration = .seconds(30)
        /// How far a replica may be behind to answer reads that need not see everything.
        public var maxStaleness: Duration = .seconds(5)
        /// The most partitions that one dataset may have; fewer where it has more than one index beside its primary key.
        ///
        /// A query that looks at all of them locks each, and each of its indexes. With PostgreSQL's default settings all
        /// sessions together have room for about 15,000 such locks (`max_locks_per_transaction`). So partitions times
        /// 2 plus indexes stay within three times this.
        public var partitionsPerDataset = 500
        /// How long the server may take until a connection is made.
        public var connectTimeout: Duration = .seconds(5)
        /// How long one statement may take before ``StorageError/timedOut``, an answer that is read from the server until its last
        /// row; zero for as long as it takes. `options` in the target or `PGOPTIONS` may say otherwise with `statement_timeout`.
        /// Writing rows and upgrading the store's tables are not limited.
        public var statementTimeout: Duration = .seconds(60)

        /// ``waitLimit`` as PostgreSQL takes it, for which 0 is no limit.
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

        /// Ten connections, ten seconds, the schema `weir` unless another is named.
        public init(schema: Identifier? = nil) { self.schema = schema ?? Identifier(known: "weir") }
    }

    let primary: PostgresEndpoint
    let replica: PostgresReplica?
    let schema: PostgresSchema
    /// A connection that asks after the database's health: it must not have to wait until others are done with theirs.
    let health: LeasePool<PostgresConnection>
    /// Connections that make partitions while a transaction on one of the pool waits for them.
    let partitionMakers: LeasePool<PostgresConnection>
    let partitionLimit: PartitionLimit
    let lockWait: String
    let upkeep: PostgresUpkeep
    let now: @Sendable () -> Timestamp

    /// A store in the database that `uri` names, as ``PostgresTarget/init(_:authorities:)`` reads it.
    ///
    /// - Throws: ``PostgresTargetProblem``.
    public convenience init(uri: String, options: Options = Options()) throws(PostgresTargetProblem) {
        self.init(target: try PostgresTarget(uri), options: options)
    }

    /// A store in a database; connections are made as they are needed.
    ///
    /// - Parameters:
    ///   - target: Which database.
    ///   - replica: A server that replays what the first one writes; it answers reads as long as it is not too far behind.
    ///   - credentials: Who connects, in place of what the targets say; asked for each new connection.
    ///   - options: Schema, connections and waiting.
    ///   - clock: Measures how long callers wait.
    ///   - now: The time that is written down as a dataset's creation.
    ///   - untrusted: Told each time that a server is not connected to because it does not prove who it is, and which. Callers
    ///     learn only ``StorageError/Unavailable/untrusted``.
    ///   - unreachable: Told each time that a server is not connected to for another reason, and which. Callers learn only
    ///     ``StorageError/Unavailable/unreachable`` or ``StorageError/Unavailable/readOnly``.
    public init(
        target: PostgresTarget, replica: PostgresTarget? = nil,
        credentials: (any PostgresCredentialsProvider)? = nil, options: Options = Options(),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        untrusted: @escaping @Sendable (PostgresTrustProblem, PostgresRole) -> Void = { _, _ in },
        unreachable: @escaping @Sendable (PostgresConnectProblem, PostgresRole) -> Void = { _, _ in }
    ) {
        self.now = now
        let schema = PostgresSchema(options.schema)
        self.schema = schema
        func pool(
            _ target: PostgresTarget, _ rules: LeasePoolRules, _ role: PostgresRole = .primary
        ) -> LeasePool<PostgresConnection> {
            let dialer = PostgresDialer(
                target: target.connectionString, credentials: credentials, clock: clock,
                random: { Double.random(in: 0...1) }, untrusted: { untrusted($0, role) },
                unreachable: { unreachable($0, role) }, role: role, limits: options.limits)
            return LeasePool(
                rules: rules, waitLimit: options.waitLimit, clock: clock,
                make: { () async throws(StorageError) in try await dialer.open() }, isAlive: { await $0.isUp() },
                // A connection closes with its last reference.
                dispose: { _ in })
        }
        func endpoint(_ pool: LeasePool<PostgresConnection>) -> PostgresEndpoint {
            PostgresEndpoint(
                pool: pool, schema: schema, waitLimit: options.waitLimit, longWaitLimit: options.longWorkWaitLimit,
                lockLimit: options.statementTimeout, clock: clock)
        }
        primary = endpoint(pool(target, options.poolRules))
        self.replica = replica.map { replica in
            var watching = options.poolRules
            watching.maximum = 1
            watching.minimum = 0
            return PostgresReplica(
                endpoint: endpoint(pool(replica, options.poolRules, .replica)),
                watching: (primary: pool(target, watching), replica: pool(replica, watching, .replica)),
                allowed: options.maxStaleness, clock: clock)
        }
        var own = options.poolRules
        own.maximum = 1
        own.minimum = 0
        health = pool(target, own)
        var makers = LeasePoolRules(maximum: 2)
        makers.idleTime = .seconds(30)
        makers.sweepInterval = .seconds(30)
        partitionMakers = pool(target, makers)
        partitionLimit = PartitionLimit(most: options.partitionsPerDataset)
        lockWait = options.lockWait
        upkeep = PostgresUpkeep(pool: primary.pool, schema: schema, clock: clock, now: now)
    }

    /// Makes or upgrades the tables that describe datasets, each step in a transaction of its own under an advisory lock.
    @discardableResult
    public func prepare() async throws(StorageError) -> [SchemaStatus.Step] {
        let schema = self.schema
        var applied: [SchemaStatus.Step] = []
        // Whatever the database's default is: each statement has to see what was committed while the one before waited for the
        // lock.
        while let migration = try await transaction(
            { session throws(StorageError) in
                try session.requireUTF8()
                return try PostgresMigrations(session: session, schema: schema, plan: schema.migrations).applyNext()
            })
        {
            applied.append(.init(number: migration.number, name: migration.name, state: .applied))
        }
        return applied
    }

    /// Which steps the tables that describe datasets have gone through.
    public func schemaStatus() async throws(StorageError) -> SchemaStatus {
        try await primary.leased(schemaStatus)
    }

    private func schemaStatus(_ session: PostgresSession) throws(StorageError) -> SchemaStatus {
        try session.requireUTF8()
        try session.run(PostgresEndpoint.beginSnapshot)
        let status = schema.migrations.status(
            try PostgresMigrations(session: session, schema: schema, plan: schema.migrations).applied())
        try session.run("COMMIT")
        return status
    }

    /// All datasets by name.
    public func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset] {
        upkeep.begin()
        // A version is of one dataset and says nothing of the others.
        return try await read(reading == .recent ? .recent : .current) { endpoint, _ throws(StorageError) in
            try await endpoint.snapshot { catalog throws(StorageError) in try catalog.datasets() }
        }
    }

    /// One dataset.
    public func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        upkeep.begin()
        return try await read(reading) { endpoint, seen throws(StorageError) in
            try await endpoint.snapshot { catalog throws(StorageError) in
                let dataset = try catalog.dataset(named: name)
                try dataset.require(seen)
                return dataset
            }
        }
    }

    /// Makes a dataset and its table.
    public func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        let now = now()
        return try await catalog { catalog throws(StorageError) in try catalog.create(definition, at: now) }
    }

    /// Adds nullable columns at the end.
    public func addColumns(
        _ columns: [Column], to name: Identifier, expecting: Int64?
    ) async throws(StorageError) -> Dataset {
        let limit = partitionLimit
        return try await catalog { catalog throws(StorageError) in
            try catalog.add(columns, to: name, expecting: expecting, partitionLimit: limit)
        }
    }

    /// Drops a dataset; its table goes once nobody reads it any more.
    public func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {
        try await catalog { catalog throws(StorageError) in try catalog.drop(name, expecting: expecting) }
        upkeep.sweepSoon()
    }

    /// Asks the database for the schema's level, and whether this program can serve on it.
    public func checkHealth() async throws(StorageError) {
        var status: SchemaStatus?
        do throws(StorageError) {
            status = try await health.using(schemaStatus)
        } catch {
            // Where there is no room for one connection more, one of the others may do.
            guard case .unavailable(.unreachable) = error, primary.pool.metrics.inUse + primary.pool.metrics.idle > 0
            else { throw error }
        }
        if status == nil { status = try await schemaStatus() }
        if let problem = status?.problem { throw .schema(problem) }
    }

    /// What the store's connections do and have done.
    public var poolMetrics: PoolMetrics { pool.metrics }

    /// What the replica does and has done, if there is one.
    public var replicaMetrics: ReplicaMetrics? { replica?.metrics }

    /// Closes every connection, those in use as they come back.
    public func close() async {
        primary.closeLines()
        replica?.endpoint.closeLines()
        await upkeep.close()
        await partitionMakers.close()
        await health.close()
        await replica?.close()
        await pool.close()
    }

    /// Drops the schema with everything in it, for tests that made one of their own.
    package func dropSchema() async throws(StorageError) {
        let name = schema.name
        try await leased { session throws(StorageError) in try session.run("DROP SCHEMA IF EXISTS \(name) CASCADE") }
        await close()
    }

    // MARK: Connections

    /// The primary's connections.
    var pool: LeasePool<PostgresConnection> { primary.pool }

    /// Runs `body` on a connection of its own to the primary.
    func leased<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await primary.leased(body)
    }

    /// Runs `body` in a transaction on the primary.
    func transaction<Success: Sendable>(
        begin: String = PostgresEndpoint.begin,
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await primary.transaction(begin: begin, body)
    }

    /// Reads from the replica where that is enough, else from the primary; from the primary too if the replica cannot answer.
    ///
    /// - Parameter body: Given the state that the dataset must have come to; `nil` on the primary, where it is as it is.
    func read<Success>(
        _ reading: ReadConsistency,
        _ body: (PostgresEndpoint, _ seen: DatasetVersion?) async throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        guard let replica, reading != .current, replica.isFresh() else { return try await body(primary, nil) }
        do throws(StorageError) {
            let answer = try await body(replica.endpoint, reading.version)
            replica.countAnswer()
            return answer
        } catch {
            guard error.isReplicas else { throw error }
            replica.countFailover()
            return try await body(primary, nil)
        }
    }

    private func catalog<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresCatalog) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let schema = self.schema
        let result = try await transaction { session throws(StorageError) in
            try body(PostgresCatalog(session: session, schema: schema))
        }
        upkeep.begin()
        return result
    }
}

extension StorageError {
    /// Whether a replica may fail so where its primary does not: it is away, or lacks what was written last, or had to end a query
    /// to go on replaying.
    fileprivate var isReplicas: Bool {
        switch self {
        case .unavailable, .datasetNotFound, .versionMismatch, .schema, .unexpected: true
        default: false
        }
    }
}
