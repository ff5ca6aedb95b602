import CSQLite

/// A meter that limits the bytes of wide texts that a statement sorts.
///
/// SQLite sorts in runs of 8 MB (the cache of ``SQLiteConnection``), writes them to files and merges them with one row of each run in
/// memory. So its memory grows with the widest rows: with texts of a megabyte to an eighth of the sorted bytes. Statements on a file
/// that is large enough pass their texts through ``function``, which counts wide texts and fails past the limit. SQLite may call
/// the function twice for a row, which then counts twice.
final class SQLiteTextMeter: Sendable {
    static let function = "weir_text"
    /// The error message of a statement that exceeds the limit.
    static let message = "weir: too many wide texts to sort"
    /// The size up to which texts are not counted, because one row of each run needs little memory.
    private static let wide: CInt = 16 << 10
    /// The default limit, with which ordering and grouping need at most 64 MB of memory.
    static let maximumBytes = 96 << 20

    /// The maximum bytes of wide texts of one statement.
    let limit: Int
    private let state = Count()

    /// `@unchecked Sendable`: used only on its connection's queue, by the running statement.
    private final class Count: @unchecked Sendable { var bytes = 0 }

    init(limit: Int) { self.limit = limit }

    /// Resets the count for a new statement.
    func reset() { state.bytes = 0 }

    /// Returns `true` if the file is so large that a statement can exceed the limit.
    func isNeeded(on connection: OpaquePointer) throws(StorageError) -> Bool {
        let size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        return try SQLiteStatement(connection, size).firstInteger() ?? 0 > limit
    }

    /// Registers the function, which retains the meter for the connection's lifetime.
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
