import Models
import Storage

/// A saved query with the document that its record holds.
struct StoredQuery: Sendable {
    /// The record.
    let record: SavedQueryRecord
    /// The document.
    let document: SavedQuery

    /// Returns the entity tag of the query's description.
    ///
    /// - Parameter isFull: `true` for a client that may change the query, which sees its authors.
    func tag(in dataset: Dataset, isFull: Bool) -> EntityTag {
        let tag = record.tag(in: dataset)
        return isFull ? tag : EntityTag(isWeak: false, opaque: tag.opaque + "-r")
    }

    /// Returns the query as a JSON object. Its authors are shown to clients that may change it.
    func json(for identity: Identity) -> JSONValue {
        func text(_ key: String, _ text: String) -> JSONMember { JSONMember(key: key, value: .string(text)) }
        let isFull = identity.mayChange(record)
        var members = [text("name", record.name.rawValue)] + document.members
        members.append(JSONMember(key: "version", value: .number(String(record.version))))
        members.append(text("createdAt", record.createdAt.description))
        if isFull { members.append(text("createdBy", record.createdBy)) }
        members.append(text("updatedAt", record.updatedAt.description))
        if isFull { members.append(text("updatedBy", record.updatedBy)) }
        return .object(members)
    }
}
