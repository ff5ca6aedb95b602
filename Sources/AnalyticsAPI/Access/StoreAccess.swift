import Models
import Storage

/// The store as the client of one request may use it.
///
/// A route has no other way to the store, and an ``AccessGrant``, which is needed to make one, comes from
/// ``AccessControl/authorize(_:_:on:)`` alone. Datasets come as ``DatasetView``s, which carry the client's restriction to every
/// query and every row.
final class StoreAccess: Sendable {
    /// The decision about the request.
    let grant: AccessGrant
    let store: GuardedStore
    /// The durations of the request's parts.
    let timing: RequestTiming
    /// Counts the written rows.
    let metrics: MetricsRegistry
    /// Counts what the request takes; `nil` for a client without limits that are counted.
    let admission: RequestLimiter.Admission?
    private let name: Result<Identifier, APIError>?

    /// Creates the access of a grant's client.
    ///
    /// - Parameter name: The dataset in the path, about which the grant was made, or the error of a text that is no name; `nil` if
    ///   the path names none.
    init(
        _ grant: AccessGrant, to store: GuardedStore, named name: Result<Identifier, APIError>?, timing: RequestTiming,
        metrics: MetricsRegistry, admission: RequestLimiter.Admission? = nil
    ) {
        self.grant = grant
        self.store = store
        self.timing = timing
        self.metrics = metrics
        self.admission = admission
        self.name = name
    }

    /// Returns the access to one dataset, which the request's body names.
    ///
    /// - Throws: ``APIError`` with 404 if the dataset does not exist for the client.
    func narrowed(to dataset: Identifier) throws(APIError) -> StoreAccess {
        StoreAccess(
            try grant.narrowed(to: dataset), to: store, named: .success(dataset), timing: timing, metrics: metrics,
            admission: admission)
    }

    /// Returns the same access for work that outlives the request.
    ///
    /// - Parameters:
    ///   - timing: Measures the work.
    ///   - admission: Counts what the work takes; `nil` for a client without limits that are counted.
    func detached(timing: RequestTiming, admission: RequestLimiter.Admission?) -> StoreAccess {
        StoreAccess(grant, to: store, named: name, timing: timing, metrics: metrics, admission: admission)
    }

    // MARK: Datasets

    /// Returns the datasets that exist for the client, ordered by name. One that its restriction does not fit is left out.
    func datasets(reading: ReadConsistency) async throws -> [DatasetView] {
        let base = try store.base(for: grant, needing: .read)
        return try await timing.store("datasets") { () async throws(StorageError) in
            try await base.datasets(reading: reading)
        }.compactMap { dataset in
            try? DatasetView(dataset, for: grant)
        }
    }

    /// Returns the dataset that the path names.
    ///
    /// - Throws: ``APIError``, or ``Storage/StorageError/datasetNotFound(_:nearest:)``.
    func dataset(reading: ReadConsistency = .current) async throws -> DatasetView {
        let name = try datasetName()
        let view = try await call("dataset") { () async throws in
            try DatasetView(try await store.base(for: grant).dataset(named: name, reading: reading), for: grant)
        }
        return try await withLookups(view, reading: reading)
    }

    /// Returns the name of the dataset in the path.
    func datasetName() throws(APIError) -> Identifier {
        if case .failure(let error)? = name { throw error }
        // Never another dataset than the one that the decision was about.
        guard let name = grant.dataset else {
            throw APIError(.internal, APIError.internalDetail, cause: "the route's path names no dataset")
        }
        return name
    }

    /// Creates a dataset.
    func createDataset(_ definition: DatasetDefinition) async throws -> DatasetView {
        try await call("create") { () async throws in
            try DatasetView(
                try await store.base(for: grant, needing: .manage).createDataset(definition), for: grant)
        }
    }

