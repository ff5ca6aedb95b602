import Models
import Storage

/// The key of a dataset in a view.
///
/// The key is unique among all rows, those that do not exist for the client included. A row that is refused, left out or merged
/// because of such a row would tell that it exists. So a client sets keys only where two rows with one key are always on the
/// same side of the client's sight.
extension DatasetView {
    /// A Boolean value that indicates whether the client may set values of the key: it sees the whole key, and its filters depend
    /// on nothing else. `true` for a dataset without a key.
    var ownsKeys: Bool {
        let key = Set(dataset.definition.keyIndices)
        return key.isEmpty || (key.isSubset(of: visible) && condition.operands.isSubset(of: key))
    }

    /// Returns `true` if a change gives a row another key.
    ///
    /// - Parameter values: The row's values.
    func changesKey(_ assignments: [RowAssignment], of values: [Value]) -> Bool {
        let key = Set(dataset.definition.keyIndices)
        return assignments.contains { key.contains($0.column) && !$0.value.isSame(as: values[$0.column]) }
    }

    /// Returns errors without the words of the database, which may quote values of rows that do not exist for the client, and names of
    /// hidden columns.
    func concealed(_ rejections: IngestRejections) -> IngestRejections {
        guard hidesColumns || isFiltered else { return rejections }
        var result = rejections
        result.errors = rejections.errors.map { error in
            guard error.code == .constraintViolation else { return error }
            return RowError(
                line: error.line, element: error.element, column: nil, code: error.code,
                got: "a row that the database refuses",
                expected: "a row that satisfies the constraints of the table, such as a key that no other row has")
        }
        return result
    }
}

extension ResolvedFilter {
    /// The operands of all tests.
    fileprivate var operands: Set<Int> {
        switch self {
        case .and(let parts), .or(let parts): parts.reduce(into: []) { $0.formUnion($1.operands) }
        case .test(let index, _): [index]
        }
    }
}

extension StoreAccess {
    /// Runs a change; a client with filters or hidden columns gets the errors of the database without its words.
    func concealing<Success>(_ view: DatasetView, _ body: () async throws -> Success) async throws -> Success {
        do {
            return try await body()
        } catch StorageError.rejected(let rejections) {
            throw StorageError.rejected(view.concealed(rejections))
        }
    }
}

extension APIError {
    /// Rows with keys that the client may not choose.
    static func foreignKeys(_ view: DatasetView, _ identity: Identity) -> APIError {
        APIError(
            .forbidden,
            "the filters of the \(identity.credential.rawValue) depend on columns that are not in the key of \"\(view.name)\", so it may not set keys: a refused row would tell that one with the same key exists outside of the filters. Use a dataset whose \"key\" has the columns of the filters, or a client without filters"
        )
    }
}
