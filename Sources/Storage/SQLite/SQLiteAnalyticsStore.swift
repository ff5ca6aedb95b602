import Basics
public import Models
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A store in one SQLite file.
///
/// One connection writes and a few read. The file is in WAL mode, so readers and the writer do not block each other.
public final class SQLiteAnalyticsStore: AnalyticsStore {
    /// Connections and time-outs of a store.
    public struct Options: Sendable {
        /// The maximum number of concurrent reads. The default is two more than the machine's processors, at least four.
        public var readers = max(4, ProcessInfo.processInfo.activeProcessorCount + 2)
        /// The maximum wait for a connection before ``StorageError/Unavailable/busy``.
        public var waitLimit: Duration = .seconds(10)

        /// The maximum number of concurrent long queries, fewer than ``readers`` so that short reads always find a connection. The
        /// default is half of the machine's processors, at least one.
        public var longQueries = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)

        /// The maximum wait of a long query or a large upload before ``StorageError/Unavailable/busy``.
        public var longWorkWaitLimit: Duration = .seconds(30)

        /// The maximum wait for another process's lock before ``StorageError/Unavailable/busy``.
        public var busyTimeout: Duration = .seconds(5)

        /// The time limit of a read, or of each batch of an answer, before ``StorageError/timedOut``; zero for none.
        public var statementTimeout: Duration = .seconds(50)

        /// The maximum bytes of texts longer than 16 KiB that a query may sort before ``StorageError/answerTooLarge(limit:_:)``.
        var sortedTexts = SQLiteTextMeter.maximumBytes

        /// The default options.
        public init() {}
    }

    private let path: String
    let writer: LeasePool<SQLiteConnection>
    let readers: LeasePool<SQLiteConnection>
    let queries: QueryQueues
    /// The wait queue of large uploads: one runs at a time, and short writes get the writing connection between two of them.
    let largeUploads: WorkQueue
    let now: @Sendable () -> Timestamp
    /// The keys of running ingests, as the UTF-8 bytes of `dataset:key`.
    let runningKeys = Mutex<Set<[UInt8]>>([])

    /// Creates a store for the file at `path`; ``prepare()`` opens it.
    ///
    /// - Parameters:
    ///   - path: The file, which is created if its folder exists.
    ///   - options: Connections and time-outs.
    ///   - clock: The clock that measures waits and reads.
    ///   - now: Returns the current time, for a dataset's creation and idempotency records.
    public init(
        path: String, options: Options = Options(), clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.now = now
        self.path = path
        let longCount = max(1, min(options.longQueries, options.readers - 3))
        queries = QueryQueues(
            // One connection is reserved for one-row reads, dataset descriptions and health checks.
            places: options.readers - longCount - 1,
            long: WorkQueue(maximum: longCount, waitLimit: options.longWorkWaitLimit, clock: clock),
            waitLimit: options.waitLimit, smallWork: 20_000, clock: clock,
            elapsed: ContinuousClock().stopwatch())
        largeUploads = WorkQueue(maximum: 1, waitLimit: options.longWorkWaitLimit, clock: clock)
        writer = LeasePool(
            rules: .local(maximum: 1), waitLimit: options.waitLimit, clock: clock,
            make: { () async throws(StorageError) in
                try await SQLiteConnection.open(path: path, readOnly: false, busyTimeout: options.busyTimeout)
            },
            dispose: { await $0.close() })
        readers = LeasePool(
            rules: .local(maximum: options.readers), waitLimit: options.waitLimit, clock: clock,
            make: { () async throws(StorageError) in
                try await SQLiteConnection.open(
                    path: path, readOnly: true, busyTimeout: options.busyTimeout,
                    deadline: SQLiteDeadline(
                        limit: options.statementTimeout > .zero ? options.statementTimeout : nil, clock: clock),
                    meter: SQLiteTextMeter(limit: options.sortedTexts))
            },
            dispose: { await $0.close() })
    }

    /// Applies the pending migrations of the catalog, each in a transaction of its own.
    @discardableResult
    public func prepare() async throws(StorageError) -> [SchemaStatus.Step] {
        var applied: [SchemaStatus.Step] = []
        while let migration = try await write({ connection throws(StorageError) in
            try SQLiteMigrations(connection: connection, plan: SQLiteSchema.migrations).applyNext()
        }) {
            applied.append(.init(number: migration.number, name: migration.name, state: .applied))
        }
        // Search with a reading connection, because the writing one may be in use.
        let isMissing = try await read { connection throws(StorageError) in
            try !SQLiteCatalog(connection).datasetsWithoutView().isEmpty
        }
        if isMissing {
            try await write { connection throws(StorageError) in
                for dataset in try SQLiteCatalog(connection).datasetsWithoutView() {
                    for statement in SQLiteView.make(dataset.id, dataset.definition) {
                        try execute(connection, statement)
                    }
                }
            }
        }
        return applied
    }

    /// Returns the applied and pending migrations of the catalog. A missing file has none applied and is not created.
    public func schemaStatus() async throws(StorageError) -> SchemaStatus {
        guard FileManager.default.fileExists(atPath: path) else { return SQLiteSchema.migrations.status([]) }
        return try await read { connection throws(StorageError) in
            SQLiteSchema.migrations.status(
                try SQLiteMigrations(connection: connection, plan: SQLiteSchema.migrations).applied())
        }
    }

    /// Returns all datasets, ordered by name.
    public func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset] {
        try await read { connection throws(StorageError) in try SQLiteCatalog(connection).datasets() }
    }

    /// Returns a dataset.
    public func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        try await read { connection throws(StorageError) in try SQLiteCatalog(connection).dataset(named: name) }
    }

    /// Creates a dataset and its table.
    public func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        let now = now()
        return try await write { connection throws(StorageError) in
            try SQLiteCatalog(connection).create(definition, at: now)
        }
    }

    /// Changes the columns of a dataset.
    public func changeDataset(
        named name: Identifier, by change: DatasetChange, expecting: Int64?
    ) async throws(StorageError) -> Dataset {
        try await write { connection throws(StorageError) in
            let catalog = SQLiteCatalog(connection)
            return try catalog.diagnosing(changeOf: name) { () throws(StorageError) -> Dataset in
                try catalog.change(name, by: change, expecting: expecting)
            }
        }
    }

    /// Drops a dataset and its table.
    public func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            try SQLiteCatalog(connection).drop(name, expecting: expecting)
        }
    }

    /// Checks that this program can serve the file's schema.
    public func checkHealth() async throws(StorageError) {
        if let error = try await schemaStatus().error { throw .schema(error) }
    }

    /// Closes every connection; those in use close when they are returned.
    public func close() async {
        queries.close()
        largeUploads.close()
        await readers.close()
        await writer.close()
    }

    // MARK: Connections

    /// Runs `body` on a reading connection.
    func read<Success: Sendable>(
        _ body: @escaping @Sendable (OpaquePointer) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await readers.run(body)
    }

    /// Runs `body` in a transaction of the writing connection.
    func write<Success: Sendable>(
        _ body: @escaping @Sendable (OpaquePointer) throws(StorageError) -> Success
    ) async throws(StorageError) -> Success {
        try await writer.run { raw throws(StorageError) in
            try execute(raw, "BEGIN IMMEDIATE")
            let result = try body(raw)
            try execute(raw, "COMMIT")
            return result
        }
    }
}
