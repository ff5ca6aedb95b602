import GRDBSQLite

/// The bytes of wide texts that a statement sorts.
///
/// SQLite sorts in runs of 8 MB (the cache of ``SQLiteConnection``) that it writes to files and then reads side by side, one row of
/// each run in memory. So what it holds grows with the widest rows: an eighth of all that is sorted where a text is a
/// megabyte. A statement of a file that is large enough passes its texts through ``function``, which counts the wide
/// ones and ends the statement past a limit. SQLite may call the function twice for a row, which then counts twice.
final class SQLiteTextMeter: Sendable {
    static let function = "weir_text"
    /// The text of the error by which the function ends a statement.
    static let message = "weir: too many wide texts to sort"
    /// Texts up to this are not counted: a row of each run is little.
    private static let wide: CInt = 16 << 10
    /// The most bytes of wide texts by which ordering and grouping take at most 64 MB of memory.
    static let maximumBytes = 96 << 20

    /// The most bytes of wide texts of one statement.
    let limit: Int
    private let state = Count()

    /// `@unchecked Sendable`: touched only on its connection's queue, by the statement that runs there.
    private final class Count: @unchecked Sendable { var bytes = 0 }

    init(limit: Int) { self.limit = limit }

    /// Begins to count for a new statement.
    func reset() { state.bytes = 0 }

    /// A Boolean value that indicates whether a file is so large that a statement over it can exceed the limit.
    func isNeeded(on connection: OpaquePointer) throws(StorageError) -> Bool {
        let size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        return try SQLiteStatement(connection, size).firstInteger() ?? 0 > limit
    }

    /// Registers the function, which keeps the meter for as long as there is the connection.
    func register(on connection: OpaquePointer) -> CInt {
        sqlite3_create_function_v2(
            connection, Self.function, 1, SQLITE_UTF8, Unmanaged.passRetained(self).toOpaque(),
            { context, _, arguments in
                guard let context, let value = arguments?[0], let own = sqlite3_user_data(context) else { return }
                let bytes = sqlite3_value_bytes(value)
                if bytes > SQLiteTextMeter.wide {
                    let meter = Unmanaged<SQLiteTextMeter>.fromOpaque(own).takeUnretainedValue()
                    meter.state.bytes += Int(bytes)
                    guard meter.state.bytes <= meter.limit else {
                        sqlite3_result_error(context, SQLiteTextMeter.message, -1)
                        return
                    }
                }
                sqlite3_result_value(context, value)
            }, nil, nil,
            { own in if let own { Unmanaged<SQLiteTextMeter>.fromOpaque(own).release() } })
    }
}
