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
        /// How long a caller waits for a connection before ``StorageError/Unavailable/busy``.
        public var waitLimit: Duration = .seconds(10)
        /// The most partitions that one dataset may have.
        ///
        /// A query that looks at all of them locks each, and each of its indexes. With PostgreSQL's default settings all
        /// sessions together have room for about 15,000 such locks (`max_locks_per_transaction`).
        public var partitionsPerDataset = 500

        /// Ten connections, ten seconds, the schema `weir` unless another is named.
        public init(schema: Identifier? = nil) { self.schema = schema ?? Identifier(known: "weir") }
    }

    let pool: LeasePool<PostgresConnection>
    let lanes: PostgresReadLanes
    let schema: PostgresSchema
    let knownDatasets = PostgresDatasets()
    /// Connections that make partitions while a transaction on one of the pool waits for them.
    let partitionMakers: LeasePool<PostgresConnection>
    let partitionLimit: Int
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
    ///   - credentials: Who connects, in place of what the target says; asked for each new connection.
    ///   - options: Schema, connections and waiting.
    ///   - clock: Measures how long callers wait.
    ///   - now: The time that is written down as a dataset's creation.
    ///   - untrusted: Told each time that a server is not connected to because it does not prove who it is. Callers learn
    ///     only ``StorageError/Unavailable/untrusted``.
    public init(
        target: PostgresTarget, credentials: (any PostgresCredentialsProvider)? = nil, options: Options = Options(),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        untrusted: @escaping @Sendable (PostgresTrustProblem) -> Void = { _ in }
    ) {
        self.now = now
        schema = PostgresSchema(options.schema)
        let dialer = PostgresDialer(
            target: target.connectionString, credentials: credentials, clock: clock,
            random: { Double.random(in: 0...1) }, untrusted: untrusted)
        var rules = LeasePoolRules(maximum: options.connections)
        rules.minimum = options.idleConnections
        rules.idleTime = options.idleTime
        rules.lifetime = options.connectionLifetime
        rules.sweepInterval = .seconds(5)
        rules.backOff = LeasePoolRules.BackOff()
        pool = LeasePool(
            rules: rules, waitLimit: options.waitLimit, clock: clock,
            make: { () async throws(StorageError) in try await dialer.open() }, isAlive: { await $0.isUp() },
            // A connection closes with its last reference.
            dispose: { _ in })
        lanes = PostgresReadLanes(pool: pool, maximum: Self.readLanes(connections: options.connections))
        var makerRules = LeasePoolRules(maximum: 2)
        makerRules.idleTime = .seconds(30)
        makerRules.sweepInterval = .seconds(30)
        partitionMakers = LeasePool(
            rules: makerRules, waitLimit: options.waitLimit, clock: clock,
            make: { () async throws(StorageError) in try await dialer.open() }, isAlive: { await $0.isUp() },
            dispose: { _ in })
        partitionLimit = options.partitionsPerDataset
        upkeep = PostgresUpkeep(pool: pool, schema: schema, clock: clock)
    }

    /// Makes or upgrades the tables that describe datasets, each step in a transaction of its own under an advisory lock.
    @discardableResult
    public func prepare() async throws(StorageError) -> [SchemaStatus.Step] {
        let schema = self.schema
        var applied: [SchemaStatus.Step] = []
        while let migration = try await transaction({ session throws(StorageError) in
            try PostgresMigrations(session: session, schema: schema, plan: schema.migrations).applyNext()
        }) {
            applied.append(.init(number: migration.number, name: migration.name, state: .applied))
        }
        return applied
    }

    /// Which steps the tables that describe datasets have gone through.
    public func schemaStatus() async throws(StorageError) -> SchemaStatus {
        let schema = self.schema
        return try await transaction(begin: Self.beginSnapshot) { session throws(StorageError) in
            schema.migrations.status(
                try PostgresMigrations(session: session, schema: schema, plan: schema.migrations).applied())
        }
    }

    /// All datasets by name.
    public func datasets() async throws(StorageError) -> [Dataset] {
        try await snapshot { catalog throws(StorageError) in try catalog.datasets() }
    }

    /// One dataset.
    public func dataset(named name: Identifier) async throws(StorageError) -> Dataset {
        try await snapshot { catalog throws(StorageError) in try catalog.dataset(named: name) }
    }

    /// Makes a dataset and its table.
    public func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        let now = now()
        return try await catalog { catalog throws(StorageError) in try catalog.create(definition, at: now) }
    }

    /// Adds nullable columns at the end.
    public func addColumns(_ columns: [Column], to name: Identifier) async throws(StorageError) -> Dataset {
        try await catalog { catalog throws(StorageError) in try catalog.add(columns, to: name) }
    }

    /// Drops a dataset; its table goes once nobody reads it any more.
    public func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {
        try await catalog { catalog throws(StorageError) in try catalog.drop(name, expecting: expecting) }
        upkeep.sweepSoon()
    }

    /// Asks the database for the schema's level, and whether this program can serve on it.
    public func checkHealth() async throws(StorageError) {
        if let problem = try await schemaStatus().problem { throw .schema(problem) }
    }

    /// What the store's connections do and have done.
    public var poolMetrics: PoolMetrics { pool.metrics }

    /// Closes every connection, those in use as they come back.
    public func close() async {
        await upkeep.close()
        await partitionMakers.close()
        await pool.close()
    }

    /// Drops the schema with everything in it, for tests that made one of their own.
    package func dropSchema() async throws(StorageError) {
        let name = schema.name
        try await leased { session throws(StorageError) in try session.run("DROP SCHEMA IF EXISTS \(name) CASCADE") }
        await close()
    }

    // MARK: Connections

    /// How many connections short reads share: a few keep the database's processors busy, and leave the others to queries.
    private static func readLanes(connections: Int) -> Int { min(4, max(1, connections / 2)) }

    static let beginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"

    /// Runs `body` on a connection of its own; the connection goes back clean or is closed.
    func leased<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let connection = try await pool.lease()
        do throws(StorageError) {
            let result = try await connection.run(body)
            await pool.giveBack(connection, reusable: true)
            return result
        } catch {
            await pool.giveBack(connection, reusable: await connection.reset())
            throw error
        }
    }

    /// Runs `body` in a transaction.
    func transaction<Success: Sendable>(
        begin: String = "BEGIN", _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await leased { session throws(StorageError) in
            try session.run(begin)
            let result = try body(session)
            try session.run("COMMIT")
            return result
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

    private func snapshot<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresCatalog) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let schema = self.schema
        let result = try await transaction(begin: Self.beginSnapshot) { session throws(StorageError) in
            try body(PostgresCatalog(session: session, schema: schema))
        }
        upkeep.begin()
        return result
    }
}
