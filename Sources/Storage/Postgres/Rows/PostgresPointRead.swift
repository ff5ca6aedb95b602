import CLibPQ
import Models

/// The read of one row with a cached dataset, which the same statement checks.
struct PostgresPointRead {
    enum Outcome {
        /// The row; `nil` if it does not exist.
        case answer(StoredRow?)
        /// The cached dataset is stale.
        case outdated(Change)
    }

    enum Change {
        /// The dataset was replaced, or has not reached the version that the caller has seen.
        case dataset
        /// The statement was prepared for other columns.
        case statement
        /// The table has these columns now.
        case columns([String])
    }

    let known: PostgresDatasetCache.Entry

    func outcome(_ result: borrowing PostgresResult, on connection: OpaquePointer) throws(StorageError) -> Outcome {
        guard result.status == PGRES_TUPLES_OK else {
            if let state = result.sqlState, Self.outdatedStates.contains(state) { return .outdated(.statement) }
            throw result.error(on: connection)
        }
        guard result.rowCount == 1 else { return .outdated(.dataset) }
        // The table's columns are all but the last.
        let width = result.columnCount - 1
        guard isAsKnown(result, width) else {
            return .outdated(.columns((0..<width).map { result.columnName($0) }))
        }
        guard !result.isNull(0, 0) else { return .answer(nil) }
        return .answer(
            try result.storedRow(
                dataset: known.id, columns: known.columns, at: known.layout?.places,
                dataVersion: result.integer(0, width), definitionVersion: known.definitionVersion))
    }

    private func isAsKnown(_ result: borrowing PostgresResult, _ width: Int) -> Bool {
        guard let layout = known.layout else { return width == known.columns.count + 2 }
        guard width == layout.names.count else { return false }
        // Foreign columns may be dropped and others added, so compare the names and not only their number.
        for index in 0..<width where result.columnName(index) != layout.names[index] { return false }
        return true
    }

    /// feature_not_supported ("cached plan must not change result type"), undefined_table and undefined_column (PostgreSQL
    /// documentation, "Appendix A. Error Codes").
    private static let outdatedStates = ["0A000", "42P01", "42703"]
}
