import Foundation
import GRDBSQLite
public import Models
import Synchronization

/// Datasets in one SQLite file: the embedded default.
///
/// One connection writes and a few read, in write-ahead-log mode, so that readers and the writer never wait for each other.
public final class SQLiteAnalyticsStore: AnalyticsStore {
    /// How the store uses its file.
    public struct Options: Sendable {
        /// The most reads that run at once; two more than the machine has processors, at least four.
        public var readers = max(4, ProcessInfo.processInfo.activeProcessorCount + 2)
        /// How long a caller waits for a connection before ``StorageError/Unavailable/busy``.
        public var waitLimit: Duration = .seconds(10)

        /// The most queries that are likely to take long and run at once; fewer than ``readers``, so that short reads always find a
        /// connection. Half of the machine's processors, at least one.
        public var longQueries = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)

        /// The longest wait of such a query, or of a large upload, before ``StorageError/Unavailable/busy``.
        public var longWorkWaitLimit: Duration = .seconds(30)

        /// How long a statement waits for a lock that another process holds, before ``StorageError/Unavailable/busy``.
        public var busyTimeout: Duration = .seconds(5)

        /// How long a read may take before ``StorageError/timedOut``, of an answer each batch; zero for as long as it takes.
        public var statementTimeout: Duration = .seconds(60)

        /// The most bytes of texts of more than 16 KiB that a query may sort, before ``StorageError/answerTooLarge(limit:_:)``.
        var sortedTexts = SQLiteTextMeter.maximumBytes

