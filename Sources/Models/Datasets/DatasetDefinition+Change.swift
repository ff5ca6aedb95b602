import Diagnostics

extension DatasetDefinition {
    /// Returns the definition after a change. Kept columns stay in order, and added ones follow them.
    ///
    /// - Throws: ``DefinitionError``.
    public func applying(_ change: DatasetChange) throws(DefinitionError) -> DatasetDefinition {
        do {
            try checkNames(change)
        } catch {
            throw .change(error)
        }
        let newNames = Dictionary(change.renamed.map { ($0.from, $0.to) }, uniquingKeysWith: { first, _ in first })
        let alterations = Dictionary(
            change.altered.enumerated().map { ($1.column, ($0, $1)) }, uniquingKeysWith: { first, _ in first })
        var kept: [Column] = []
        for column in columns where !change.dropped.contains(column.name) {
            var changed = column
            if let (index, alteration) = alterations[column.name] {
                do {
                    changed = try altered(column, alteration, at: "/changeColumns/\(index)")
                } catch {
                    throw .change(error)
                }
            }
            if let name = newNames[column.name] { changed = changed.renamed(to: name) }
            kept.append(changed)
        }
        let base = try DatasetDefinition(
            name: name, columns: kept, timeColumn: timeColumn.map { newNames[$0] ?? $0 }, partitioning: partitioning,
            key: key.map { newNames[$0] ?? $0 }, retention: change.retention ?? retention)
        return change.added.isEmpty ? base : try base.adding(change.added)
    }

    /// Checks the names of a change.
    private func checkNames(_ change: DatasetChange) throws(DatasetChangeError) {
        var seen: Set<Identifier> = []
        func check(_ name: Identifier, at pointer: String) throws(DatasetChangeError) {
            guard !columns.contains(where: { $0.name == name }) else { return }
            if let renamed = columns.first(where: { $0.formerNames.contains(name) }) {
                throw DatasetChangeError(
                    .unknownColumn, at: pointer, "the column \"\(name)\" is called \"\(renamed.name)\" now",
                    nearest: renamed.name.rawValue)
            }
            throw DatasetChangeError(
                .unknownColumn, at: pointer, "the dataset \"\(self.name)\" has no column \"\(name)\"",
                nearest: columns.nearestName(to: name.rawValue))
        }
        for (index, name) in change.dropped.enumerated() {
            let pointer = "/dropColumns/\(index)"
            try check(name, at: pointer)
            guard seen.insert(name).inserted else {
                throw DatasetChangeError(.duplicateName, at: pointer, "the column \"\(name)\" is dropped twice")
            }
            guard name != timeColumn, !key.contains(name) else {
                let part = name == timeColumn ? "is the time column" : "belongs to the key"
                throw DatasetChangeError(
                    .columnInUse, at: pointer, "the column \"\(name)\" \(part), so it cannot be dropped",
                    isFixed: true)
            }
        }
        var newNames: Set<Identifier> = []
        for (index, renaming) in change.renamed.enumerated() {
            let pointer = "/renameColumns/\(index)"
            try check(renaming.from, at: pointer + "/from")
            guard seen.insert(renaming.from).inserted else {
                throw DatasetChangeError(
                    .duplicateName, at: pointer + "/from",
                    "the column \"\(renaming.from)\" is dropped, or renamed twice; name it once")
            }
            guard newNames.insert(renaming.to).inserted, !isTaken(renaming.to, except: renaming.from) else {
                throw taken(renaming.to, at: pointer + "/to", change)
            }
        }
        var altered: Set<Identifier> = []
        for (index, alteration) in change.altered.enumerated() {
            let pointer = "/changeColumns/\(index)/name"
            try check(alteration.column, at: pointer)
            guard altered.insert(alteration.column).inserted, !change.dropped.contains(alteration.column) else {
                throw DatasetChangeError(
                    .duplicateName, at: pointer,
                    "the column \"\(alteration.column)\" is dropped, or changed twice; name it once")
            }
        }
        try checkAdded(change, newNames)
    }

