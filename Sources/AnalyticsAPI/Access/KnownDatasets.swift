import Models
import Storage
import Synchronization

/// The descriptions of datasets as they were when a row was read last. A row that is read with another description shows that it is
/// outdated, so that a reader needs none before.
final class KnownDatasets: Sendable {
    /// The maximum number of descriptions; all are forgotten when it is reached.
    private static let maximum = 1024

    private let known = Mutex<[Identifier: Dataset]>([:])

    /// Returns the description; `nil` if none is known.
    subscript(name: Identifier) -> Dataset? { known.withLock { $0[name] } }

    /// Keeps a description.
    func remember(_ dataset: Dataset) {
        known.withLock { known in
            if known.count >= Self.maximum { known = [:] }
            known[dataset.name] = dataset
        }
    }

    /// Forgets a description.
    func forget(_ name: Identifier) { known.withLock { $0[name] = nil } }
}

extension DatasetView {
    /// Returns `true` if a row was read with the columns of this view, which may be older than the row: the same dataset, no column more,
    /// and no name that means another column. Only then does the view tell what the client sees of the row.
    func isCurrent(for row: StoredRow) -> Bool {
        row.dataset == dataset.id && row.definitionVersion == dataset.definitionVersion
            && row.columns.map(\.name) == dataset.columns.map(\.name)
            && row.columns.map(\.formerNames) == dataset.columns.map(\.formerNames)
    }
}