        /// Four readers, ten seconds.
        public init() {}
    }

    private let path: String
    let writer: LeasePool<SQLiteConnection>
    let readers: LeasePool<SQLiteConnection>
    let queries: QueryLines
    /// The line of large uploads: one runs at a time, and between two of them short writes come to the one connection that writes.
    let largeUploads: WorkLine
    let now: @Sendable () -> Timestamp
    /// Ingests that run now, as the UTF-8 of `dataset:key`.
    let runningKeys = Mutex<Set<[UInt8]>>([])

    /// A store in the file at `path`; ``prepare()`` opens it.
    ///
    /// - Parameters:
    ///   - path: The file. Its folder must exist; the file need not.
    ///   - options: Connections and waiting.
    ///   - clock: Measures how long callers wait and reads take.
    ///   - now: The time that is written down as a dataset's creation.
    public init(
        path: String, options: Options = Options(), clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.now = now
        self.path = path
        let longCount = max(1, min(options.longQueries, options.readers - 3))
        queries = QueryLines(
            // The last connection is for one-row reads, descriptions of datasets and health.
            places: options.readers - longCount - 1,
            long: WorkLine(maximum: longCount, waitLimit: options.longWorkWaitLimit, clock: clock),
            waitLimit: options.waitLimit, smallWork: 20_000, clock: clock,
            elapsed: LeasePool<SQLiteConnection>.monotonic())
        largeUploads = WorkLine(maximum: 1, waitLimit: options.longWorkWaitLimit, clock: clock)
        writer = LeasePool(
            rules: .local(maximum: 1), waitLimit: options.waitLimit, clock: clock,
            make: { () async throws(StorageError) in
                try SQLiteConnection(path: path, readOnly: false, busyTimeout: options.busyTimeout)
            },
            dispose: { await $0.close() })
        readers = LeasePool(
            rules: .local(maximum: options.readers), waitLimit: options.waitLimit, clock: clock,
            make: { () async throws(StorageError) in
                try SQLiteConnection(
                    path: path, readOnly: true, busyTimeout: options.busyTimeout,
                    deadline: SQLiteDeadline(
                        limit: options.statementTimeout > .zero ? options.statementTimeout : nil, clock: clock),
                    meter: SQLiteTextMeter(limit: options.sortedTexts))
            },
            dispose: { await $0.close() })
    }

    /// Makes or upgrades the tables that describe datasets, each step in a transaction of its own.
    @discardableResult
    public func prepare() async throws(StorageError) -> [SchemaStatus.Step] {
        var applied: [SchemaStatus.Step] = []
        while let migration = try await write({ connection throws(StorageError) in
            try SQLiteMigrations(connection: connection, plan: SQLiteSchema.migrations).applyNext()
        }) {
            applied.append(.init(number: migration.number, name: migration.name, state: .applied))
        }
        // Looked for without the writer, which others may have.
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

    /// Which steps the tables that describe datasets have gone through; a file that is not there has gone through none, and
    /// is not made.
    public func schemaStatus() async throws(StorageError) -> SchemaStatus {
        guard FileManager.default.fileExists(atPath: path) else { return SQLiteSchema.migrations.status([]) }
        return try await read { connection throws(StorageError) in
            SQLiteSchema.migrations.status(
                try SQLiteMigrations(connection: connection, plan: SQLiteSchema.migrations).applied())
        }
    }

    /// All datasets by name.
    public func datasets(reading: ReadConsistency) async throws(StorageError) -> [Dataset] {
        try await read { connection throws(StorageError) in try SQLiteCatalog(connection).datasets() }
    }

    /// One dataset.
    public func dataset(named name: Identifier, reading: ReadConsistency) async throws(StorageError) -> Dataset {
        try await read { connection throws(StorageError) in try SQLiteCatalog(connection).dataset(named: name) }
    }

    /// Makes a dataset and its table.
    public func createDataset(_ definition: DatasetDefinition) async throws(StorageError) -> Dataset {
        let now = now()
        return try await write { connection throws(StorageError) in
            try SQLiteCatalog(connection).create(definition, at: now)
        }
    }

    /// Adds nullable columns at the end.
    public func addColumns(
        _ columns: [Column], to name: Identifier, expecting: Int64?
    ) async throws(StorageError) -> Dataset {
        try await write { connection throws(StorageError) in
            try SQLiteCatalog(connection).add(columns, to: name, expecting: expecting)
        }
    }

    /// Drops a dataset with its table.
    public func dropDataset(named name: Identifier, expecting: Int64?) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            try SQLiteCatalog(connection).drop(name, expecting: expecting)
        }
    }

    /// Asks the file for the schema's level, and whether this program can serve on it.
    public func checkHealth() async throws(StorageError) {
        if let problem = try await schemaStatus().problem { throw .schema(problem) }
    }

    /// Closes every connection, those in use as they come back.
    public func close() async {
        queries.close()
        largeUploads.close()
        await readers.close()
        await writer.close()
    }

    // MARK: Connections

    /// Runs `body` on a connection of its own, which is in no transaction afterwards: one that stayed open, say because its
    /// end was interrupted, would show whoever reads next the data as it was at the time.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (OpaquePointer) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        let connection = try await readers.lease()
        do throws(StorageError) {
            let (result, isFree) = try await connection.run { raw throws(StorageError) in
                (try body(raw), sqlite3_get_autocommit(raw) != 0)
            }
            await giveBackReader(connection, isFree: isFree)
            return result
        } catch {
            await giveBackReader(connection, isFree: false)
            throw error
        }
    }

    private func giveBackReader(_ connection: SQLiteConnection, isFree: Bool) async {
        var isFree = isFree
        if !isFree { isFree = await connection.rollBack() }
        await readers.giveBack(connection, reusable: isFree)
    }

    /// Runs `body` in a transaction of the one connection that writes.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (OpaquePointer) throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        let connection = try await writer.lease()
        do throws(StorageError) {
            let result = try await connection.run { raw throws(StorageError) in
                try execute(raw, "BEGIN IMMEDIATE")
                let result = try body(raw)
                try execute(raw, "COMMIT")
                return result
            }
            await writer.giveBack(connection, reusable: true)
            return result
        } catch {
            let isFree = await connection.rollBack()
            await writer.giveBack(connection, reusable: isFree)
            throw error
        }
    }
}
