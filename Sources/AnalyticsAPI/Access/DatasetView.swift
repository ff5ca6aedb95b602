import Crypto
import Models
import Storage

/// A dataset as one client sees it: its rows that pass the client's filters, without the hidden columns.
///
/// Only a grant makes one, so whatever a route does with a dataset it does within the client's rights.
struct DatasetView: Sendable {
    /// The whole dataset, for the store.
    let dataset: Dataset
    /// The definition without the hidden columns.
    let definition: DatasetDefinition
    /// The condition that a row meets to exist for the client; operands are indices of the whole dataset's columns.
    let condition: ResolvedFilter
    /// The restriction that the view applies.
    let restriction: DatasetRestriction
    /// The present names of the columns that do not exist for the client. The restriction may have names from before a renaming.
    let hidden: Set<Identifier>
    /// The index in the whole dataset of the time column that the client's longest range is about; `nil` for a dataset without one,
    /// and if the client's key or token hides it. A client that has hidden the column itself, as a view token can, reads no
    /// more for it.
    let limitedTime: Int?
    /// The maximum number of groups of one answer to the client; `nil` for the limits of every client.
    let maximumGroups: Int?
    /// The indices of the visible columns in the whole dataset.
    let visible: [Int]
    /// The datasets that exist for the client among those in which columns are looked up, by their names.
    var lookups: [Identifier: VisibleLookup] = [:]
    /// The datasets in which the description tells that columns are looked up, if others do not exist for the client; `nil` if the
    /// description tells them all.
    private let toldLookups: Set<Identifier>?
    /// A Boolean value that indicates whether a column is looked up in a dataset that does not exist for the client, or of
    /// which the client sees a part alone. A restriction that does not fit that dataset hides all of it.
    let restrictsLookups: Bool

    /// Creates the view of a grant's client.
    ///
    /// - Throws: ``APIError`` if the dataset does not exist for the client, or its restriction does not fit the dataset: then the
    ///   client sees nothing rather than everything.
    init(_ dataset: Dataset, for grant: AccessGrant) throws(APIError) {
        let restrictions = grant.identity.restrictions
        guard restrictions.allows(dataset.name) else { throw .unknownDataset(dataset.name) }
        self.dataset = dataset
        maximumGroups = grant.identity.limits.groups
        restriction = restrictions[dataset.name]
        let lookups = Set(dataset.columns.compactMap(\.lookup))
        let told = lookups.filter { restrictions.allows($0) }
        toldLookups = told == lookups ? nil : told
        restrictsLookups = lookups.contains { !restrictions.allows($0) || restrictions[$0] != .none }
        guard restriction != .none else {
            do {
                definition = try dataset.definition.withoutLookups { !restrictions.allows($0) }
            } catch {
                throw .misfit(dataset.name, grant.identity)
            }
            condition = .always
            visible = Array(dataset.columns.indices)
            hidden = []
            limitedTime = dataset.definition.timeIndex
            return
        }
        guard let withheld = Self.columns(restriction.hiddenColumns, among: dataset.columns),
            let chosen = Self.columns(
                restriction.chosenHiddenColumns, among: dataset.columns.filter { !withheld.contains($0.name) })
        else { throw .misfit(dataset.name, grant.identity) }
        let hidden = withheld.union(chosen)
        self.hidden = hidden
        visible = dataset.columns.indices.filter { !hidden.contains(dataset.columns[$0].name) }
        limitedTime = dataset.definition.timeIndex.flatMap { withheld.contains(dataset.columns[$0].name) ? nil : $0 }
        let timeColumn = dataset.definition.timeColumn.flatMap { hidden.contains($0) ? nil : $0 }
        do {
            let given = try RowFilter(restriction.filters, of: dataset.definition).condition
            let more = try RowFilter(restriction.chosenFilters, of: dataset.definition, zone: .utc, hiding: withheld)
                .condition
            condition = more == .always ? given : given == .always ? more : .and([given, more])
            definition = try DatasetDefinition(
                name: dataset.name, columns: visible.map { dataset.columns[$0] }, timeColumn: timeColumn,
                partitioning: timeColumn == nil ? nil : dataset.definition.partitioning,
                key: hidden.isDisjoint(with: dataset.definition.key) ? dataset.definition.key : [],
                retention: timeColumn == nil ? nil : dataset.definition.retention
            ).withoutLookups { !restrictions.allows($0) }
        } catch {
            throw .misfit(dataset.name, grant.identity)
        }
    }

