public import Models
import Synchronization

/// A dataset with all its rows, for ``AnalyticsStore/adopt(_:)``.
///
/// One task at a time uses a source.
public protocol DatasetSource: AnyObject, Sendable {
    /// The dataset. Its definition, data version and creation time are kept; its id is not.
    var dataset: Dataset { get }

    /// Returns the next rows with their versions and ascending ids; `nil` after the last.
    func next() async throws(StorageError) -> RowPage?
}

/// A ``DatasetSource`` that reads a store page by page, so that memory use does not grow with the rows.
///
/// Each page is a snapshot of its own. The source checks that all pages have one data version.
package final class StoredDatasetSource: DatasetSource {
    /// The approximate size of a page in bytes; rows may be a hundred bytes long or a million.
    private static let pageBytes = 2 << 20
    private static let pageRows = 1...5_000

    /// The dataset, described before reading began.
    package let dataset: Dataset
    private let store: any AnalyticsStore
    private let position = Mutex<Position>(Position())

    private struct Position {
        var after: Int64 = 0
        var limit = 50
        var ended = false
    }

    /// Reads a dataset.
    package init(_ dataset: Dataset, in store: any AnalyticsStore) {
        self.dataset = dataset
        self.store = store
    }

    /// Returns the next page.
    ///
    /// - Throws: ``StorageError/versionMismatch(expected:actual:)`` if the dataset has changed since it was described.
    package func next() async throws(StorageError) -> RowPage? {
        let position = position.withLock { $0 }
        guard !position.ended else { return nil }
        let page = try await store.rows(
            of: dataset, page: RowPageRequest(after: position.after, limit: position.limit))
        guard page.dataVersion == dataset.dataVersion else {
            throw .versionMismatch(expected: dataset.dataVersion, actual: page.dataVersion)
        }
        self.position.withLock { next in
            next.after = page.ids.last ?? position.after
            next.ended = !page.hasMore
            // A page of wide rows ends before its limit.
            let fitting = page.ids.count * Self.pageBytes / max(1, page.rows.byteCount)
            next.limit = min(max(fitting, Self.pageRows.lowerBound), min(position.limit * 4, Self.pageRows.upperBound))
        }
        return page.ids.isEmpty ? nil : page
    }
}