    /// Creates a dataset with its first rows, or nothing.
    func createDataset(
        _ definition: DatasetDefinition, rows: any RowSource
    ) async throws -> (view: DatasetView, outcome: IngestOutcome) {
        let (dataset, outcome) = try await call("create") { () async throws in
            try await store.base(for: grant, needing: .manage).createDataset(definition, rows: rows)
        }
        count(outcome)
        return (try DatasetView(dataset, for: grant), outcome)
    }

    /// Checks that no dataset has a name.
    ///
    /// - Throws: ``Storage/StorageError/datasetExists(_:)``.
    func requireFree(_ name: Identifier) async throws {
        do {
            _ = try await store.base(for: grant, needing: .manage).dataset(named: name)
        } catch StorageError.datasetNotFound {
            return
        }
        throw StorageError.datasetExists(name)
    }

    /// Changes the columns of the dataset that the path names.
    func changeDataset(_ change: DatasetChange, expecting: Int64?) async throws -> DatasetView {
        try await call("change columns") { () async throws in
            try DatasetView(
                try await store.base(for: grant, needing: .manage)
                    .changeDataset(named: datasetName(), by: change, expecting: expecting), for: grant)
        }
    }

    /// Drops the dataset that the path names, and the links to its saved queries, which nothing would list any more.
    func dropDataset(expecting: Int64?) async throws {
        let (base, name) = (try store.base(for: grant, needing: .manage), try datasetName())
        try await call("drop") { () async throws in try await base.dropDataset(named: name, expecting: expecting) }
        // The dataset is dropped, whatever happens to its links. They show nothing, and the next ones delete those that expired.
        try? await call("delete links") { () async throws in try await store.deleteLinks(ofDropped: name, for: grant) }
    }

    /// Returns the administration of keys.
    func keys() throws(APIError) -> KeyAdministration { try store.keys(for: grant) }

    // MARK: Queries and rows

    /// Runs a query.
    ///
    /// - Throws: ``APIError`` if it exceeds a limit of the client.
    func query(_ query: VisibleQuery, reading: ReadConsistency) async throws -> QueryResult {
        // Before the limits, so that the log has refused queries too.
        note(query)
        try checkRange(of: query.resolved.rowFilter, in: query.view)
        return try await queryOverAllTimes(query, reading: reading)
    }

    /// Runs a query of the server itself, such as the one for a dataset's last time, which the client's longest range does not refuse.
    ///
    /// - Throws: ``APIError`` if it exceeds another limit of the client.
    func queryOverAllTimes(_ query: VisibleQuery, reading: ReadConsistency) async throws -> QueryResult {
        try admission?.beginQuery()
        try await checkCost(of: query, reading: reading)
        let result = try await call("query") { () async throws in
            try await store.base(for: grant, needing: .read)
                .query(query.resolved, on: query.view.dataset, reading: reading)
        }
        return QueryResult(CountedReader(result, timing))
    }

    /// Returns the way in which the store would run a query.
    func explain(_ query: VisibleQuery, reading: ReadConsistency) async throws -> QueryPlan {
        try checkBudget(of: query)
        return try await call("explain") { () async throws in
            try await store.plan(query.resolved, of: query.view, for: grant, reading: reading)
        }
    }

    /// Returns a page of the rows that exist for the client, without the hidden columns.
    func rows(of view: DatasetView, page: RowPageRequest, reading: ReadConsistency) async throws -> RowPage {
        var page = page
        page.filter = view.limited(page.filter)
        try checkRange(of: page.filter, in: view)
        try admission?.beginQuery()
        let filtered = page
        var rows = try await call("rows") { () async throws in
            try await store.base(for: grant, needing: .read).rows(of: view.dataset, page: filtered, reading: reading)
        }
        rows.rows = view.visible(rows.rows)
        return rows
    }

