public import Models
import Synchronization

/// The result of a query, read from one snapshot of the data as it is consumed.
///
/// As an asynchronous sequence it consists of rows:
///
/// ```swift
/// for try await row in try await store.query(Query(measures: ["sum(n)"]), on: "orders") {
///     print(row)
/// }
/// ```
///
/// ``nextBatch()`` returns the same rows column by column, which is faster. A result can be read once, by one task at a time.
///
/// A result holds a database connection until it is closed. It closes itself at its end, on an error or a cancellation, and when the
/// last reference to it or to its iterator is released.
public final class QueryResult: Sendable {
    private let reader: any ResultReader
    private let isOpen = Mutex(true)

    /// Creates a result that reads from `reader` and closes it.
    public init(_ reader: any ResultReader) { self.reader = reader }

    deinit { closeSoon() }

    /// The columns of each row.
    public var columns: [ResultColumn] { reader.columns }
    /// The ``Models/Dataset/dataVersion`` that the result is read from.
    public var dataVersion: Int64 { reader.dataVersion }
    /// The versions of the datasets that values are looked up in, in the order in which the query names them.
    public var lookupVersions: [DatasetVersion] { reader.lookupVersions }
    /// The number of groups before limit and offset, if the query asks for it.
    public var total: Int64? { reader.total }
    /// A Boolean value that indicates whether the query's limit cuts the result; known after the last row.
    public var isTruncated: Bool { reader.isTruncated }

    /// Returns the next rows as a batch of columns, or `nil` after the last row and once the result is closed.
    public func nextBatch() async throws(StorageError) -> RowBatch? {
        guard isOpen.withLock({ $0 }) else { return nil }
        do throws(StorageError) {
            if let batch = try await reader.next() { return batch }
        } catch {
            await close()
            throw error
        }
        await close()
        return nil
    }

    /// Closes the result before its end. Further calls have no effect.
    public func close() async {
        if takeReader() { await reader.close() }
    }

    /// Closes the result in a task of its own, for callers that cannot wait.
    func closeSoon() {
        guard takeReader() else { return }
        Task { [reader] in await reader.close() }
    }

    /// Returns `true` to the one caller that must close the reader.
    private func takeReader() -> Bool {
        isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
    }
}
