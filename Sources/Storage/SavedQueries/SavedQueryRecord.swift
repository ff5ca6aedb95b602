package import Models

/// A query that a dataset keeps under a name, as a store keeps it.
package struct SavedQueryRecord: Sendable, Hashable {
    /// The name, unique in the dataset.
    package var name: Identifier
    /// The query, the form of its chart and its texts as JSON. A store does not interpret it.
    package var document: String
    /// The version, which is 1 for a new query and grows with each change.
    package var version: Int64
    /// The owner among the API's clients (`Identity.owner`); `nil` if it belongs to the administrators.
    package var owner: String?
    /// The time of creation. It tells a query from an earlier one of the same name.
    package var createdAt: Timestamp
    /// The name of the identity that created the query.
    package var createdBy: String
    /// The time of the last change.
    package var updatedAt: Timestamp
    /// The name of the identity that changed the query last.
    package var updatedBy: String

    /// Creates a record of a new query.
    package init(name: Identifier, document: String, owner: String?, at time: Timestamp, by creator: String) {
        self.name = name
        self.document = document
        self.owner = owner
        version = 1
        createdAt = time
        createdBy = creator
        updatedAt = time
        updatedBy = creator
    }

    /// Returns the query after a change: the document and the last change are the new record's, the rest stays.
    package func changed(by new: SavedQueryRecord) -> SavedQueryRecord {
        var changed = self
        changed.document = new.document
        changed.version += 1
        changed.updatedAt = new.updatedAt
        changed.updatedBy = new.updatedBy
        return changed
    }
}

/// The condition of a change of a saved query. The store tests it in the transaction of the change.
package enum SavedQueryCondition: Sendable, Hashable {
    /// The name is not taken.
    case absent
    /// The query is the one that was created at a time, at a version.
    case version(Int64, createdAt: Timestamp)

    /// Returns `true` if the condition holds for the current query; `nil` stands for none.
    package func holds(for current: SavedQueryRecord?) -> Bool {
        switch self {
        case .absent: current == nil
        case .version(let version, let createdAt): current?.version == version && current?.createdAt == createdAt
        }
    }
}

/// The outcome of a change of a saved query.
package enum SavedQueryOutcome: Sendable, Hashable {
    /// The query was written, or deleted in its last state.
    case done(SavedQueryRecord)
    /// The condition does not hold: another client has changed the query meanwhile. Nothing was changed.
    case conflict
    /// The dataset has as many saved queries as allowed. Nothing was changed.
    case full
}
