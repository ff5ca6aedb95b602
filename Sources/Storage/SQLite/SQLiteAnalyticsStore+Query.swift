public import Models

extension SQLiteAnalyticsStore {
    /// Returns a page of rows, ordered by id.
    public func rows(of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency) async throws(StorageError)
        -> RowPage
    {
        let run = try await queries.begin(WorkShape(page, of: dataset))
        defer { run.end() }
        return try await read { connection throws(StorageError) in
            try execute(connection, "BEGIN")
            defer { try? execute(connection, "COMMIT") }
            let version = try SQLiteCatalog(connection).current(dataset).dataVersion
            let compiler = QueryCompiler(dialect: .sqlite, table: SQLiteSchema.table(dataset.id))
            let statement = try SQLiteCatalog(connection).diagnosing(dataset) {
                () throws(StorageError) -> SQLiteStatement in
                try SQLiteStatement(connection, compiler.page(dataset.columns, page))
            }
            var ids: [Int64] = []
            var versions: [Int64] = []
            var batch = RowBatch(types: dataset.columns.map(\.type))
            while try statement.step() {
                guard !page.isFull(batch, count: ids.count) else {
                    return RowPage(
                        ids: ids, versions: versions, rows: batch, hasMore: true, dataVersion: version)
                }
                ids.append(statement.integer(0))
                versions.append(statement.integer(1))
                for (index, column) in dataset.columns.enumerated() {
                    try statement.append(index + 2, .plain(column.type), to: &batch.columns[index])
                }
            }
            return RowPage(ids: ids, versions: versions, rows: batch, hasMore: false, dataVersion: version)
        }
    }

    /// Runs a query in a snapshot that lasts until the result is closed.
    public func query(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryResult {
        let reader = try await open(query, on: dataset)
        guard GapFill.holds(query) else { return QueryResult(LimitedReader(reader, limit: query.limit)) }
        return QueryResult(try await GapFill.reader(query, from: reader))
    }

    private func open(
        _ query: ResolvedQuery, on dataset: Dataset
    ) async throws(StorageError) -> SQLiteResultReader {
        let run = try await queries.begin(WorkShape(query, on: dataset))
        let rows = SQLiteRows(query.readers)
        let lease = try await ConnectionLease(
            from: readers,
            willEnd: { connection in
                _ = try? await connection.runToEnd { _ throws(StorageError) in rows.finish() }
                connection.moveOperations(to: nil)
            }, didEnd: { run.end() })
        do throws(StorageError) {
            guard let connection = lease.connection else { throw .unavailable(.closed) }
            if run.isLong { connection.moveOperations(to: LowPriorityThread()) }
            let isHeld = GapFill.holds(query)
            let keeping = isHeld ? query.readers.count : query.groups.count + query.visibleMeasures
            let opened = try await connection.run { raw throws(StorageError) in
                try execute(raw, "BEGIN")
                let catalog = SQLiteCatalog(raw)
                let version = try catalog.current(dataset).dataVersion
                let lookupVersions = try catalog.lookupVersions(of: query)
                var compiler = QueryCompiler(dialect: .sqlite, table: SQLiteSchema.table(dataset.id))
                if query.sortsTexts { compiler.metersTexts = try connection.meter.isNeeded(on: raw) }
                connection.meter.reset()
                let (total, statement) = try catalog.diagnosing(dataset, lookups: query.lookupDatasets) {
                    () throws(StorageError) -> (Int64?, SQLiteStatement) in
                    let total =
                        query.wantsTotal && !isHeld
                        ? try SQLiteStatement(raw, compiler.total(query)).firstInteger() : nil
                    connection.meter.reset()
                    return (total, try SQLiteStatement(raw, compiler.rows(query, whole: isHeld)))
                }
                rows.begin(statement)
                let first = try rows.next(columns: keeping)
                if rows.hasEnded { try execute(raw, "COMMIT") }
                return OpenedResult(
                    dataVersion: version, lookupVersions: lookupVersions, total: total, first: first,
                    isWhole: rows.hasEnded)
            }
            // A result of one batch holds its connection no longer than this.
            if opened.isWhole {
                connection.moveOperations(to: nil)
                await lease.end(isPrepared: true)
            }
            return SQLiteResultReader(query.output, opened, rows: rows, keeping: keeping, lease: lease)
        } catch {
            await lease.end()
            throw error
        }
    }
}
