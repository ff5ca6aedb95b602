import Models
import Storage

/// Creates, lists and revokes links to saved queries. A link is an entry among the store's keys, whose rights name the query.
struct LinkAdministration: Sendable {
    /// The maximum number of valid links to a saved query.
    static let maximumLinks = 50
    /// The maximum number of valid links of an owner; administrators without an API key are one owner.
    static let maximumOwned = 500
    /// The maximum number of finished links that the creation of one deletes.
    static let maximumDeleted = 100
    /// The time for which an expired link is still listed, at least.
    static let listedAfterEnd = day
    /// The maximum number of valid keys and links: every process holds them all.
    static let maximumEntries = 2 * KeyAdministration.maximumKeys
    private static let day: Int64 = 86_400_000_000

    let store: any AccessKeyStore
    let now: Timestamp

    /// Creates a link with the sight that an identity has now, or less.
    ///
    /// - Throws: ``APIError``, ``Storage/StorageError``.
    func create(
        _ request: LinkRequest, to query: SavedQueryRecord, of view: DatasetView, for identity: Identity
    ) async throws -> (link: LinkDescription, token: AccessKey) {
        var restriction = identity.restrictions[view.name]
        restriction.filters += request.filters
        // The link sees what its owner sees of the datasets that columns are looked up in, whatever the saved query becomes.
        let lookups = view.lookups.filter { $0.key != view.name }
        var views = lookups.mapValues(\.restriction).filter { $0.value != .none }
        if restriction != .none { views[view.name] = restriction }
        var policy = KeyPolicy(
            scopes: [.read],
            restrictions: AccessRestrictions(datasets: Set(lookups.keys).union([view.name]), views: views),
            limits: identity.limits)
        policy.link = LinkTarget(
            dataset: view.name, datasetID: view.dataset.id, query: query.name, createdAt: query.createdAt,
            owner: identity.owner, frameAncestors: request.frameAncestors)
        let rights = policy.stored
        guard rights.utf8.count <= KeyPolicyReader.policyBytes else {
            throw APIError(
                .invalidLink,
                "the link's rights have \(rights.utf8.count) bytes as JSON, expected at most \(KeyPolicyReader.policyBytes); use fewer filters"
            )
        }
        let records = try await store.accessKeys()
        let entries = KnownKey.all(records)
        try await deleteFinished(among: records, entries)
        let valid = entries.filter { !$0.isRevoked && ($0.expiresAt.map { now < $0 } ?? true) }
        try checkRoom(among: valid, for: identity, query, view.dataset)
        let end = Timestamp(microseconds: now.microseconds + Int64(request.days) * Self.day)
        var generator = SystemRandomNumberGenerator()
        // Two of 62^8 ids are hardly ever equal.
        for _ in 0..<5 {
            let token = AccessKey(.link, using: &generator)
            let record = AccessKeyRecord(
                id: token.id, name: request.name, digest: token.digest, policy: rights, createdAt: now,
                createdBy: identity.name, expiresAt: end)
            guard try await store.addAccessKey(record, replacing: nil) == .added else { continue }
            let known = KnownKey(record).ending(with: KnownKey.ends(of: records, entries))
            guard let link = LinkDescription(record, known, now: now) else { break }
            return (link, token)
        }
        throw StorageError.unavailable(.busy)
    }

    /// Checks that there may be another link.
    ///
    /// - Parameter valid: The valid keys and links.
    /// - Throws: ``APIError`` with the limit that is reached.
    private func checkRoom(
        among valid: [KnownKey], for identity: Identity, _ query: SavedQueryRecord, _ dataset: Dataset
    ) throws(APIError) {
        let shown = valid.count { $0.link?.shows(query.name, createdAt: query.createdAt, of: dataset.id) ?? false }
        let owned = valid.count { key in key.link.map { $0.owner == identity.owner } ?? false }
        let full: String? =
            if valid.count >= Self.maximumEntries {
                "there are \(valid.count) valid keys and links, which is the maximum"
            } else if shown >= Self.maximumLinks {
                "the saved query \"\(query.name)\" has \(shown) valid links of at most \(Self.maximumLinks)"
            } else if owned >= Self.maximumOwned {
                "\(identity.owner == nil ? "the administrators have" : "the owner has") \(owned) valid links of at most \(Self.maximumOwned)"
            } else {
                nil
            }
        if let full { throw APIError(.limitReached, full + "; revoke those that are not used") }
    }

    /// Deletes links that no time and no change makes valid again, ``maximumDeleted`` at most.
    ///
    /// A link that ended with its creator's key stays while that key could be rotated.
    private func deleteFinished(
        among records: [AccessKeyRecord], _ entries: [KnownKey]
    ) async throws(StorageError) {
        let finished = zip(records, entries).lazy.filter { record, entry in
            guard entry.link != nil else { return false }
            let isOver = record.expiresAt.map { now.microseconds - $0.microseconds >= Self.listedAfterEnd } ?? false
            return entry.isRevoked || isOver
        }
        try await store.deleteAccessKeys(Set(finished.prefix(Self.maximumDeleted).map(\.0.id)))
    }

    /// Deletes the links to queries of a dataset that has been dropped.
    ///
    /// - Parameter present: The id of the dataset that has the name now; `nil` for none.
    /// - Throws: ``Storage/StorageError``.
    func deleteLinks(ofDropped dataset: Identifier, present: Int64?) async throws(StorageError) {
        let ids = KnownKey.all(try await store.accessKeys()).compactMap { key in
            key.link.flatMap { $0.dataset == dataset && $0.datasetID != present ? key.id : nil }
        }
        try await store.deleteAccessKeys(Set(ids))
    }

    /// Returns the links to a saved query, ordered by id.
    ///
    /// - Throws: ``Storage/StorageError``.
    func list(of query: SavedQueryRecord, in dataset: Dataset) async throws(StorageError) -> [LinkDescription] {
        let records = try await store.accessKeys()
        return zip(records, KnownKey.all(records)).compactMap { record, known in
            guard let target = known.link,
                target.shows(query.name, createdAt: query.createdAt, of: dataset.id)
            else { return nil }
            return LinkDescription(record, known, now: now)
        }
    }

    /// Revokes links for good: deletes them, so that those of the past do not add up. Every server refuses them within ten seconds.
    ///
    /// - Throws: ``Storage/StorageError``.
    func revoke(_ ids: Set<String>) async throws(StorageError) { try await store.deleteAccessKeys(ids) }
}

extension StoreAccess {
    /// Returns the administration of the links to a dataset's saved queries.
    ///
    /// - Throws: ``APIError`` if the client may not change saved queries.
    func links(now: Timestamp) throws(APIError) -> LinkAdministration { try store.links(for: grant, now: now) }
}
