import Models
import Storage

extension ColumnDependents {
    /// The part of a change that gives a column a name or another type.
    private struct Part {
        /// The name that no column had before; `nil` for another type.
        let name: Identifier?
        /// The column that the part names in the request.
        let column: Identifier
        /// The column's name after the change.
        let present: Identifier
        let pointer: String
    }

    /// Finds what names a column that does not exist, and would mean another one after a change.
    ///
    /// A restriction may have been written for a column that was dropped. It closes the dataset until a column fits it
    /// again, and that column may have other values: the key would see rows that it must not see.
    ///
    /// - Parameters:
    ///   - changed: The definition after the change.
    ///   - queries: The saved queries of the dataset, and of those that look up its columns.
    ///   - keys: The keys and the links of the store.
    ///   - tellsKeys: `true` to name keys; otherwise their number is told.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    init(
        of dataset: Dataset, binding change: DatasetChange, to changed: DatasetDefinition, queries: [Queries],
        keys: [AccessKeyRecord], tellsKeys: Bool, now: Timestamp
    ) {
        let parts = Self.parts(of: change, in: dataset.definition)
        let queries = Self.queries(bound: parts, of: dataset, to: changed, queries, now: now)
        var found = queries.map(\.dependent)
        for (record, known) in zip(keys, KnownKey.all(keys)) where known.isValid(at: now) {
            guard let restriction = known.identity?.restrictions[dataset.name] else { continue }
            let kind = known.link == nil ? Kind.key : .link
            if let (part, effect) = Self.part(restriction, parts, from: dataset.definition, to: changed) {
                found.append(
                    Dependent(
                        kind: kind, name: record.title, pointer: part.pointer, column: part.column, effect: effect))
            } else if let link = known.link,
                let shown = queries.first(where: {
                    link.shows($0.record.name, createdAt: $0.record.createdAt, of: $0.dataset)
                })
            {
                found.append(
                    Dependent(
                        kind: kind, name: record.title, pointer: shown.dependent.pointer,
                        column: shown.dependent.column, effect: "shows errors now, and values of this column then"))
            }
        }
        self.init(found, tellsKeys: tellsKeys)
    }

    /// Returns the parts of a change that give a column a name which none had, or another type.
    private static func parts(of change: DatasetChange, in definition: DatasetDefinition) -> [Part] {
        let known = definition.columnNames
        let newNames = Dictionary(change.renamed.map { ($0.from, $0.to) }, uniquingKeysWith: { first, _ in first })
        var parts: [Part] = []
        func add(_ name: Identifier, _ column: Identifier, _ pointer: String) {
            guard !known.contains(name) else { return }
            parts.append(Part(name: name, column: column, present: column, pointer: pointer))
        }
        for (index, column) in change.added.enumerated() {
            add(column.name, column.name, "/addColumns/\(index)/name")
            for (place, name) in column.formerNames.enumerated() {
                add(name, column.name, "/addColumns/\(index)/formerNames/\(place)")
            }
        }
        for (index, renaming) in change.renamed.enumerated() {
            add(renaming.to, renaming.to, "/renameColumns/\(index)/to")
        }
        for (index, alteration) in change.altered.enumerated() where alteration.type != nil {
            let present = newNames[alteration.column] ?? alteration.column
            parts.append(
                Part(name: nil, column: alteration.column, present: present, pointer: "/changeColumns/\(index)/type"))
        }
        return parts
    }

    /// Returns the part of a change that gives a restriction a column, with the effect; `nil` if no part does.
    private static func part(
        _ restriction: DatasetRestriction, _ parts: [Part], from definition: DatasetDefinition,
        to changed: DatasetDefinition
    ) -> (part: Part, effect: String)? {
        guard restriction != .none else { return nil }
        let names = restriction.columnNames
        for part in parts {
            guard let name = part.name, names.contains(name.rawValue) else { continue }
            return (part, "names \"\(name)\", which no column has now, and would mean this column then")
        }
        guard !restriction.fits(definition), restriction.fits(changed) else { return nil }
        let altered = parts.first { part in
            let column = changed.columns.first { $0.name == part.present }
            let all = column.map { [$0.name] + $0.formerNames } ?? []
            return part.name == nil && all.contains { names.contains($0.rawValue) }
        }
        return altered.map { ($0, "does not fit this column's type now, and would apply to it then") }
    }

    /// Returns the saved queries that fit no columns before a change and do after it, because it gives a column a name.
    private static func queries(
        bound parts: [Part], of dataset: Dataset, to changed: DatasetDefinition, _ queries: [Queries], now: Timestamp
    ) -> [(record: SavedQueryRecord, dataset: Int64, dependent: Dependent)] {
        let named = parts.filter { $0.name != nil }
        guard !named.isEmpty else { return [] }
        let after = Dataset(
            id: dataset.id, definition: changed, rowCount: dataset.rowCount, dataVersion: dataset.dataVersion,
            createdAt: dataset.createdAt, definitionVersion: dataset.definitionVersion)
        return queries.flatMap { place in
            place.records.compactMap { record in
                guard let query = try? SavedQuery(record.document).query,
                    !place.fits(query, without: [], of: dataset, now: now),
                    place.fits(query, without: [], of: after, now: now),
                    let part = named.first(where: { part in
                        !place.fits(query, without: [part.present], of: after, now: now)
                    })
                else { return nil }
                let dependent = Dependent(
                    kind: .query, name: place.title(of: record, in: dataset), pointer: part.pointer,
                    column: part.column, effect: "gives errors now, and values of this column then")
                return (record, place.dataset.id, dependent)
            }
        }
    }
}

extension DatasetDefinition {
    /// The names that columns have or had.
    fileprivate var columnNames: Set<Identifier> { Set(columns.flatMap { [$0.name] + $0.formerNames }) }
}

extension DatasetRestriction {
    /// The names of columns in the filters and the hidden columns.
    fileprivate var columnNames: Set<String> {
        hiddenColumns.reduce(into: Set(filters.flatMap(\.members))) { $0.insert($1.rawValue) }
    }

    /// Returns `true` if the restriction fits a dataset. Otherwise its client may not use the dataset.
    fileprivate func fits(_ definition: DatasetDefinition) -> Bool {
        hiddenColumns.isSubset(of: definition.columnNames) && (try? RowFilter(filters, of: definition)) != nil
    }
}

extension Filter {
    /// The members that the filter tests.
    fileprivate var members: [String] {
        switch self {
        case .and(let filters), .or(let filters): filters.flatMap(\.members)
        case .member(let name, _, _): [name]
        }
    }
}
