import CSQLite
import Models

/// A prepared statement of one connection; used on that connection's queue only.
///
/// It calls SQLite directly, so that values move between SQLite's memory and a ``ColumnVector`` without boxing.
final class SQLiteStatement {
    /// `SQLITE_TRANSIENT`: SQLite copies the bytes.
    static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private let connection: OpaquePointer
    private let statement: OpaquePointer

    init(_ connection: OpaquePointer, _ sql: String) throws(StorageError) {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(connection, sql, -1, 0, &statement, nil) == SQLITE_OK, let statement else {
            throw SQLiteFailure.error(on: connection)
        }
        self.connection = connection
        self.statement = statement
    }

    convenience init(_ connection: OpaquePointer, _ sql: SQLText) throws(StorageError) {
        try self.init(connection, sql.text)
        for (index, binding) in sql.bindings.enumerated() {
            switch binding {
            case .value(let value): try bind(value, at: index + 1)
            case .list(let values, _): try bind(blob: SQLiteTextMatch.list(values), at: index + 1)
            }
        }
    }

    deinit { sqlite3_finalize(statement) }

    /// Advances to the next row; returns `false` after the last.
    func step() throws(StorageError) -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw SQLiteFailure.error(on: connection)
        }
    }

    /// Advances a statement that changes one row.
    ///
    /// - Throws: ``StorageError/rejected(_:)`` if the database refuses the row.
    func change() throws(StorageError) -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let message = String(cString: sqlite3_errmsg(connection))
            let code = sqlite3_extended_errcode(connection)
            if let refusal = RowRefusal(sqlite: code, message, row: nil) { throw refusal.errorOfChange }
            throw SQLiteFailure.error(code, message)
        }
    }

    /// Runs a statement that returns no rows and resets it, so that it can run again with other values.
    func run() throws(StorageError) {
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw SQLiteFailure.error(on: connection) }
    }

    /// Runs a statement that writes one row.
    ///
    /// - Parameter row: The row's index in the ingest.
    /// - Returns: The refusal, or `nil` if the row was written.
    func insert(row: Int64) throws(StorageError) -> RowRefusal? {
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code != SQLITE_DONE else { return nil }
        let message = String(cString: sqlite3_errmsg(connection))
        let extended = sqlite3_extended_errcode(connection)
        if let refusal = RowRefusal(sqlite: extended, message, row: row) { return refusal }
        throw SQLiteFailure.error(extended, message)
    }

    /// The effect of a statement that writes one row or leaves it out.
    enum Upsert {
        /// The row was written and has this version.
        case written(version: Int64)
        /// The row was left out.
        case skipped
        /// The database refuses the row.
        case refused(RowRefusal)
    }

    /// Runs a statement that writes one row or leaves it out, and returns the version of the row written.
    ///
    /// - Parameter row: The row's index in the ingest.
    func upsert(row: Int64) throws(StorageError) -> Upsert {
        var version: Int64?
        var code = sqlite3_step(statement)
        if code == SQLITE_ROW {
            version = integer(0)
            // A statement with RETURNING takes effect once it has run to its end.
            code = sqlite3_step(statement)
        }
        sqlite3_reset(statement)
        guard code != SQLITE_DONE else { return version.map { .written(version: $0) } ?? .skipped }
        let message = String(cString: sqlite3_errmsg(connection))
        let extended = sqlite3_extended_errcode(connection)
        if let refusal = RowRefusal(sqlite: extended, message, row: row) { return .refused(refusal) }
        throw SQLiteFailure.error(extended, message)
    }

    /// Returns the first column of the first row; `nil` if it is null or there is no row.
    func firstInteger() throws(StorageError) -> Int64? {
        guard try step() else { return nil }
        let value = isNull(0) ? nil : integer(0)
        // A statement with RETURNING takes effect once it has run to its end.
        while try step() {}
        return value
    }

    // MARK: Parameters

    func bind(_ value: Value, at index: Int) throws(StorageError) {
        let index = CInt(index)
        let code: CInt =
            switch value {
            case .null: sqlite3_bind_null(statement, index)
            case .string(let text), .json(let text): bind(text: text, at: index)
            case .integer(let number): sqlite3_bind_int64(statement, index, number)
            case .double(let number): sqlite3_bind_double(statement, index, number)
            case .decimal(let number): bind(text: number.description, at: index)
            case .boolean(let truth): sqlite3_bind_int64(statement, index, truth ? 1 : 0)
            case .timestamp(let instant): sqlite3_bind_int64(statement, index, instant.microseconds)
            case .date(let day): sqlite3_bind_int64(statement, index, Int64(day.daysSinceEpoch))
            }
        guard code == SQLITE_OK else { throw SQLiteFailure.error(on: connection) }
    }

    private func bind(text: String, at index: CInt) -> CInt {
        var text = text
        return text.withUTF8 { bind(text: UnsafeRawBufferPointer($0), at: index) }
    }

    private func bind(text: UnsafeRawBufferPointer, at index: CInt) -> CInt {
        // An empty buffer may have no address, which SQLite would bind as null.
        guard let base = text.baseAddress, !text.isEmpty else {
            return sqlite3_bind_text(statement, index, "", 0, Self.transient)
        }
        return sqlite3_bind_text64(
            statement, index, base.assumingMemoryBound(to: CChar.self), UInt64(text.count), Self.transient,
            UInt8(SQLITE_UTF8))
    }

    /// Binds a blob.
    func bind(blob: [UInt8], at index: Int) throws(StorageError) {
        let code = blob.withUnsafeBytes {
            sqlite3_bind_blob64(statement, CInt(index), $0.baseAddress, UInt64($0.count), Self.transient)
        }
        guard code == SQLITE_OK else { throw SQLiteFailure.error(on: connection) }
    }

    /// Binds the values of one row of a column.
    func bind(_ vector: ColumnVector, row: Int, at index: Int) throws(StorageError) {
        let place = CInt(index)
        let code: CInt
        if vector.isNull(row) {
            code = sqlite3_bind_null(statement, place)
        } else {
            switch vector.type {
            case .integer, .boolean, .timestamp, .date:
                code = sqlite3_bind_int64(statement, place, vector.integers[row])
            case .double: code = sqlite3_bind_double(statement, place, vector.doubles[row])
            case .decimal: code = bind(text: vector.decimals[row].description, at: place)
            case .string, .json: code = vector.texts.withBytes(at: row) { bind(text: $0, at: place) }
            }
        }
        guard code == SQLITE_OK else { throw SQLiteFailure.error(on: connection) }
    }

    // MARK: Results

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, CInt(column)) == SQLITE_NULL }
    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, CInt(column)) }

    func text(_ column: Int) -> String { withText(column) { String(decoding: $0, as: UTF8.self) } }

    func blob(_ column: Int) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(statement, CInt(column)) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, CInt(column)))))
    }

    private func withText<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        // Read the text before its length, because the call may convert it.
        let bytes = sqlite3_column_text(statement, CInt(column))
        return body(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, CInt(column)))))
    }

    /// Appends a column of the current row to a vector.
    func append(_ column: Int, _ reader: ColumnReader, to vector: inout ColumnVector) throws(StorageError) {
        if isNull(column) {
            vector.appendNull()
            return
        }
        switch reader {
        case .bucket(let rule): vector.append(integer: try StoredTime.start(of: rule, key: integer(column)))
        case .days(let granularity): vector.append(integer: try StoredTime.day(of: granularity, key: integer(column)))
        case .plain(.integer), .plain(.boolean): vector.append(integer: integer(column))
        case .plain(.timestamp): vector.append(integer: try StoredTime.microseconds(integer(column)))
        case .plain(.date): vector.append(integer: try StoredTime.days(integer(column)))
        case .plain(.double):
            let number = sqlite3_column_double(statement, CInt(column))
            guard number.isFinite else { throw .overflow }
            vector.append(double: number)
        case .plain(.decimal):
            guard let number = withText(column, { DecimalNumber(parsing: $0) }) else {
                throw .unexpected("a decimal column holds a text that is not a decimal")
            }
            vector.append(decimal: number)
        case .plain(.string), .plain(.json): withText(column) { vector.append(text: $0) }
        }
    }
}
