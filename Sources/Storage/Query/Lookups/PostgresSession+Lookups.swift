import Models

extension PostgresSession {
    /// Begins a transaction that reads a query's datasets in a snapshot, runs statements in it and ends it.
    ///
    /// The datasets that values are looked up in are compared with the catalog in the snapshot before the statements are sent, which
    /// takes round trips of its own.
    ///
    /// - Parameters:
    ///   - isSeen: `true` if those datasets must not be older than the caller knows them, as on a replica.
    ///   - statements: As for ``begin(_:running:)``.
    /// - Returns: The query's dataset in the snapshot, and the versions of ``Models/ResolvedQuery/lookupDatasets``.
    /// - Throws: As ``begin(_:)``, for each dataset.
    func begin(
        _ snapshot: PostgresSnapshot, of query: ResolvedQuery, isSeen: Bool, running statements: [SQLText]
    ) throws(StorageError) -> (dataset: Dataset, lookupVersions: [DatasetVersion]) {
        guard !query.lookups.isEmpty else { return (try begin(snapshot, running: statements), []) }
        let current = try begin(snapshot)
        let versions = try lookupVersions(of: query, in: snapshot.schema, isSeen: isSeen)
        try pipeline(statements + [SQLText(.postgres, "COMMIT")])
        return (current, versions)
    }

    /// Returns the versions of the datasets that a query looks up values in, in the snapshot of the transaction.
    ///
    /// - Throws: As ``begin(_:)``, if one has been replaced, or its columns.
    func lookupVersions(
        of query: ResolvedQuery, in schema: PostgresSchema, isSeen: Bool = false
    ) throws(StorageError) -> [DatasetVersion] {
        let catalog = PostgresCatalog(session: self, schema: schema)
        var versions: [DatasetVersion] = []
        for known in query.lookupDatasets {
            let lookup = try catalog.current(known)
            if isSeen { try lookup.require(DatasetVersion(known)) }
            try requireAllPartitions(of: lookup, in: schema)
            versions.append(DatasetVersion(lookup))
        }
        return versions
    }
}
