public import Models

extension PostgresAnalyticsStore {
    /// A page of rows in the order of their ids.
    public func rows(
        of dataset: Dataset, page: RowPageRequest, reading: ReadConsistency
    ) async throws(StorageError) -> RowPage {
        try await read(reading) { endpoint, seen throws(StorageError) in
            try await endpoint.rows(of: dataset, page: page, seen: seen.map { $0.together(with: dataset) })
        }
    }

    /// Runs a query in a snapshot that lasts until the result is closed.
    public func query(
        _ query: ResolvedQuery, on dataset: Dataset, reading: ReadConsistency
    ) async throws(StorageError) -> QueryResult {
        try await read(reading) { endpoint, seen throws(StorageError) in
            let reader = try await endpoint.open(query, on: dataset, seen: seen.map { $0.together(with: dataset) })
            do throws(StorageError) {
                if GapFill.holds(query) { return QueryResult(try await GapFill.reader(query, from: reader)) }
                return QueryResult(LimitedReader(reader, limit: query.limit))
            } catch {
                await reader.close()
                throw error
            }
        }
    }
}

extension DatasetVersion {
    /// The version that a replica must have reached for a caller that has seen this version and resolved its query against
    /// `dataset`: its columns exist, and reads are monotonic.
    fileprivate func together(with dataset: Dataset) -> DatasetVersion {
        DatasetVersion(max(version, dataset.dataVersion), of: self.dataset ?? dataset.id)
    }
}

extension PostgresEndpoint {
    fileprivate func rows(
        of dataset: Dataset, page: RowPageRequest, seen: DatasetVersion?
    ) async throws(StorageError) -> RowPage {
        let (schema, lockTimeouts) = (self.schema, self.lockTimeouts)
        let run = try await queries.begin(WorkShape(page, of: dataset))
        defer { run.end() }
        return try await leased(on: dataset) { session throws(StorageError) -> RowPage in
            let current = try session.begin(
                PostgresSnapshot(dataset: dataset, schema: schema, lockTimeouts: lockTimeouts),
                running: [QueryCompiler(of: dataset, in: schema).page(dataset.columns, page)])
            try session.require(seen, of: current)
            // In single-row mode, as libpq would otherwise hold the whole page, however wide its rows are.
            try session.startRows()
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
            // A full page leaves at most one unread row: the one fetched to detect a next page. A page that was cut by size may
            // leave thousands, and its connection is reset.
            if !found.hasMore || found.ids.count >= page.limit { session.drain() }
            return found
        }
    }

    fileprivate func open(
        _ query: ResolvedQuery, on dataset: Dataset, seen: DatasetVersion?
    ) async throws(StorageError) -> PostgresResultReader {
        var tried = 0
        while true {
            var isOutdated = false
            do throws(StorageError) {
                return try await open(query, on: dataset, seen: seen, isOutdated: &isOutdated)
            } catch {
                tried += 1
                guard isOutdated, tried < Self.connectionsToTry else { throw error }
            }
        }
    }

    /// - Parameter isOutdated: `true` after a failure because the connection is outdated; see ``withConnection(_:)``.
    private func open(
        _ query: ResolvedQuery, on dataset: Dataset, seen: DatasetVersion?, isOutdated: inout Bool
    ) async throws(StorageError) -> PostgresResultReader {
        let run = try await queries.begin(WorkShape(query, on: dataset))
        let isCrowded = queries.isCrowded
        let lease = try await ConnectionLease(from: pool, didEnd: { run.end() })
        do throws(StorageError) {
            let compiler = QueryCompiler(of: dataset, in: schema)
            let isHeld = GapFill.holds(query)
            let (schema, lockTimeouts) = (self.schema, self.lockTimeouts)
            let readers = Array(
                query.readers.prefix(isHeld ? query.readers.count : query.groups.count + query.visibleMeasures))
            // A replica may cancel a query that conflicts with recovery. Until the first rows are read the primary can take over.
            let opened = try await lease.run(on: dataset, lookups: query.lookupDatasets, in: schema) {
                session throws(StorageError) -> OpenedResult in
                // A statement lasts until its last row is read. An answer without a limit is streamed at the client's pace and
                // ended when the client disconnects, so it has no statement time-out.
                let snapshot = PostgresSnapshot(
                    dataset: dataset, schema: schema, isStreamed: query.limit == nil && !isHeld, isCrowded: isCrowded,
                    lockTimeouts: lockTimeouts, lookups: query.lookupDatasets)
                let totals = query.wantsTotal && !isHeld ? [compiler.total(query)] : []
                let (current, lookupVersions) = try session.begin(
                    snapshot, of: query, isSeen: seen != nil,
                    running: totals + [compiler.rows(query, whole: isHeld)])
                try session.require(seen, of: current)
                let total = totals.isEmpty ? nil : try session.nextSuccess().integer(0, 0)
                try session.startRows()
                let (first, isLast) = try session.nextBatch(readers)
                return OpenedResult(
                    dataVersion: current.dataVersion, lookupVersions: lookupVersions, total: total, first: first,
                    isWhole: isLast)
            }
            // A result of one batch holds its connection no longer than this.
            if opened.isWhole { await lease.end() }
            return PostgresResultReader(
                query.output, readers, opened, on: dataset, lookups: query.lookupDatasets, in: schema, lease: lease)
        } catch {
            isOutdated = lease.connection?.isOutdated ?? false
            await lease.end()
            throw error
        }
    }
}

extension PostgresSession {
    /// Checks that a dataset has the version that the caller has seen; otherwise ends the pipeline.
    fileprivate func require(_ seen: DatasetVersion?, of current: Dataset) throws(StorageError) {
        do throws(StorageError) {
            try current.require(seen)
        } catch {
            try abandonPipeline()
            throw error
        }
    }
}

extension QueryCompiler {
    /// The compiler of a dataset's queries for PostgreSQL.
    init(of dataset: Dataset, in schema: PostgresSchema) {
        self.init(
            dialect: .postgres, table: schema.table(dataset.id),
            isPartitioned: dataset.definition.partitioning != nil, schema: schema)
    }
}
