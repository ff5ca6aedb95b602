public import Models

/// Datasets in a PostgreSQL database (15 or newer), through libpq.
public final class PostgresAnalyticsStore: AnalyticsStore {
    let primary: PostgresEndpoint
    let replica: PostgresReplica?
    let schema: PostgresSchema
    /// A separate connection for health checks, which must not wait for other work.
    let health: LeasePool<PostgresConnection>
    /// Connections that create partitions while a transaction on a connection of the pool waits for them.
    let partitionMakers: LeasePool<PostgresConnection>
    let partitionLimit: PartitionLimit
    let lockWait: String
    let maintenance: PostgresMaintenance
    let now: @Sendable () -> Timestamp

    /// A store in the database given by a URI; see ``PostgresTarget/init(_:authorities:)``.
    ///
    /// - Throws: ``PostgresTargetError``.
    public convenience init(uri: String, options: Options = Options()) throws(PostgresTargetError) {
        self.init(target: try PostgresTarget(uri), options: options)
    }

    /// A store in a database; connections are opened on demand.
    ///
    /// - Parameters:
    ///   - target: The database.
    ///   - replica: A replica of the database, which answers reads while it is fresh enough.
    ///   - credentials: Provides the user and password of each new connection, in place of the targets' own.
    ///   - replicaCredentials: Provides those of connections to the replica, if they differ.
    ///   - options: The schema, connections and time-outs.
    ///   - clock: Measures waits.
    ///   - now: The current time, recorded as a dataset's creation.
    ///   - untrusted: Receives each failed verification of a server's identity. Callers receive only
    ///     ``StorageError/Unavailable/untrusted``.
    ///   - unreachable: Receives each other failure to connect to a server. Callers receive only
    ///     ``StorageError/Unavailable/unreachable`` or ``StorageError/Unavailable/readOnly``.
    public init(
        target: PostgresTarget, replica: PostgresTarget? = nil,
        credentials: (any PostgresCredentialsProvider)? = nil,
        replicaCredentials: (any PostgresCredentialsProvider)? = nil, options: Options = Options(),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        untrusted: @escaping @Sendable (PostgresTrustError, PostgresRole) -> Void = { _, _ in },
        unreachable: @escaping @Sendable (PostgresConnectionError, PostgresRole) -> Void = { _, _ in }
    ) {
        self.now = now
        let schema = PostgresSchema(options.schema)
        self.schema = schema
        func pool(
            _ target: PostgresTarget, _ rules: LeasePoolRules, _ role: PostgresRole = .primary
        ) -> LeasePool<PostgresConnection> {
            let dialer = PostgresDialer(
                target: target.keywords,
                credentials: role == .replica ? replicaCredentials ?? credentials : credentials, clock: clock,
                random: { Double.random(in: 0...1) }, untrusted: { untrusted($0, role) },
                unreachable: { unreachable($0, role) }, role: role, limits: options.limits)
            return LeasePool(
                rules: rules, waitLimit: options.waitLimit, clock: clock,
                make: { () async throws(StorageError) in try await dialer.open() }, isAlive: { await $0.isUp() },
                // A connection is closed by its deinitializer.
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
        maintenance = PostgresMaintenance(pool: primary.pool, schema: schema, clock: clock, now: now)
    }

    /// Applies pending migrations, each in a transaction of its own under an advisory lock.
    @discardableResult
    public func prepare() async throws(StorageError) -> [SchemaStatus.Step] {
        let schema = self.schema
        var applied: [SchemaStatus.Step] = []
        // The transaction is READ COMMITTED: each statement must see the commits from while the last one waited for the lock.
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

    /// The applied and pending migrations.
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
        // A version applies to one dataset and says nothing about the others.
        return try await read(reading == .recent ? .recent : .current) { endpoint, _ throws(StorageError) in
            try await endpoint.catalog { catalog throws(StorageError) in try catalog.datasets() }
        }
    }

    /// One dataset.
    public func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        return try await read(reading) { endpoint, seen throws(StorageError) in
            let dataset = try await endpoint.dataset(named: name)
            try dataset.require(seen)
            return dataset
        }
    }

    /// Creates a dataset and its table.
    public func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        let now = now()
        return try await catalog { catalog throws(StorageError) in try catalog.create(definition, at: now) }
    }

