import CLibPQ
import Models

extension PostgresSession {
    /// Begins a transaction that reads a dataset in a snapshot, step by step; see ``PostgresSnapshot``.
    ///
    /// - Returns: The dataset in the snapshot.
    /// - Throws: ``StorageError/datasetNotFound(_:nearest:)``; ``StorageError/definitionChanged(_:)``;
    ///   ``StorageError/schema(_:)`` if a table is missing; ``StorageError/Unavailable/busy`` if the table stays locked, or if
    ///   the connection is outdated (``ListedPartitions``).
    func begin(_ snapshot: PostgresSnapshot) throws(StorageError) -> Dataset {
        let (dataset, schema) = (snapshot.dataset, snapshot.schema)
        // A simple query sends all statements in one round trip; it cannot have parameters.
        guard let answer = PQexec(raw, snapshot.statements.joined(separator: "; ")) else {
            throw PostgresErrorCode.storageError(nil, on: raw)
        }
        let result = PostgresResult(answer)
        let catalog = PostgresCatalog(session: self, schema: schema)
        snapshot.lockTimeouts?.record(dataset.id, isLocked: result.sqlState == Self.lockNotAvailable)
        if result.status == PGRES_COMMAND_OK {
            let current = try catalog.current(dataset)
            try requireAllPartitions(of: current, in: schema)
            return current
        }
        let error = result.error(on: raw)
        guard result.sqlState == Self.undefinedTable else { throw error }
        try run("ROLLBACK")
        try run(PostgresEndpoint.beginSnapshot)
        let all = [dataset] + snapshot.lookups
        for dataset in all { _ = try catalog.current(dataset) }
        for dataset in all { try catalog.requireColumns(of: dataset) }
        throw error
    }

    /// Begins a transaction that reads a dataset in a snapshot, runs statements in it and ends it, if possible in one round trip.
    ///
    /// The statements are sent before it is known that the dataset still is as they were compiled for. If it is not, their
    /// results are discarded and the transaction begins again step by step.
    ///
    /// - Parameter statements: The statements whose results ``nextSuccess()`` and ``nextRow()`` return next, in order.
    /// - Returns: The dataset in the snapshot.
    /// - Throws: As ``begin(_:)``.
    func begin(_ snapshot: PostgresSnapshot, running statements: [SQLText]) throws(StorageError) -> Dataset {
        let whole = statements + [SQLText(.postgres, "COMMIT")]
        // Without a comparison of the partitions the results would be discarded.
        if !snapshot.isPartitioned || partitions.isCompared(snapshot.dataset.id) {
            if let current = try beginAtOnce(snapshot, running: whole) { return current }
            if isInTransaction { try run("ROLLBACK") }
        }
        let current = try begin(snapshot)
        try pipeline(whole)
        return current
    }

    /// - Returns: `nil` if the dataset is not as the caller knows it. The pipeline has then ended.
    private func beginAtOnce(
        _ snapshot: PostgresSnapshot, running statements: [SQLText]
    ) throws(StorageError) -> Dataset? {
        let beginning = snapshot.statements
        try pipeline(beginning.map { SQLText(.postgres, $0) } + [snapshot.check] + statements)
        for index in beginning.indices {
            let result = try nextResult()
            let isLock = index == beginning.count - 1
            if isLock {
                snapshot.lockTimeouts?.record(snapshot.dataset.id, isLocked: result.sqlState == Self.lockNotAvailable)
            }
            guard result.isFailure else { continue }
            let error = result.error(on: raw)
            drain()
            if isLock, result.sqlState == Self.undefinedTable { return nil }
            throw error
        }
        let row = try nextSuccess()
        if let current = snapshot.current(row, comparing: partitions) { return current }
        try abandonPipeline()
        return nil
    }

    // PostgreSQL documentation, "Appendix A. Error Codes".
    private static let lockNotAvailable = "55P03"
    private static let undefinedTable = "42P01"
}
