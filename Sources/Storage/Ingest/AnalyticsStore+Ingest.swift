public import Models

/// Ingests into datasets by their names.
extension AnalyticsStore {
    /// Adds all rows of a source in one transaction.
    ///
    /// - Throws: The errors of ``AnalyticsStore/ingest(_:into:mode:idempotencyKey:)``.
    @discardableResult
    public func ingest(
        _ rows: any RowSource, into dataset: Dataset, idempotencyKey key: String?
    ) async throws(StorageError) -> IngestOutcome {
        try await ingest(rows, into: dataset, mode: .append, idempotencyKey: key)
    }

    /// Writes rows in one transaction.
    ///
    /// ```swift
    /// try await store.ingest([["north", 3], ["south", 4]], into: "orders")
    /// ```
    ///
    /// - Parameters:
    ///   - rows: The rows, each with a value for every column (``ArrayRowSource``).
    ///   - name: The dataset.
    ///   - key: The idempotency key; see ``ingest(_:into:idempotencyKey:)-(any RowSource,_,_)``.
    @discardableResult
    public func ingest(
        _ rows: [[Value]], into name: String, idempotencyKey key: String? = nil
    ) async throws(StorageError) -> IngestOutcome {
        let dataset = try await dataset(named: try Identifier(named: name))
        return try await ingest(ArrayRowSource(rows, of: dataset.definition), into: dataset, idempotencyKey: key)
    }

    /// Parses a text and writes its rows in one transaction.
    ///
    /// ```swift
    /// try await store.ingest("region,n\nnorth,3\nsouth,4\n", as: .csv, into: "orders")
    /// ```
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - format: The format of the text.
    ///   - name: The dataset.
    ///   - skipsBadRows: `true` to leave out rows with errors; `false` to write nothing if a row has errors.
    ///   - key: The idempotency key.
    @discardableResult
    public func ingest(
        _ text: String, as format: RowFormat, into name: String, skipsBadRows: Bool = false,
        idempotencyKey key: String? = nil
    ) async throws(StorageError) -> IngestOutcome {
        let chunk = AsyncStream { continuation in
            continuation.yield(text.utf8)
            continuation.finish()
        }
        return try await ingest(chunk, as: format, into: name, skipsBadRows: skipsBadRows, idempotencyKey: key)
    }

    /// Parses a text that arrives in chunks and writes its rows in one transaction.
    ///
    /// - Parameters:
    ///   - chunks: The text, in chunks that may end anywhere.
    ///   - format: The format of the text.
    ///   - name: The dataset.
    ///   - skipsBadRows: `true` to leave out rows with errors; `false` to write nothing if a row has errors.
    ///   - key: The idempotency key.
    @discardableResult
    public func ingest<Chunks: AsyncSequence>(
        _ chunks: Chunks, as format: RowFormat, into name: String, skipsBadRows: Bool = false,
        idempotencyKey key: String? = nil
    ) async throws(StorageError) -> IngestOutcome where Chunks.Element: Sequence<UInt8> {
        let dataset = try await dataset(named: try Identifier(named: name))
        let source = ParsedRowSource(chunks, as: format, of: dataset.definition, skipsBadRows: skipsBadRows)
        return try await ingest(source, into: dataset, idempotencyKey: key)
    }
}
