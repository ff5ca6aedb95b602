public import Models
public import Storage

extension InMemoryAnalyticsStore {
    /// Returns a row, or `nil` if the dataset has no row with this id.
    public func row(_ id: Int64, of name: Identifier, reading: ReadConsistency) async throws(StorageError) -> StoredRow?
    {
        try read { state throws(StorageError) in
            let table = try state.table(named: name)
            return table.ids.firstIndex(of: id).map { table.storedRow(at: $0) }
        }
    }

    /// Changes or deletes one row under the lock.
    public func changeRow(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if condition: RowCondition
    ) async throws(StorageError) -> RowChangeOutcome {
        try read { state throws(StorageError) in
            var table = try state.table(of: dataset)
            guard let index = table.ids.firstIndex(of: id) else { return .notFound }
            guard condition.holds(for: table.versions[index]) else {
                return .conflict(version: table.versions[index])
            }
            let outcome = table.change(at: index, change)
            if case .written = outcome, table.hasDuplicate(of: table.rows[index], at: index) {
                throw .rejected(
                    IngestRejections(
                        count: 1,
                        errors: [
                            RowError(
                                line: nil, column: nil, code: .constraintViolation, got: "a key that exists already",
                                expected: "a new key")
                        ]))
            }
            state.tables[dataset.name] = table
            return outcome
        }
    }
}

extension Table {
    func storedRow(at index: Int) -> StoredRow {
        var values = RowBatch(types: definition.columns.map(\.type))
        values.append(row: rows[index])
        return StoredRow(
            dataset: id, columns: definition.columns, id: ids[index], version: versions[index], values: values,
            dataVersion: dataVersion, definitionVersion: definitionVersion)
    }

    mutating func change(at index: Int, _ change: RowChange) -> RowChangeOutcome {
        switch change {
        case .delete:
            ids.remove(at: index)
            versions.remove(at: index)
            rows.remove(at: index)
            dataVersion += 1
            return .deleted(dataVersion: dataVersion)
        case .patch(let assignments) where assignments.isEmpty: break
        case .patch(let assignments):
            for assignment in assignments { rows[index][assignment.column] = assignment.value }
            versions[index] += 1
            dataVersion += 1
        case .replace(let values):
            let added = definition.columns.count - values.count
            rows[index] = values + Array(repeating: Value.null, count: added)
            versions[index] += 1
            dataVersion += 1
        }
        return .written(storedRow(at: index), dataVersion: dataVersion)
    }
}
