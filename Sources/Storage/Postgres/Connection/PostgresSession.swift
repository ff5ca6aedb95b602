import CLibPQ
import Models

/// The blocking interface of one libpq connection; used only on the queue of its ``PostgresConnection``.
struct PostgresSession {
    let raw: OpaquePointer
    let statements: PreparedStatements
    let partitions: ListedPartitions
    let socket: PostgresSocket

    /// Runs one statement with bound values and returns its whole result.
    func execute(_ sql: String, _ values: [Value] = []) throws(StorageError) -> PostgresResult {
        try execute(sql, bindings: values.map(SQLBinding.value))
    }

    /// Runs one statement and returns its whole result.
    func execute(_ sql: SQLText) throws(StorageError) -> PostgresResult {
        try execute(sql.text, bindings: sql.bindings)
    }

    /// Runs one statement with bound values and lists, and returns its whole result.
    func execute(_ sql: String, bindings: [SQLBinding]) throws(StorageError) -> PostgresResult {
        let result = try attempt(sql, bindings)
        guard !result.isFailure else { throw result.error(on: raw) }
        return result
    }

    /// Runs a statement that changes one row.
    ///
    /// - Throws: ``StorageError/rejected(_:)`` if a constraint or trigger rejects the change.
    func change(_ sql: SQLText) throws(StorageError) -> PostgresResult {
        let result = try attempt(sql.text, sql.bindings)
        guard result.isFailure else { return result }
        throw errorOfChange(result)
    }

    /// The error of a failed statement that changes rows, or of the end of its transaction.
    func errorOfChange(_ result: borrowing PostgresResult) -> StorageError {
        if let refusal = result.report.flatMap({ RowRefusal($0, isChange: true) }) { return refusal.errorOfChange }
        return result.error(on: raw)
    }

    private func attempt(_ sql: String, _ values: [SQLBinding]) throws(StorageError) -> PostgresResult {
        let result = withParameters(values) { count, types, pointers, lengths, formats in
            PQexecParams(raw, sql, count, types, pointers, lengths, formats, 1)
        }
        guard let result else { throw PostgresErrorCode.storageError(nil, on: raw) }
        return PostgresResult(result)
    }

    /// Runs a statement for its effect.
    func run(_ sql: String, _ values: [Value] = []) throws(StorageError) { _ = try execute(sql, values) }

    /// The next row after ``startRows()``, or `nil` once the statement has ended, with the pipeline, and the connection is idle.
    ///
    /// No statement with rows follows it in the pipeline.
    func nextRow() throws(StorageError) -> PostgresResult? {
        guard let result = PQgetResult(raw) else { return nil }
        let owned = PostgresResult(result)
        let status = owned.status
        if status == PGRES_SINGLE_TUPLE { return owned }
        let error = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK ? nil : owned.error(on: raw)
        drain()
        if let error { throw error }
        return nil
    }

    /// Checks that the database's encoding is UTF-8, the only one with all characters that the store compares, cuts and counts.
    func requireUTF8() throws(StorageError) {
        guard let encoding = PQparameterStatus(raw, "server_encoding").map({ String(cString: $0) }), encoding != "UTF8"
        else { return }
        throw .schema(.encoding(encoding))
    }

    /// Reads and discards results until the connection is idle, and ends a pipeline.
    func drain() {
        var remainder = PostgresRemainder(of: raw)
        while remainder.discardNext() {}
    }

    /// `true` if a transaction is open, even a failed one.
    var isInTransaction: Bool { PQtransactionStatus(raw) != PQTRANS_IDLE }
    /// `true` if the connection is up.
    var isUp: Bool { PQstatus(raw) == CONNECTION_OK }

    /// Lends the arrays that libpq takes. Values are sent as text with their type ids.
    func withParameters<Result>(
        _ values: [SQLBinding],
        _ body: (
            Int32, UnsafePointer<UInt32>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        let types = values.map(\.postgresType)
        // One buffer holds all texts, each terminated by a zero.
        var storage: [UInt8] = []
        var starts: [Int?] = []
        for value in values {
            guard let text = value.postgresText else {
                starts.append(nil)
                continue
            }
            starts.append(storage.count)
            storage.append(contentsOf: text.utf8)
            storage.append(0)
        }
        // libpq ignores the lengths of texts; 0 is their format.
        let zeros = [Int32](repeating: 0, count: values.count)
        return storage.withUnsafeBytes { memory in
            let pointers = starts.map { start -> UnsafePointer<CChar>? in
                start.flatMap { memory.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
            }
            return body(Int32(types.count), types, pointers, zeros, zeros)
        }
    }
}

extension Value {
    /// The value's text representation in PostgreSQL, or `nil` for null.
    var postgresText: String? {
        switch self {
        case .null: nil
        case .string(let text), .json(let text): text
        case .integer(let number): String(number)
        case .double(let number): "\(number)"
        case .decimal(let number): number.description
        case .boolean(let truth): truth ? "t" : "f"
        // ISO 8601 puts a sign before a year of five digits, such as that of the day after the last; PostgreSQL accepts no sign.
        case .timestamp(let instant): String(instant.description.trimmingPrefix("+"))
        case .date(let day): String(day.description.trimmingPrefix("+"))
        }
    }
}
