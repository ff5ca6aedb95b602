import Models
import Storage
import Synchronization

/// The descriptions of datasets as they were when a row was read last. A row that is read with another description shows that it is
/// outdated, so that a reader needs none before.
final class KnownDatasets: Sendable {
    /// The maximum number of descriptions; all are forgotten when it is reached.
    private static let maximum = 1024

    private let known = Mutex<[Identifier: KnownDataset]>([:])

    /// Returns the description; `nil` if none is known.
    subscript(name: Identifier) -> KnownDataset? { known.withLock { $0[name] } }

    /// Keeps a description.
    func remember(_ dataset: Dataset) {
        known.withLock { known in
            if known.count >= Self.maximum { known = [:] }
            known[dataset.name] = KnownDataset(dataset)
        }
    }

    /// Forgets a description.
    func forget(_ name: Identifier) { known.withLock { $0[name] = nil } }

    /// Forgets all descriptions, with the views of clients: their filters may quote values that an erasure has removed.
    func forgetAll() { known.withLock { $0 = [:] } }
}

/// The description of a dataset, with the views of clients who read its rows.
final class KnownDataset: Sendable {
    /// The maximum number of views; all are forgotten when it is reached.
    private static let maximum = 64

    private let dataset: Dataset
    private let views = Mutex<[Viewer: RowView]>([:])

    fileprivate init(_ dataset: Dataset) { self.dataset = dataset }

    /// Returns the view of a grant's client; `nil` if the client may not use the dataset.
    func view(for grant: AccessGrant) -> RowView? {
        let viewer = Viewer(identity: grant.identity)
        if let view = views.withLock({ $0[viewer] }) { return view }
        guard let view = (try? DatasetView(dataset, for: grant)).map(RowView.init) else { return nil }
        views.withLock { views in
            if views.count >= Self.maximum { views = [:] }
            views[viewer] = view
        }
        return view
    }
}

/// A client as the owner of a view: clients with the same restrictions are equal.
private struct Viewer: Hashable {
    let identity: Identity

    static func == (left: Viewer, right: Viewer) -> Bool {
        left.identity === right.identity || left.identity.restrictions == right.identity.restrictions
    }

    func hash(into hasher: inout Hasher) { hasher.combine(identity.restrictionsHash) }
}

/// A view through which single rows are read, which all clients with the same restrictions share.
final class RowView: Sendable {
    /// The view.
    private let view: DatasetView
    /// The fingerprint of the view.
    let fingerprint: String?

    fileprivate init(_ view: DatasetView) {
        self.view = view
        fingerprint = view.fingerprint
    }

    /// Returns a row as the client sees it; `nil` if it does not exist for the client.
    func visible(_ row: StoredRow) -> StoredRow? { view.visible(row) }

    /// Returns `true` if a row was read with the columns of this view, which may be older than the row: the same dataset, no column more,
    /// and no name that means another column. Only then does the view tell what the client sees of the row.
    func isCurrent(for row: StoredRow) -> Bool {
        let columns = view.dataset.columns
        return row.dataset == view.dataset.id && row.definitionVersion == view.dataset.definitionVersion
            && row.columns.count == columns.count
            && zip(row.columns, columns).allSatisfy { $0.name == $1.name && $0.formerNames == $1.formerNames }
    }
}