    /// Checks the names of added columns and their former names.
    ///
    /// A name that a column has or had before the change is not free, even if the column is renamed or dropped: filters and queries
    /// by the name would mean the added column.
    private func checkAdded(_ change: DatasetChange, _ newNames: Set<Identifier>) throws(DatasetChangeError) {
        let moved = change.dropped + change.renamed.map(\.from)
        var reserved = newNames.union(columns.flatMap(\.formerNames)).union(moved)
        for (index, column) in change.added.enumerated() where reserved.contains(column.name) {
            throw taken(column.name, at: "/addColumns/\(index)/name", change)
        }
        reserved.formUnion(columns.map(\.name) + change.added.map(\.name))
        for (index, column) in change.added.enumerated() {
            for (place, name) in column.formerNames.enumerated() where !reserved.insert(name).inserted {
                throw taken(name, at: "/addColumns/\(index)/formerNames/\(place)", change)
            }
        }
    }

    /// Returns `true` if a column has or had a name. The column itself may get a former name of its own back.
    private func isTaken(_ name: Identifier, except column: Identifier) -> Bool {
        columns.contains { $0.name == name || $0.name != column && $0.formerNames.contains(name) }
    }

    /// The error of a name that is not free.
    private func taken(_ name: Identifier, at pointer: String, _ change: DatasetChange) -> DatasetChangeError {
        let owner = columns.first { $0.name == name || $0.formerNames.contains(name) }
        guard let owner, change.dropped.contains(owner.name) else { return Self.taken(name, at: pointer) }
        return DatasetChangeError(
            .nameTaken, at: pointer,
            "the column \"\(owner.name)\", which the same change drops, has the name \"\(name)\" or had it before; drop the column first, and use the name in another change"
        )
    }

    private static func taken(_ name: Identifier, at pointer: String) -> DatasetChangeError {
        DatasetChangeError(
            .nameTaken, at: pointer, "a column has the name \"\(name)\" or had it before, which queries may still use")
    }

    /// Checks the former names of a new dataset's columns: a name means one column.
    ///
    /// - Throws: ``DefinitionError/change(_:)``.
    package func requireDistinctNames() throws(DefinitionError) {
        var names = Set(columns.map(\.name))
        for (index, column) in columns.enumerated() {
            for (place, name) in column.formerNames.enumerated() where !names.insert(name).inserted {
                throw .change(Self.taken(name, at: "/columns/\(index)/formerNames/\(place)"))
            }
        }
    }

    private func altered(
        _ column: Column, _ alteration: DatasetChange.Alteration, at pointer: String
    ) throws(DatasetChangeError) -> Column {
        let type = alteration.type ?? column.type
        if type != column.type {
            guard ColumnConversion(from: column.type, to: type) != nil else {
                let valid = ColumnType.allCases.filter { ColumnConversion(from: column.type, to: $0) != nil }
                let expected =
                    valid.isEmpty ? "no other type" : "one of " + valid.map(\.rawValue).joined(separator: ", ")
                // A new column cannot take the place of one that other parts of the definition name.
                let isFixed = key.contains(column.name) || column.name == timeColumn
                let advice = isFixed ? "" : "; for any other type add a column and write its values"
                throw DatasetChangeError(
                    .typeMismatch, at: pointer + "/type",
                    "the column \"\(column.name)\" has type \(column.type.rawValue), expected \(expected)\(advice)",
                    isFixed: isFixed)
            }
            if let lookup = alteration.lookup ?? column.lookup {
                throw DatasetChangeError(
                    .columnInUse, at: pointer + "/type",
                    "the values of the column \"\(column.name)\" are looked up in \"\(lookup)\", so its type cannot become \(type.rawValue); set \"lookup\" to null first"
                )
            }
            let isPartitioned = partitioning != nil && column.name == timeColumn
            guard !key.contains(column.name), !isPartitioned, column.name != timeColumn || type.isTime else {
                throw DatasetChangeError(
                    .columnInUse, at: pointer + "/type",
                    "the column \"\(column.name)\" \(key.contains(column.name) ? "belongs to the key" : "is the time column"), so its type cannot become \(type.rawValue)",
                    isFixed: true)
            }
        }
        return Column(
            name: column.name, type: type, nullable: column.nullable, use: column.use,
            label: alteration.label ?? column.label, unit: alteration.unit ?? column.unit,
            description: alteration.description ?? column.description, formerNames: column.formerNames,
            lookup: alteration.lookup ?? column.lookup)
    }
}

extension Column {
    /// Returns the column with another name; the present one becomes a former name.
    fileprivate func renamed(to new: Identifier) -> Column {
        Column(
            name: new, type: type, nullable: nullable, use: use, label: label, unit: unit, description: description,
            formerNames: (formerNames + [name]).filter { $0 != new }, lookup: lookup)
    }
}
