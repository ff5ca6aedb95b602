public import Models
public import Storage

/// The result of a query, read to its end.
public struct CollectedResult: Sendable {
    /// The columns.
    public let columns: [ResultColumn]
    /// The rows.
    public let rows: [[Value]]
    /// The number of groups on all pages, if the query asks for it.
    public let total: Int64?
    /// `true` if the query's limit cuts the result.
    public let isTruncated: Bool
    /// The dataset's version that the result was read from.
    public let dataVersion: Int64
}

extension QueryResult {
    /// Reads the remaining rows.
    public func collect() async throws(StorageError) -> CollectedResult {
        var rows: [[Value]] = []
        while let batch = try await nextBatch() {
            for row in 0..<batch.rowCount { rows.append(batch[row]) }
        }
        return CollectedResult(
            columns: columns, rows: rows, total: total, isTruncated: isTruncated, dataVersion: dataVersion)
    }
}

extension AnalyticsStore {
    /// Runs a query and reads its whole result.
    public func answer(_ query: ResolvedQuery, on dataset: Dataset) async throws(StorageError) -> CollectedResult {
        try await self.query(query, on: dataset).collect()
    }
}