    /// Returns the present names of columns that may be named as before a renaming; `nil` if one of them is unknown.
    private static func columns(_ names: Set<Identifier>, among columns: [Column]) -> Set<Identifier>? {
        guard names.isSubset(of: columns.flatMap { [$0.name] + $0.formerNames }) else { return nil }
        return Set(columns.filter { !names.isDisjoint(with: [$0.name] + $0.formerNames) }.map(\.name))
    }

    /// The dataset's name.
    var name: Identifier { dataset.name }
    /// The columns that the client sees.
    var columns: [Column] { definition.columns }
    /// A Boolean value that indicates whether rows may be missing from the view.
    var isFiltered: Bool { condition != .always }
    /// A Boolean value that indicates whether columns are missing from the view.
    var hidesColumns: Bool { visible.count < dataset.columns.count }

    /// A text that differs between views of the same dataset; `nil` for the whole dataset.
    var fingerprint: String? {
        guard restriction != .none else { return nil }
        var digest = FieldDigest()
        digest.add(restriction)
        return digest.text(bytes: 6)
    }

    /// The entity tag of the description. It changes with every committed change.
    var tag: EntityTag {
        // A description that tells fewer lookups is another one. Those that it does not tell are not hashed, because their names could
        // be guessed.
        let told = toldLookups.map { names in
            var digest = FieldDigest()
            digest.list(names.sorted()) { $0.add($1.rawValue) }
            return "l" + digest.text(bytes: 6)
        }
        let parts = [dataset.tag.opaque, fingerprint, told].compactMap(\.self)
        return EntityTag(isWeak: false, opaque: parts.joined(separator: "-"))
    }

    // MARK: Queries

    /// Checks a query; the hidden columns do not exist for it, and it reads the visible rows only.
    ///
    /// - Parameters:
    ///   - now: The time of the query, to which relative ranges refer.
    ///   - isRun: `false` for a query that is not run now, which the client's limit of groups does not concern.
    /// - Throws: ``Models/QueryError``.
    func resolved(
        _ query: Query, limits: QueryLimits, now: Timestamp, isRun: Bool = true
    ) throws(QueryError) -> VisibleQuery {
        let limits = isRun ? try narrowed(limits, for: query) : limits
        let resolved = try query.resolved(
            against: dataset.definition, limits: limits, hiding: hidden, now: now,
            lookups: lookups.mapValues(\.target))
        return VisibleQuery(view: self, written: query, resolved: resolved.restricted(to: condition))
    }

    /// Returns the limits of a query's groups, with that of the client.
    private func narrowed(_ limits: QueryLimits, for query: Query) throws(QueryError) -> QueryLimits {
        guard let most = maximumGroups else { return limits }
        if let detail = refusal(of: query, limits) {
            throw QueryError([QueryError.Issue(.outOfRange, at: "/limit", detail)])
        }
        return QueryLimits(
            defaultLimit: limits.defaultLimit.map { min($0, most) },
            maximumLimit: min(limits.maximumLimit ?? most, most))
    }

    /// Returns the reason for which the client's limit of groups refuses a query; `nil` if it does not.
    func refusal(of query: Query, _ limits: QueryLimits) -> String? {
        guard let most = maximumGroups else { return nil }
        let rest = "the client may get at most \(most) groups in one answer (groups)"
        if let limit = query.limit, limit > most, limit <= limits.maximumLimit ?? limit {
            return "got \(limit), expected at most \(most): \(rest)"
        }
        // CSV has no place that tells that groups are missing.
        guard query.limit == nil, limits.defaultLimit == nil else { return nil }
        return "got no limit, expected one of at most \(most) in CSV and NDJSON: \(rest)"
    }