    /// Returns a row as the client sees it, with its view; `nil` if it does not exist for the client.
    ///
    /// A client without restrictions gets it in one round trip, and one with restrictions if the dataset's columns are those of the last
    /// time.
    func row(_ id: Int64, reading: ReadConsistency) async throws -> (row: StoredRow, fingerprint: String?)? {
        let name = try datasetName()
        guard grant.identity.restrictions[name] != .none else {
            return try await call("row") { () async throws in
                try await store.base(for: grant, needing: .read).row(id, of: name, reading: reading)
            }.map { ($0, nil) }
        }
        if let view = store.known[name]?.view(for: grant) {
            let row = try await call("row") { () async throws in
                try await store.base(for: grant, needing: .read).row(id, of: name, reading: reading)
            }
            guard let row else { return nil }
            if view.isCurrent(for: row) { return view.visible(row).map { ($0, view.fingerprint) } }
            store.known.forget(name)
        }
        for _ in 0..<Self.attempts {
            let view = try await dataset(reading: reading)
            store.known.remember(view.dataset)
            let row = try await call("row") { () async throws in
                try await store.base(for: grant, needing: .read).row(id, of: name, reading: reading)
            }
            // The columns may have changed in between.
            guard let row, !view.fits(row) else { return row.flatMap(view.visible).map { ($0, view.fingerprint) } }
        }
        throw StorageError.definitionChanged(name)
    }

    /// The attempts at a change of a row that other clients change at the same time.
    private static let attempts = 10

    /// Changes a row that exists for the client and still does afterwards.
    ///
    /// - Parameters:
    ///   - change: The change; its columns are the visible ones.
    ///   - condition: The client's condition on the row's version.
    /// - Throws: ``APIError`` if the changed row would not exist for the client, so that no client moves rows out of its sight.
    func changeRow(
        _ id: Int64, of view: DatasetView, _ change: RowChange, if condition: RowCondition
    ) async throws -> RowChangeOutcome {
        let base = try store.base(for: grant, needing: .ingest)
        let change = view.whole(change)
        guard view.isFiltered || !view.ownsKeys else {
            return Self.visible(try await self.change(id, of: view, change, if: condition, in: base), in: view)
        }
        for _ in 0..<Self.attempts {
            let found = try await call("row") { () async throws in try await base.row(id, of: view.name) }
            if let found, !view.fits(found) { throw StorageError.definitionChanged(view.name) }
            guard let row = found, view.visible(row) != nil else { return .notFound }
            guard condition.holds(for: row.version) else { return .conflict(version: row.version) }
            if change != .delete {
                var values = row.columns.indices.map { row.values.columns[$0].value(at: 0) }
                let assignments = change.assignments(in: row.columns)
                guard view.ownsKeys || !view.changesKey(assignments, of: values) else {
                    throw APIError.foreignKeys(view, grant.identity)
                }
                for assignment in assignments { values[assignment.column] = assignment.value }
                guard view.condition.holds({ values[$0] }) else { throw APIError.rowOutsideView }
            }
            // The change applies to the version that was tested, so that a concurrent change cannot move the row in between.
            let outcome = try await self.change(
                id, of: view, change, if: .version(in: [row.version]), in: base)
            if case .conflict = outcome { continue }
            return Self.visible(outcome, in: view)
        }
        throw StorageError.unavailable(.busy)
    }

    private func change(
        _ id: Int64, of view: DatasetView, _ change: RowChange, if condition: RowCondition,
        in base: any AnalyticsStore
    ) async throws -> RowChangeOutcome {
        try await concealing(view) { () async throws in
            try await call("change row") { () async throws in
                try await base.changeRow(id, of: view.dataset, change, if: condition)
            }
        }
    }

    private static func visible(_ outcome: RowChangeOutcome, in view: DatasetView) -> RowChangeOutcome {
        guard view.hidesColumns, case .written(let row, let version) = outcome else { return outcome }
        guard let shown = view.visible(row) else { return .notFound }
        return .written(shown, dataVersion: version)
    }

    // MARK: Calls

