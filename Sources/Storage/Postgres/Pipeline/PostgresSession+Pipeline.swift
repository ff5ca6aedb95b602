import CLibPQ

extension PostgresSession {
    /// Sends statements in one packet; ``nextResult()`` and ``nextRow()`` return their results in order.
    ///
    /// The server answers once all have ended, so that together they take one round trip. After a failed statement it skips the
    /// others. ``drain()`` ends the pipeline. Until then the connection runs no other statement, and it is not clean.
    ///
    /// libpq reads answers while it waits for room to write, so a blocking connection cannot deadlock with the server.
    func pipeline(_ statements: [SQLText]) throws(StorageError) {
        guard PQenterPipelineMode(raw) == 1 else { throw PostgresErrorCode.storageError(nil, on: raw) }
        let isSent = statements.allSatisfy { statement in
            withParameters(statement.bindings) { count, types, pointers, lengths, formats in
                PQsendQueryParams(raw, statement.text, count, types, pointers, lengths, formats, 1) == 1
            }
        }
        let error = isSent ? nil : PostgresErrorCode.storageError(nil, on: raw)
        let isSynchronized = PQpipelineSync(raw) == 1
        if isSent && isSynchronized { return }
        // libpq has refused a statement. Without a sync point the server would never answer those before it.
        if isSynchronized { drain() } else { PostgresSocket.shutDown(socket.descriptor) }
        throw error ?? PostgresErrorCode.storageError(nil, on: raw)
    }

    /// The whole result of the pipeline's next statement, which may be a failure.
    func nextResult() throws(StorageError) -> PostgresResult {
        guard let answer = PQgetResult(raw) else { throw PostgresErrorCode.storageError(nil, on: raw) }
        let result = PostgresResult(answer)
        // nil ends the results of a statement.
        while let further = PQgetResult(raw) { PQclear(further) }
        return result
    }

    /// The whole result of the pipeline's next statement, after which the pipeline goes on.
    ///
    /// - Throws: ``StorageError`` if the statement failed. The pipeline has then ended.
    func nextSuccess() throws(StorageError) -> PostgresResult {
        let result = try nextResult()
        guard result.isFailure else { return result }
        let error = result.error(on: raw)
        drain()
        throw error
    }

    /// Lets ``nextRow()`` return the rows of the pipeline's next statement one by one.
    func startRows() throws(StorageError) {
        guard PQsetSingleRowMode(raw) == 1 else { throw PostgresErrorCode.storageError(nil, on: raw) }
    }

    /// Ends the pipeline without its results. A statement that takes longer is cancelled.
    ///
    /// - Throws: ``StorageError/Unavailable/unreachable`` if the statement does not stop. The connection must be closed then.
    func abandonPipeline() throws(StorageError) {
        guard !drain(within: PostgresLimits.abandoning) else { return }
        guard cancel(), drain(within: PostgresLimits.cancellation) else { throw .unavailable(.unreachable) }
    }
}
