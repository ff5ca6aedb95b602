import Diagnostics
import Models
import Storage

/// The saved queries, links and keys that a change of columns affects: they stop working, or begin to work with another column.
struct ColumnDependents: Sendable {
    /// The saved queries of a dataset, with the datasets that its columns are looked up in.
    struct Queries: Sendable {
        let dataset: Dataset
        let records: [SavedQueryRecord]
        let lookups: [Identifier: LookupTarget]
    }

    /// A saved query, a link or a key, and the part of a change that affects it.
    struct Dependent {
        let kind: Kind
        let name: String
        /// The JSON pointer of the part.
        let pointer: String
        /// The column that the part names.
        let column: Identifier
        let effect: String
    }

    /// The kind of a dependent.
    enum Kind: String, CaseIterable {
        case query = "saved query"
        case link, key

        /// The word for several.
        var plural: String { self == .query ? "saved queries" : rawValue + "s" }

        /// The code of an error that names one.
        var code: String {
            switch self {
            case .query: "used_by_query"
            case .link: "used_by_link"
            case .key: "used_by_key"
            }
        }
    }

    /// The numbers of saved queries, links and keys, as words for people; empty if there are none.
    let summary: String
    /// The columns of the change that affect them, in the order in which they were found.
    let columns: [Identifier]
    /// The single ones, each at the part of the change that affects it.
    let items: [APIError.Item]

    /// Creates a report.
    ///
    /// - Parameter tellsKeys: `true` to name keys; otherwise their number is told.
    init(_ found: [Dependent], tellsKeys: Bool) {
        let told = found.filter { $0.kind != .key || tellsKeys }
        items = told.prefix(ErrorList<APIError.Item>.maximum).map { dependent in
            APIError.Item(
                pointer: dependent.pointer, column: dependent.column.rawValue, code: dependent.kind.code,
                detail: "the \(dependent.kind.rawValue) \(dependent.name) \(dependent.effect)")
        }
        columns = found.reduce(into: []) { names, dependent in
            if !names.contains(dependent.column) { names.append(dependent.column) }
        }
        let counts = Kind.allCases.compactMap { kind -> String? in
            let count = found.count { $0.kind == kind }
            return count == 0 ? nil : "\(count) \(count == 1 ? kind.rawValue : kind.plural)"
        }
        summary =
            counts.count > 1
            ? counts.dropLast().joined(separator: ", ") + " and " + counts[counts.count - 1] : counts.first ?? ""
    }

    /// Finds what depends on columns that a change drops.
    ///
    /// - Parameters:
    ///   - dropped: The columns, in the order of the request.
    ///   - queries: The saved queries of the dataset, and of those that look up its columns.
    ///   - keys: The keys and the links of the store.
    ///   - tellsKeys: `true` to name keys; otherwise their number is told.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    init(
        of dataset: Dataset, dropping dropped: [Identifier], queries: [Queries], keys: [AccessKeyRecord],
        tellsKeys: Bool, now: Timestamp
    ) {
        let definition = dataset.definition
        func first(_ isLost: (Set<Identifier>) -> Bool) -> Int? {
            guard !isLost([]), isLost(Set(dropped)) else { return nil }
            return dropped.firstIndex { isLost([$0]) } ?? 0
        }
        func dependent(_ kind: Kind, _ name: String, _ column: Int, _ effect: String) -> Dependent {
            Dependent(
                kind: kind, name: name, pointer: "/dropColumns/\(column)", column: dropped[column], effect: effect)
        }
        var found: [Dependent] = []
        var lost: [(query: SavedQueryRecord, dataset: Int64, column: Int)] = []
        for place in queries {
            for record in place.records {
                guard let query = try? SavedQuery(record.document).query else { continue }
                let column = first { !place.fits(query, without: $0, of: dataset, now: now) }
                guard let column else { continue }
                lost.append((record, place.dataset.id, column))
                found.append(dependent(.query, place.title(of: record, in: dataset), column, "gives errors then"))
            }
        }
        for (record, known) in zip(keys, KnownKey.all(keys)) where known.isValid(at: now) {
            guard let restriction = known.identity?.restrictions[dataset.name] else { continue }
            var column = first { Self.names(restriction, $0, in: definition) }
            if column == nil, let link = known.link {
                column =
                    lost.first { link.shows($0.query.name, createdAt: $0.query.createdAt, of: $0.dataset) }?.column
            }
            guard let column else { continue }
            let isLink = known.link != nil
            found.append(
                dependent(
                    isLink ? .link : .key, record.title, column,
                    isLink ? "shows errors then" : "may not use this dataset any more then"))
        }
        self.init(found, tellsKeys: tellsKeys)
    }

    /// Returns `true` if a restriction hides one of some columns or filters by it.
    private static func names(
        _ restriction: DatasetRestriction, _ columns: Set<Identifier>, in definition: DatasetDefinition
    ) -> Bool {
        let names = definition.columns.filter { columns.contains($0.name) }.flatMap { [$0.name] + $0.formerNames }
        guard restriction.hiddenColumns.isDisjoint(with: names) else { return true }
        return (try? RowFilter(restriction.filters, of: definition, zone: .utc, hiding: columns)) == nil
    }
}