    /// Checks filters for a list of rows; the hidden columns do not exist for them.
    ///
    /// - Throws: ``Models/QueryError``.
    func filter(_ filters: [Filter], zone: ZoneRules) throws(QueryError) -> RowFilter {
        try RowFilter(filters, of: dataset.definition, zone: zone, hiding: hidden)
    }

    // MARK: Rows

    /// Returns rows of the whole dataset without the hidden columns.
    func visible(_ rows: RowBatch) -> RowBatch {
        hidesColumns ? RowBatch(columns: visible.map { rows.columns[$0] }) : rows
    }

    /// Returns whether a row was read with the columns of this view. Otherwise the view cannot tell what the client sees of it.
    func fits(_ row: StoredRow) -> Bool {
        row.dataset != dataset.id || row.definitionVersion == dataset.definitionVersion
    }

    /// Returns a row as the client sees it; `nil` if it does not exist for the client, or was read with other columns than the view.
    func visible(_ row: StoredRow) -> StoredRow? {
        guard row.dataset == dataset.id, row.definitionVersion == dataset.definitionVersion,
            condition.holds({ row.values.columns[$0].value(at: 0) })
        else { return nil }
        guard hidesColumns else { return row }
        let shown = row.columns.indices.filter { !hidden.contains(row.columns[$0].name) }
        var result = row
        result.columns = shown.map { row.columns[$0] }
        result.values = RowBatch(columns: shown.map { row.values.columns[$0] })
        return result
    }

    /// Returns rows of the visible columns as rows of the whole dataset, in which the hidden columns are null.
    func whole(_ rows: RowBatch) -> RowBatch {
        guard hidesColumns else { return rows }
        var columns = dataset.columns.map { ColumnVector(type: $0.type) }
        let places = Set(visible)
        for (index, place) in visible.enumerated() { columns[place] = rows.columns[index] }
        for index in columns.indices where !places.contains(index) {
            for _ in 0..<rows.rowCount { columns[index].appendNull() }
        }
        return RowBatch(columns: columns)
    }

    /// Returns a change of the visible columns as a change of the whole dataset. A replacement keeps the hidden columns'
    /// values, which the client cannot know.
    func whole(_ change: RowChange) -> RowChange {
        guard hidesColumns else { return change }
        switch change {
        case .delete: return .delete
        case .replace(let values):
            return .patch(zip(visible, values).map { RowAssignment(column: $0, value: $1) })
        case .patch(let assignments):
            return .patch(assignments.map { RowAssignment(column: visible[$0.column], value: $0.value) })
        }
    }

    /// The hidden columns that every new row needs a value for, so that the client cannot add rows.
    var neededColumns: [Column] {
        dataset.columns.filter { !$0.nullable && hidden.contains($0.name) }
    }
}

/// A checked query over the rows and columns that exist for its client. Only ``DatasetView/resolved(_:limits:)`` makes one.
struct VisibleQuery: Sendable {
    /// The view.
    let view: DatasetView
    /// The query as the client wrote it.
    let written: Query
    /// The query, with the client's filters.
    let resolved: ResolvedQuery

    /// A Boolean value that indicates whether every row that the query reads exists for the client.
    var isWhole: Bool { !view.isFiltered && resolved.readsWholeLookups }

    fileprivate init(view: DatasetView, written: Query, resolved: ResolvedQuery) {
        self.view = view
        self.written = written
        self.resolved = resolved
    }

    /// Returns the query over those of its rows that meet a condition.
    func restricted(to condition: ResolvedFilter) -> VisibleQuery {
        VisibleQuery(view: view, written: written, resolved: resolved.restricted(to: condition))
    }
}

extension APIError {
    /// A restriction that names columns which the dataset does not have, or tests that do not apply to them.
    fileprivate static func misfit(_ dataset: Identifier, _ identity: Identity) -> APIError {
        APIError(
            .forbidden,
            "the \(identity.credential.rawValue)'s restrictions do not fit the columns of \"\(dataset)\", so it may not use this dataset; ask the administrator for \(identity.credential == .key ? "a new key" : "other rights")"
        )
    }
}
