import Models
import Storage

/// Creates, lists and revokes links to saved queries. A link is an entry among the store's keys, whose rights name the query.
struct LinkAdministration: Sendable {
    /// The maximum number of valid links to a saved query.
    static let maximumLinks = 50
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
        let views = restriction == .none ? [:] : [view.name: restriction]
        var policy = KeyPolicy(
            scopes: [.read], restrictions: AccessRestrictions(datasets: [view.name], views: views),
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
        let entries = KnownKey.all(try await store.accessKeys())
        let valid = entries.count { !$0.isRevoked && ($0.expiresAt.map { now < $0 } ?? true) }
        let links = try await list(of: query, in: view.dataset).count { $0.state == .valid }
        guard valid < Self.maximumEntries else {
            throw APIError(
                .limitReached,
                "there are \(valid) valid keys and links, which is the maximum; revoke those that are not used")
        }
        guard links < Self.maximumLinks else {
            throw APIError(
                .limitReached,
                "the saved query \"\(query.name)\" has \(links) valid links of at most \(Self.maximumLinks); revoke those that are not used"
            )
        }
        let end = Timestamp(microseconds: now.microseconds + Int64(request.days) * Self.day)
        var generator = SystemRandomNumberGenerator()
        // Two of 62^8 ids are hardly ever equal.
        for _ in 0..<5 {
            let token = AccessKey(.link, using: &generator)
            let record = AccessKeyRecord(
                id: token.id, name: request.name, digest: token.digest, policy: rights, createdAt: now,
                createdBy: identity.name, expiresAt: end)
            guard try await store.addAccessKey(record, replacing: nil) == .added else { continue }
            guard let link = LinkDescription(record, KnownKey(record), now: now) else { break }
            return (link, token)
        }
        throw StorageError.unavailable(.busy)
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

    /// Revokes a link for good. Every server refuses it within ten seconds.
    ///
    /// - Throws: ``Storage/StorageError``.
    func revoke(_ id: String) async throws(StorageError) { _ = try await store.revokeAccessKey(id, at: now) }
}

extension StoreAccess {
    /// Returns the administration of the links to a dataset's saved queries.
    ///
    /// - Throws: ``APIError`` if the client may not change saved queries.
    func links(now: Timestamp) throws(APIError) -> LinkAdministration { try store.links(for: grant, now: now) }
}
