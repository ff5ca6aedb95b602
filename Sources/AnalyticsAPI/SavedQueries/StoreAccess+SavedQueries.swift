import Diagnostics
import Models
import Storage

extension StoreAccess {
    /// The attempts at a change of a query that other clients change at the same time.
    private static let attempts = 10

    /// Returns the saved queries that exist for the client, ordered by name. One that this version of the program cannot read is
    /// left out.
    func savedQueries(of view: DatasetView, now: Timestamp) async throws -> [StoredQuery] {
        try await savedQueries(of: view, in: store.savedQueries(for: grant, writing: false), now: now)
    }

    private func savedQueries(
        of view: DatasetView, in queries: any SavedQueryStore, now: Timestamp
    ) async throws -> [StoredQuery] {
        try await queries.savedQueries(of: view.dataset).compactMap { record in
            guard let document = try? SavedQuery(record.document) else { return nil }
            return document.exists(in: view, now: now) ? StoredQuery(record: record, document: document) : nil
        }
    }

    /// Returns a saved query.
    ///
    /// - Throws: ``APIError`` if it does not exist for the client.
    func savedQuery(_ name: Identifier, of view: DatasetView, now: Timestamp) async throws -> StoredQuery {
        let queries = try store.savedQueries(for: grant, writing: false)
        guard let record = try await queries.savedQuery(name, of: view.dataset) else {
            throw await queryNotFound(name, of: view, in: queries, now: now)
        }
        let document = try SavedQuery(record.document)
        guard document.exists(in: view, now: now) else {
            throw await queryNotFound(name, of: view, in: queries, now: now)
        }
        return StoredQuery(record: record, document: document)
    }

    /// Returns the error about a saved query that does not exist for the client, with the nearest of those that do.
    private func queryNotFound(
        _ name: Identifier, of view: DatasetView, in queries: any SavedQueryStore, now: Timestamp
    ) async -> APIError {
        // A store that cannot be read gives no suggestion.
        let saved = (try? await savedQueries(of: view, in: queries, now: now)) ?? []
        let nearest = NearestName.match(name.rawValue, among: saved.map(\.record.name.rawValue))
        return .queryNotFound(name.rawValue, in: view.name, nearest: nearest)
    }

    /// Saves a query that fits the client's view.
    ///
    /// - Parameter ifMatch: The value of `If-Match`.
    /// - Throws: ``APIError`` if the name belongs to another client, or the precondition fails.
    func saveQuery(
        _ name: Identifier, _ document: SavedQuery, of view: DatasetView, ifMatch: String?, now: Timestamp
    ) async throws -> (query: StoredQuery, isNew: Bool) {
        let queries = try store.savedQueries(for: grant, writing: true)
        let identity = grant.identity
        guard identity.isAdministrator || identity.key != nil else { throw APIError.ownerRequired }
        let new = SavedQueryRecord(
            name: name, document: document.stored, owner: identity.isAdministrator ? nil : identity.owner, at: now,
            by: identity.name)
        for _ in 0..<Self.attempts {
            let current = try await queries.savedQuery(name, of: view.dataset)
            if let current, !identity.mayChange(current) { throw APIError.foreignQuery(name, identity) }
            try check(ifMatch, current, of: view)
            let outcome = try await queries.saveQuery(
                new, in: view.dataset, if: current.map(\.condition) ?? .absent, limit: SavedQuery.maximumCount)
            switch outcome {
            case .done(let record): return (StoredQuery(record: record, document: document), current == nil)
            case .full:
                throw APIError(
                    .limitReached,
                    "\"\(view.name)\" has \(SavedQuery.maximumCount) saved queries, which is the maximum; delete those that are not used"
                )
            case .conflict: continue
            }
        }
        throw StorageError.unavailable(.busy)
    }