    /// Counts the rows of a committed upload.
    func count(_ outcome: IngestOutcome) {
        guard !outcome.replayed else { return }
        metrics.add(.ingestedRows, ["inserted"], Double(outcome.inserted))
        metrics.add(.ingestedRows, ["rejected"], Double(outcome.rejections.count))
    }

    /// Measures a call of the store; a client that does not see every dataset is told no name of another one.
    func call<Success>(_ name: StaticString, _ body: () async throws -> Success) async throws -> Success {
        do {
            return try await timing.store(name, body)
        } catch StorageError.datasetNotFound(let name, _) where grant.identity.restrictions.datasets != nil {
            throw APIError.unknownDataset(name)
        }
    }
}

/// The store, which only a grant opens.
final class GuardedStore: Sendable {
    private let base: any AnalyticsStore
    private let now: @Sendable () -> Timestamp
    /// The descriptions of datasets for reads of rows, which show whether they are outdated.
    let known = KnownDatasets()

    /// Guards a store.
    ///
    /// - Parameter now: The time of day.
    init(_ base: any AnalyticsStore, now: @escaping @Sendable () -> Timestamp) {
        self.base = base
        self.now = now
    }

    /// The keys; `nil` if the store keeps none.
    var keyStore: (any AccessKeyStore)? { base as? any AccessKeyStore }

    /// The saved queries; `nil` if the store keeps none.
    var queryStore: (any SavedQueryStore)? { base as? any SavedQueryStore }

    /// Returns the saved queries for a decision about a request.
    ///
    /// - Parameter writing: `true` to change them.
    /// - Throws: ``APIError`` if the decision was about another kind of action: a mistake in a route.
    func savedQueries(for grant: AccessGrant, writing: Bool) throws(APIError) -> any SavedQueryStore {
        guard grant.action == (writing ? .save : .read), grant.dataset != nil else { throw .wrongAction }
        // The log of queries is a dataset without them.
        guard let queryStore else { throw APIError(.notFound, "the dataset keeps no saved queries") }
        return queryStore
    }

    /// Returns the administration of links for a decision about a request.
    ///
    /// - Throws: ``APIError`` if the decision was about another kind of action: a mistake in a route.
    func links(for grant: AccessGrant, now: Timestamp) throws(APIError) -> LinkAdministration {
        guard grant.action == .save, grant.dataset != nil, let keyStore else { throw .wrongAction }
        return LinkAdministration(store: keyStore, now: now)
    }

    /// Deletes the links to queries of earlier datasets of a name for ``StoreAccess/dropDataset(expecting:)``.
    fileprivate func deleteLinks(ofDropped name: Identifier, for grant: AccessGrant) async throws {
        guard let keyStore else { return }
        var present: Int64?
        let base = try base(for: grant, needing: .manage)
        do {
            // Another client may have created a dataset of that name meanwhile.
            present = try await base.dataset(named: name).id
        } catch StorageError.datasetNotFound {}
        try await LinkAdministration(store: keyStore, now: now()).deleteLinks(ofDropped: name, present: present)
    }

    /// Returns the administration of keys for a decision about a request.
    fileprivate func keys(for grant: AccessGrant) throws(APIError) -> KeyAdministration {
        guard grant.action == .manageKeys, let keyStore else { throw .wrongAction }
        let base: any AnalyticsStore = self.base
        return KeyAdministration(store: keyStore, now: now) { try await base.datasets(reading: .current) }
    }

    /// Returns the store for a decision about a request.
    ///
    /// - Parameter action: The action that the decision must permit; `nil` for the description of a dataset, which every action
    ///   needs.
    /// - Throws: ``APIError`` if the decision was about another kind of action: a mistake in a route.
    fileprivate func base(
        for grant: AccessGrant, needing action: AccessAction? = nil
    ) throws(APIError) -> any AnalyticsStore {
        let permits =
            switch (action, grant.action) {
            case (nil, .read), (nil, .ingest), (nil, .manage), (nil, .save): true
            case (let needed?, let granted): needed == granted
            default: false
            }
        guard permits else { throw .wrongAction }
        return base
    }

