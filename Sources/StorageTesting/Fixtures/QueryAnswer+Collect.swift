public import Models
public import Storage

/// An answer, read to its end.
public struct CollectedAnswer: Sendable {
    /// The columns.
    public let columns: [ResultColumn]
    /// The rows.
    public let rows: [[Value]]
    /// The number of groups on all pages, if the query asks for it.
    public let total: Int64?
    /// `true` if the query's limit cuts the answer.
    public let isTruncated: Bool
    /// The dataset's version that the answer was read from.
    public let dataVersion: Int64
}

extension QueryAnswer {
    /// Reads the rest of the answer and closes it.
    public func collect() async throws(StorageError) -> CollectedAnswer {
        var rows: [[Value]] = []
        do throws(StorageError) {
            while let batch = try await next() {
                for row in 0..<batch.rowCount { rows.append(batch[row]) }
            }
        } catch {
            await close()
            throw error
        }
        await close()
        return CollectedAnswer(
            columns: columns, rows: rows, total: total, isTruncated: isTruncated, dataVersion: dataVersion)
    }
}

extension AnalyticsStore {
    /// Runs a query and reads the whole answer.
    public func answer(_ query: ResolvedQuery, on dataset: Dataset) async throws(StorageError) -> CollectedAnswer {
        try await self.query(query, on: dataset).collect()
    }
}
