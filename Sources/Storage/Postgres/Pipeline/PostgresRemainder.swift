import CLibPQ

/// The results that a connection still has to return, which are discarded one by one.
struct PostgresRemainder {
    private let raw: OpaquePointer
    private let isPipeline: Bool
    private var isBetweenStatements = false

    /// - Parameter raw: The connection.
    init(of raw: OpaquePointer) {
        self.raw = raw
        isPipeline = PQpipelineStatus(raw) != PQ_PIPELINE_OFF
    }

    /// Discards the next result; blocks while the connection is busy.
    ///
    /// - Returns: `false` if it was the last one. A pipeline has then ended.
    mutating func discardNext() -> Bool {
        guard let result = PQgetResult(raw) else {
            // In a pipeline, nil ends the results of one statement; twice in a row, nothing follows.
            let hasMore = isPipeline && !isBetweenStatements
            isBetweenStatements = true
            if !hasMore { end() }
            return hasMore
        }
        isBetweenStatements = false
        let isSynchronized = PQresultStatus(result) == PGRES_PIPELINE_SYNC
        PQclear(result)
        if isSynchronized { end() }
        return !isSynchronized
    }

    private func end() { if isPipeline { _ = PQexitPipelineMode(raw) } }
}
