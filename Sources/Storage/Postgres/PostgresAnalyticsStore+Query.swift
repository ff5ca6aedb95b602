public import Models
import Synchronization

extension PostgresAnalyticsStore {
    /// A page of rows in the order of their ids.
    public func rows(
        of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency
    ) async throws(StorageError) -> RowPage {
        try await read(reading) { endpoint, seen throws(StorageError) in
            try await endpoint.rows(of: dataset, page: page, seen: seen.map { $0.together(with: dataset) })
        }
    }

    /// Answers a query in a snapshot that lasts until the answer is closed.
    public func query(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> any QueryAnswer {
        try await read(reading) { endpoint, seen throws(StorageError) in
            let answer = try await endpoint.open(query, on: dataset, seen: seen.map { $0.together(with: dataset) })
            do throws(StorageError) {
                if let fill = query.fill, GapFill.applies(to: query) {
                    return try await GapFill.answer(query, fill, from: answer)
                }
                // A replica may have to end a query to go on replaying. Up to the first rows the primary can be asked instead.
                if seen != nil { try await answer.readAhead() }
                return PagedAnswer(answer, limit: query.limit)
            } catch {
                await answer.close()
                throw error
            }
        }
    }
}

extension DatasetVersion {
    /// What must be there for who has seen this and knows the dataset so: its columns exist, and nobody goes back in time.
    fileprivate func together(with dataset: Dataset) -> DatasetVersion {
        DatasetVersion(max(version, dataset.dataVersion), of: self.dataset ?? dataset.id)
    }
}

extension PostgresEndpoint {
    fileprivate func rows(
        of dataset: Dataset, page: RowPageRequest, seen: DatasetVersion?
    ) async throws(StorageError) -> RowPage {
        let schema = self.schema
        let run = try await queries.begin(WorkShape(page, of: dataset))
        defer { run.end() }
        let connection = try await pool.lease()
        do throws(StorageError) {
            let (found, isWhole) = try await connection.run(on: dataset, in: schema) {
                session throws(StorageError) -> (RowPage, Bool) in
                let current = try session.beginSnapshot(of: dataset, in: schema)
                try current.require(seen)
                // Row by row: libpq would hold all of a page, however wide its rows are.
                try session.start(
                    QueryCompiler(of: dataset, in: schema).page(dataset.columns, page))
                var found = RowPage(
                    ids: [], versions: [], rows: RowBatch(types: dataset.columns.map(\.type)), hasMore: false,
                    dataVersion: current.dataVersion)
                while let row = try session.nextRow() {
                    if page.isFull(found.rows, count: found.ids.count) {
                        found.hasMore = true
                        break
                    }
                    found.ids.append(row.integer(0, 0))
                    found.versions.append(row.integer(0, 1))
                    for (index, column) in dataset.columns.enumerated() {
                        try row.append(0, index + 2, .plain(column.type), to: &found.rows.columns[index])
                    }
                }
                // Behind a page's last row there is at most the one that told of more. A page that ended early may have thousands.
                let isWhole = !found.hasMore || found.ids.count >= page.limit
                if isWhole {
                    session.drain()
                    try session.run("COMMIT")
                }
                return (found, isWhole)
            }
            await pool.giveBack(connection, reusable: isWhole ? true : await connection.reset())
            return found
        } catch {
            await pool.giveBack(connection, reusable: await connection.reset())
            throw error
        }
    }