extension ColumnDependents.Queries {
    /// Returns the saved queries of a dataset, and of the datasets that look up its columns.
    ///
    /// - Parameter isShown: Returns `true` for a dataset that exists for the client.
    static func all(
        of dataset: Dataset, in store: any AnalyticsStore, _ queries: (any SavedQueryStore)?,
        where isShown: (Identifier) -> Bool
    ) async throws -> [ColumnDependents.Queries] {
        var found: [ColumnDependents.Queries] = []
        for other in try await store.datasets() where isShown(other.name) {
            guard other.id == dataset.id || other.columns.contains(where: { $0.lookup == dataset.name }) else {
                continue
            }
            found.append(
                ColumnDependents.Queries(
                    dataset: other, records: try await queries?.savedQueries(of: other) ?? [],
                    lookups: try await store.lookupTargets(of: other)))
        }
        return found
    }

    /// Returns the name of a saved query for people, with its dataset if it is another one than the changed one.
    func title(of record: SavedQueryRecord, in changed: Dataset) -> String {
        "\"\(record.name)\"" + (dataset.id == changed.id ? "" : " of \"\(dataset.name)\"")
    }

    /// Returns `true` if a query fits its dataset.
    ///
    /// - Parameters:
    ///   - columns: The columns that a dataset has lost.
    ///   - changed: This dataset, in the state in question.
    func fits(_ query: Query, without columns: Set<Identifier>, of changed: Dataset, now: Timestamp) -> Bool {
        let isOwn = dataset.id == changed.id
        let left = lookups.mapValues { target in
            target.dataset.id == changed.id ? LookupTarget(changed, hiding: columns) : target
        }
        let definition = isOwn ? changed.definition : dataset.definition
        return
            (try? query.resolved(
                against: definition, limits: .stream, hiding: isOwn ? columns : [], now: now, lookups: left)) != nil
    }
}

extension KnownKey {
    /// Returns `true` if the key is neither revoked nor expired.
    func isValid(at now: Timestamp) -> Bool { !isRevoked && (expiresAt.map { now < $0 } ?? true) }
}

extension AccessKeyRecord {
    /// The id and the name for people.
    var title: String { "\(id) (\(name))" }
}

extension StoreAccess {
    /// Returns what a change of a dataset's columns affects.
    ///
    /// - Parameter changed: The definition after the change.
    func dependents(
        of dataset: Dataset, on change: DatasetChange, to changed: DatasetDefinition
    ) async throws -> (dropped: ColumnDependents, bound: ColumnDependents) {
        let (queries, keys, now) = try await call("dependents") { () async throws in
            try await store.dependents(of: dataset, for: grant)
        }
        let tellsKeys = grant.identity.restrictions.isEmpty
        return (
            ColumnDependents(
                of: dataset, dropping: change.dropped, queries: queries, keys: keys, tellsKeys: tellsKeys, now: now),
            ColumnDependents(
                of: dataset, binding: change, to: changed, queries: queries, keys: keys, tellsKeys: tellsKeys,
                now: now)
        )
    }
}

extension APIError {
    /// Returns the error of a change without the confirmation that it needs; `nil` if it needs none.
    ///
    /// - Parameter dropped: The columns that the change drops without a confirmation.
    // As above.
    @inline(never)
    static func unconfirmed(
        dropping dropped: [Identifier], of dataset: Dataset,
        _ dependents: (dropped: ColumnDependents, bound: ColumnDependents)
    ) -> APIError? {
        var parts: [String] = []
        var items: [APIError.Item] = []
        var remedy = "repeat with \"?confirm=\(dataset.name)\""
        if !dropped.isEmpty {
            let rows = dataset.rowCount.counted("row")
            let summary = dependents.dropped.summary
            let effect = summary.isEmpty ? "" : ", and \(summary) will stop working"
            parts.append("dropping \(quoted(dropped)) deletes the values in \(rows) for good\(effect)")
            items += dependents.dropped.items
        }
        if dependents.bound.columns.isEmpty {
            remedy += ", or with If-Match and the dataset's ETag"
        } else {
            parts.append(
                "filters, hidden columns or queries of \(dependents.bound.summary) fit no column now and would mean \(quoted(dependents.bound.columns)) then"
            )
            items += dependents.bound.items
            remedy = "revoke or change those that mean another column, or " + remedy
        }
        guard !parts.isEmpty else { return nil }
        return APIError(
            .confirmationRequired, "nothing was changed: \(parts.joined(separator: "; ")); \(remedy)",
            items: Array(items.prefix(ErrorList<APIError.Item>.maximum)))
    }

    private static func quoted(_ names: [Identifier]) -> String {
        names.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