    /// Returns a dataset that a decision is about.
    func description(
        of name: Identifier, for grant: AccessGrant, reading: ReadConsistency
    ) async throws -> Dataset {
        guard grant.dataset == name else { throw APIError.wrongAction }
        return try await base(for: grant).dataset(named: name, reading: reading)
    }

    /// Returns all datasets for ``StoreAccess/referringDatasets()`` and the search for documents of an erasure.
    func descriptions(for grant: AccessGrant) async throws -> [Dataset] {
        try await base(for: grant, needing: .manage).datasets()
    }

    /// Deletes rows for ``StoreAccess/deleteRows(of:matching:atMost:)``.
    func delete(
        _ condition: ResolvedFilter, of view: DatasetView, for grant: AccessGrant, atMost limit: Int64?
    ) async throws -> RowDeletion {
        try await base(for: grant, needing: .ingest).deleteRows(of: view.dataset, matching: condition, atMost: limit)
    }

    /// Erases rows for ``StoreAccess/eraseRows(of:matching:)``.
    func erase(
        _ condition: ResolvedFilter, of view: DatasetView, for grant: AccessGrant
    ) async throws -> ErasureReceipt {
        try await base(for: grant, needing: .manage).eraseRows(of: view.dataset, matching: condition)
    }

    /// Plans a query for ``StoreAccess/explain(_:reading:)``, and for the limits of a query.
    func plan(
        _ query: ResolvedQuery, of view: DatasetView, for grant: AccessGrant, reading: ReadConsistency
    ) async throws -> QueryPlan {
        try await base(for: grant, needing: Self.reading(grant)).explain(query, on: view.dataset, reading: reading)
    }

    /// The action of a grant that includes a count of rows.
    private static func reading(_ grant: AccessGrant) -> AccessAction {
        switch grant.action {
        case .manage: .manage
        case .ingest: .ingest
        default: .read
        }
    }

    /// Returns the saved queries and keys of which ``StoreAccess/dependents(of:dropping:)`` tells some, with the time of day.
    func dependents(
        of dataset: Dataset, for grant: AccessGrant
    ) async throws -> (queries: [ColumnDependents.Queries], keys: [AccessKeyRecord], now: Timestamp) {
        guard grant.action == .manage else { throw APIError.wrongAction }
        let queries = try await ColumnDependents.Queries.all(
            of: dataset, in: base, queryStore, where: grant.identity.restrictions.allows)
        return (queries, try await keyStore?.accessKeys() ?? [], now())
    }

    /// Returns the stores of what may quote values of rows, for ``StoreAccess/erase(_:of:zone:matching:)``.
    func documents(
        for grant: AccessGrant
    ) throws(APIError) -> (keys: (any AccessKeyStore)?, queries: (any SavedQueryStore)?) {
        _ = try base(for: grant, needing: .manage)
        return (keyStore, queryStore)
    }

    /// Runs the query of ``StoreAccess/countRows(of:matching:)`` for a deletion or an erasure.
    func count(_ query: ResolvedQuery, of view: DatasetView, for grant: AccessGrant) async throws -> QueryResult {
        try await base(for: grant, needing: Self.reading(grant)).query(query, on: view.dataset)
    }

    /// Writes rows for ``StoreAccess/ingest(_:into:mode:slice:about:spool:uptime:)``.
    func write(
        _ rows: SpooledRowSource, into view: DatasetView, mode: IngestMode, for grant: AccessGrant,
        idempotencyKey key: String?
    ) async throws -> IngestOutcome {
        try await rows.write(
            into: view.dataset, of: base(for: grant, needing: .ingest), mode: mode, idempotencyKey: key)
    }
}

extension APIError {
    /// A route that does more than its action permits.
    fileprivate static let wrongAction = APIError(
        .internal, APIError.internalDetail, cause: "a route's action does not permit what it does")
}