    fileprivate func open(
        _ query: ResolvedQuery, on dataset: Dataset, seen: DatasetVersion?
    ) async throws(StorageError) -> PostgresAnswer {
        let run = try await queries.begin(WorkShape(query, on: dataset))
        let isCrowded = queries.isCrowded
        let connection = try await pool.lease()
        do throws(StorageError) {
            let compiler = QueryCompiler(of: dataset, in: schema)
            let fills = GapFill.applies(to: query)
            let schema = self.schema
            let (found, total) = try await connection.run(on: dataset, in: schema) {
                session throws(StorageError) -> (Int64, Int64?) in
                // The statement lasts until its last row is taken, and how long that takes is the client's affair: an answer
                // without a limit is streamed, and ended when its client is gone.
                let current = try session.beginSnapshot(
                    of: dataset, in: schema, takesItsTime: query.limit == nil && !fills, isCrowded: isCrowded)
                try current.require(seen)
                var total: Int64?
                if query.wantsTotal && !fills {
                    let sql = compiler.total(query)
                    total = try session.execute(sql).integer(0, 0)
                }
                try session.start(compiler.rows(query, whole: fills))
                return (current.dataVersion, total)
            }
            return PostgresAnswer(
                query, on: dataset, in: schema, dataVersion: found, total: total,
                keeping: fills ? query.readers.count : query.groups.count + query.visibleMeasures,
                connection: connection, pool: pool, run: run)
        } catch {
            await pool.giveBack(connection, reusable: await connection.reset())
            throw error
        }
    }
}

/// An answer that is read from the server as it is consumed.
private final class PostgresAnswer: QueryAnswer {
    let columns: [ResultColumn]
    let dataVersion: Int64
    let total: Int64?
    /// ``PagedAnswer`` tells.
    let isTruncated = false
    private let dataset: Dataset
    private let schema: PostgresSchema
    private let readers: [ColumnReader]
    private let pool: LeasePool<PostgresConnection>
    private let lease: Mutex<Lease?>

    private struct Lease {
        let connection: PostgresConnection
        let run: QueryRun
        var ended = false
        /// What was read before it was asked for.
        var ahead: RowBatch?
    }

    init(
        _ query: ResolvedQuery, on dataset: Dataset, in schema: PostgresSchema, dataVersion: Int64, total: Int64?,
        keeping: Int, connection: PostgresConnection, pool: LeasePool<PostgresConnection>, run: QueryRun
    ) {
        self.dataset = dataset
        self.schema = schema
        columns = query.output
        self.dataVersion = dataVersion
        self.total = total
        readers = Array(query.readers.prefix(keeping))
        self.pool = pool
        lease = Mutex(Lease(connection: connection, run: run))
    }

    /// Reads the first rows, which ``next()`` then gives.
    fileprivate func readAhead() async throws(StorageError) {
        guard let batch = try await next() else { return }
        lease.withLock { $0?.ahead = batch }
    }

    func next() async throws(StorageError) -> RowBatch? {
        if let ahead = lease.withLock({ $0?.ahead.take() }) { return ahead }
        guard let lease = lease.withLock({ $0 }), !lease.ended else { return nil }
        let readers = self.readers
        let (batch, ended) = try await lease.connection.run(on: dataset, in: schema) {
            session throws(StorageError) -> (RowBatch, Bool) in
            var batch = RowBatch(types: readers.map(\.type))
            let size = BatchSize(batch)
            while batch.rowCount == 0 || !size.isFull(batch) {
                guard let row = try session.nextRow() else { return (batch, true) }
                for index in readers.indices { try row.append(0, index, readers[index], to: &batch.columns[index]) }
            }
            return (batch, false)
        }
        if ended { self.lease.withLock { $0?.ended = true } }
        return batch.rowCount == 0 ? nil : batch
    }

    func close() async {
        guard let lease = lease.withLock({ $0.take() }) else { return }
        await Self.end(lease, pool)
    }

    deinit {
        // An answer that was dropped without being closed would keep its connection for good.
        guard let lease = lease.withLock({ $0.take() }) else { return }
        Task { [pool] in await Self.end(lease, pool) }
    }

    private static func end(_ lease: Lease, _ pool: LeasePool<PostgresConnection>) async {
        defer { lease.run.end() }
        await pool.giveBack(lease.connection, reusable: await lease.connection.reset())
    }
}

extension QueryCompiler {
    /// Writes the statements of a dataset in PostgreSQL.
    init(of dataset: Dataset, in schema: PostgresSchema) {
        self.init(
            dialect: .postgres, table: schema.table(dataset.id),
            isPartitioned: dataset.definition.partitioning != nil)
    }
}