    /// Deletes a saved query with its links.
    ///
    /// - Parameter ifMatch: The value of `If-Match`.
    /// - Throws: ``APIError`` if there is no such query, it belongs to another client, or the precondition fails.
    func deleteSavedQuery(_ name: Identifier, of view: DatasetView, ifMatch: String?, now: Timestamp) async throws {
        let queries = try store.savedQueries(for: grant, writing: true)
        for _ in 0..<Self.attempts {
            let current = try await changeableQuery(name, of: view, in: queries, now: now)
            try check(ifMatch, current, of: view)
            let outcome = try await queries.deleteSavedQuery(name, of: view.dataset, if: current.condition)
            guard case .done(let record) = outcome else { continue }
            // No link shows a later query of the same name anyway, and nothing else would list or revoke them.
            let links = try self.links(now: now)
            try await links.revoke(Set(links.list(of: record, in: view.dataset).map(\.id)))
            return
        }
        throw StorageError.unavailable(.busy)
    }

    /// Returns a saved query that the client may change.
    ///
    /// - Throws: ``APIError`` if there is none, or it belongs to another client.
    func changeableQuery(_ name: Identifier, of view: DatasetView, now: Timestamp) async throws -> SavedQueryRecord {
        try await changeableQuery(name, of: view, in: store.savedQueries(for: grant, writing: true), now: now)
    }

    private func changeableQuery(
        _ name: Identifier, of view: DatasetView, in queries: any SavedQueryStore, now: Timestamp
    ) async throws -> SavedQueryRecord {
        guard let record = try await queries.savedQuery(name, of: view.dataset) else {
            throw await queryNotFound(name, of: view, in: queries, now: now)
        }
        guard grant.identity.mayChange(record) else { throw APIError.foreignQuery(name, grant.identity) }
        return record
    }

    private func check(_ ifMatch: String?, _ current: SavedQueryRecord?, of view: DatasetView) throws(APIError) {
        guard let ifMatch else { return }
        let tags = try EntityTag.list(ifMatch, header: "If-Match")
        guard let current else {
            throw APIError(
                .preconditionFailed, "If-Match: got \(ifMatch.quotedForMessage), but there is no such saved query")
        }
        let tag = current.tag(in: view.dataset)
        guard let tags, !tags.contains(tag) else { return }
        throw APIError.precondition(ifMatch, "the saved query is at \(tag.text)", tag)
    }
}

extension SavedQuery {
    /// Returns `true` if the query exists for a view's client: it names no column that is hidden from the client, its own or one
    /// that is looked up.
    func exists(in view: DatasetView, now: Timestamp) -> Bool {
        guard view.hidesColumns || view.restrictsLookups else { return true }
        return (try? view.resolved(query, limits: .stream, now: now, isRun: false)) != nil
    }
}

extension SavedQueryRecord {
    /// The condition that the query is still this one.
    fileprivate var condition: SavedQueryCondition { .version(version, createdAt: createdAt) }

    /// Returns the entity tag for a client that may change the query.
    func tag(in dataset: Dataset) -> EntityTag {
        EntityTag(
            isWeak: false,
            opaque: [dataset.id, createdAt.microseconds, version].map { String($0, radix: 36) }.joined(separator: "-"))
    }
}

extension Identity {
    /// A Boolean value that indicates whether the client administers datasets and keys.
    var isAdministrator: Bool { scopes.contains(.admin) }

    /// Returns `true` if the client may change a saved query: it is an administrator, or the query's owner.
    func mayChange(_ query: SavedQueryRecord) -> Bool {
        isAdministrator || (query.owner != nil && query.owner == owner)
    }
}

extension APIError {
    /// A saved query of another client.
    fileprivate static func foreignQuery(_ name: Identifier, _ identity: Identity) -> APIError {
        APIError(
            .forbidden,
            "the saved query \"\(name)\" belongs to another client than \(identity.name); save a query under another name"
        )
    }

    /// A client without a name to own a query.
    static let ownerRequired = APIError(
        .forbidden, "a saved query belongs to an administrator or to the client of an API key; got another credential")
}
