public import Models
import Synchronization

/// A ``DatasetSource`` that reads a store page by page, so that memory does not grow with the rows.
///
/// Each page is a snapshot of its own; the pages belong together as long as all are of one data version, which is checked.
public final class StoredDatasetSource: DatasetSource {
    /// About how many bytes a page has: rows may be a hundred bytes long or a million.
    private static let pageBytes = 2 << 20
    private static let pageRows = 1...5_000

    /// The dataset as it was when reading began.
    public let dataset: Dataset
    private let store: any AnalyticsStore
    private let position = Mutex<Position>(Position())

    private struct Position {
        var after: Int64 = 0
        var limit = 50
        var ended = false
    }

    /// Reads a dataset.
    public init(_ dataset: Dataset, in store: any AnalyticsStore) {
        self.dataset = dataset
        self.store = store
    }

    /// The next page.
    ///
    /// - Throws: ``StorageError/versionMismatch(expected:actual:)`` when the dataset has changed meanwhile.
    public func next() async throws(StorageError) -> RowPage? {
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
            // A page of rows that turned out wide ends before its limit.
            let fitting = page.ids.count * Self.pageBytes / max(1, page.rows.byteCount)
            next.limit = min(max(fitting, Self.pageRows.lowerBound), min(position.limit * 4, Self.pageRows.upperBound))
        }
        return page.ids.isEmpty ? nil : page
    }
}