    /// Changes the columns of a dataset.
    public func changeDataset(
        named name: Identifier, by change: DatasetChange, expecting: Int64?
    ) async throws(StorageError) -> Dataset {
        let limit = partitionLimit
        let schema = self.schema
        return try await leased { session throws(StorageError) in
            try session.diagnosing(changeOf: name, in: schema) { () throws(StorageError) -> Dataset in
                try session.run(PostgresEndpoint.begin)
                let changed = try PostgresCatalog(session: session, schema: schema).change(
                    name, by: change, expecting: expecting, partitionLimit: limit)
                try session.run("COMMIT")
                return changed
            }
        }
    }

    /// Drops a dataset; its table is dropped once it is unused.
    public func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {
        try await catalog { catalog throws(StorageError) in try catalog.drop(name, expecting: expecting) }
        maintenance.sweepSoon()
    }

    /// Checks that the database answers and that this program can serve on its migrations.
    public func checkHealth() async throws(StorageError) {
        var status: SchemaStatus?
        do throws(StorageError) {
            status = try await health.run(schemaStatus)
        } catch {
            // The server may have no room for one more connection: use one of the pool's.
            guard case .unavailable(.unreachable) = error, primary.pool.metrics.inUse + primary.pool.metrics.idle > 0
            else { throw error }
        }
        if status == nil { status = try await schemaStatus() }
        if let error = status?.error { throw .schema(error) }
    }

    /// The metrics of the primary's connection pool.
    public var poolMetrics: PoolMetrics { pool.metrics }

    /// The metrics of the replica, if there is one.
    public var replicaMetrics: ReplicaMetrics? { replica?.metrics }

    /// Closes all connections; leased ones are closed when they are given back.
    public func close() async {
        primary.closeLines()
        replica?.endpoint.closeLines()
        await partitionMakers.close()
        await health.close()
        await replica?.close()
        await pool.close()
    }

    /// Drops the schema with all its objects, for tests that have created their own.
    package func dropSchema() async throws(StorageError) {
        let name = schema.name
        try await leased { session throws(StorageError) in try session.run("DROP SCHEMA IF EXISTS \(name) CASCADE") }
        await close()
    }

    // MARK: Connections

    /// The primary's connections.
    var pool: LeasePool<PostgresConnection> { primary.pool }

    /// Runs `body` on a leased connection to the primary.
    func leased<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await primary.leased(body)
    }

    /// Runs `body` in a transaction on the primary.
    func transaction<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresSession) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await primary.transaction(body)
    }

    /// Reads from the replica if the consistency allows it, otherwise or after a failure from the primary.
    ///
    /// - Parameter body: Receives the version that the dataset must have reached on the replica; `nil` on the primary.
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
            guard error.isReplicaSpecific else { throw error }
            replica.countFailover()
            return try await body(primary, nil)
        }
    }

    private func catalog<Success: Sendable>(
        _ body: @escaping @Sendable (PostgresCatalog) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        let schema = self.schema
        return try await transaction { session throws(StorageError) in
            try body(PostgresCatalog(session: session, schema: schema))
        }
    }
}

extension StorageError {
    /// `true` for errors that a replica may return where its primary would not: it cannot be reached, lacks recent commits, or
    /// cancelled a query that conflicts with recovery.
    fileprivate var isReplicaSpecific: Bool {
        switch self {
        case .unavailable, .datasetNotFound, .versionMismatch, .schema, .unexpected: true
        default: false
        }
    }
}
