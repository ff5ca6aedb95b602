import Diagnostics
import Models
import Storage

/// The saved queries, links and keys that name columns which a change drops, and so stop working.
struct ColumnDependents: Sendable {
    /// The saved queries of a dataset, with the datasets that its columns are looked up in.
    struct Queries: Sendable {
        let dataset: Dataset
        let records: [SavedQueryRecord]
        let lookups: [Identifier: LookupTarget]
    }

    /// A saved query, a link or a key.
    private struct Dependent {
        let kind: String
        let code: String
        let name: String
        let column: Int
        let effect: String
    }

    /// The numbers of saved queries, links and keys, as words for people; empty if there are none.
    let summary: String
    /// The single ones, each at the column that it names.
    let items: [APIError.Item]

    /// Finds what depends on columns.
    ///
    /// - Parameters:
    ///   - dropped: The columns, in the order of the request.
    ///   - queries: The saved queries of the dataset, and of those that look up its columns.
    ///   - keys: The keys and the links of the store.
    ///   - tellsKeys: `true` to name keys; otherwise their number is told.
    init(
        of dataset: Dataset, dropping dropped: [Identifier], queries: [Queries], keys: [AccessKeyRecord],
        tellsKeys: Bool,
        now: Timestamp
    ) {
        let definition = dataset.definition
        func first(_ isLost: (Set<Identifier>) -> Bool) -> Int? {
            guard !isLost([]), isLost(Set(dropped)) else { return nil }
            return dropped.firstIndex { isLost([$0]) } ?? 0
        }
        var found: [Dependent] = []
        var lost: [(query: SavedQueryRecord, dataset: Int64, column: Int)] = []
        for place in queries {
            let isOwn = place.dataset.id == dataset.id
            for record in place.records {
                guard let query = try? SavedQuery(record.document).query else { continue }
                let column = first { !place.fits(query, without: $0, of: dataset, now: now) }
                guard let column else { continue }
                lost.append((record, place.dataset.id, column))
                found.append(
                    Dependent(
                        kind: "saved query", code: "used_by_query",
                        name: "\"\(record.name)\"" + (isOwn ? "" : " of \"\(place.dataset.name)\""), column: column,
                        effect: "gives errors then"))
            }
        }
        for (record, known) in zip(keys, KnownKey.all(keys)) {
            let isValid = !known.isRevoked && (known.expiresAt.map { now < $0 } ?? true)
            guard isValid, let restriction = known.identity?.restrictions[dataset.name] else { continue }
            var column = first { Self.names(restriction, $0, in: definition) }
            if column == nil, let link = known.link {
                column =
                    lost.first { link.shows($0.query.name, createdAt: $0.query.createdAt, of: $0.dataset) }?.column
            }
            guard let column else { continue }
            let isLink = known.link != nil
            found.append(
                Dependent(
                    kind: isLink ? "link" : "key", code: isLink ? "used_by_link" : "used_by_key",
                    name: "\(record.id) (\(record.name))", column: column,
                    effect: isLink ? "shows errors then" : "may not use this dataset any more then"))
        }
        let told = found.filter { $0.kind != "key" || tellsKeys }
        items = told.prefix(ErrorList<APIError.Item>.maximum).map { dependent in
            APIError.Item(
                pointer: "/dropColumns/\(dependent.column)", column: dropped[dependent.column].rawValue,
                code: dependent.code, detail: "the \(dependent.kind) \(dependent.name) \(dependent.effect)")
        }
        let kinds = [("saved query", "saved queries"), ("link", "links"), ("key", "keys")]
        let counts = kinds.compactMap { one, many -> String? in
            let count = found.count { $0.kind == one }
            return count == 0 ? nil : "\(count) \(count == 1 ? one : many)"
        }
        summary =
            counts.count > 1
            ? counts.dropLast().joined(separator: ", ") + " and " + counts[counts.count - 1] : counts.first ?? ""
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

    /// Returns `true` if a query fits its dataset when a dataset has lost columns.
    fileprivate func fits(_ query: Query, without columns: Set<Identifier>, of changed: Dataset, now: Timestamp) -> Bool
    {
        let isOwn = dataset.id == changed.id
        let left = lookups.mapValues { target in
            target.dataset.id == changed.id ? LookupTarget(target.dataset, hiding: columns) : target
        }
        return
            (try? query.resolved(
                against: dataset.definition, limits: .stream, hiding: isOwn ? columns : [], now: now, lookups: left))
            != nil
    }
}

extension StoreAccess {
    /// Returns what depends on columns of the dataset that the path names.
    func dependents(of dataset: Dataset, dropping dropped: [Identifier]) async throws -> ColumnDependents {
        let (queries, keys, now) = try await call("dependents") { () async throws in
            try await store.dependents(of: dataset, for: grant)
        }
        return ColumnDependents(
            of: dataset, dropping: dropped, queries: queries, keys: keys,
            tellsKeys: grant.identity.restrictions.isEmpty, now: now)
    }
}

extension APIError {
    /// A change that drops columns without a confirmation.
    static func unconfirmed(dropping columns: [Identifier], of dataset: Dataset, _ dependents: ColumnDependents)
        -> APIError
    {
        let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let rows = dataset.rowCount == 1 ? "1 row" : "\(dataset.rowCount) rows"
        let effect = dependents.summary.isEmpty ? "" : ", and \(dependents.summary) will stop working"
        return APIError(
            .confirmationRequired,
            "nothing was changed: dropping \(names) deletes the values in \(rows) for good\(effect); repeat with \"?confirm=\(dataset.name)\", or with If-Match and the dataset's ETag",
            items: dependents.items)
    }
}
