import CSQLite
import Models

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The SQL function that searches a text for any text of a list: `weir_text_match(kind, text, list)`.
///
/// SQLite checks for interruption once per row, and its own functions would search megabytes for thousands of texts in between. This
/// function checks during the search. The list is a constant of the statement, so its parsed form is kept as SQLite's auxiliary data.
enum SQLiteTextMatch {
    static let function = "weir_text_match"

    /// Encodes texts as the function's third argument, each preceded by its length.
    static func list(_ values: [Value]) -> [UInt8] {
        var out: [UInt8] = []
        for case .string(let text) in values {
            let count = UInt32(clamping: text.utf8.count)
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                out.append(UInt8(truncatingIfNeeded: count >> shift))
            }
            out.append(contentsOf: text.utf8)
        }
        return out
    }

    /// - Parameter deadline: The connection's deadline, which must outlive the connection.
    static func register(on connection: OpaquePointer, deadline: SQLiteDeadline?) -> CInt {
        sqlite3_create_function_v2(
            connection, function, 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
            deadline.map { Unmanaged.passUnretained($0).toOpaque() },
            { context, _, arguments in
                guard let context, let arguments, let kind = arguments[0], let text = arguments[1],
                    let list = arguments[2]
                else { return }
                // Read the text before its length, because the call may convert it.
                guard sqlite3_value_type(text) != SQLITE_NULL, let bytes = sqlite3_value_text(text),
                    let kind = SQLDialect.TextMatch(rawValue: Int(sqlite3_value_int(kind))),
                    let wanted = SQLiteTextMatch.wanted(context, list)
                else {
                    sqlite3_result_null(context)
                    return
                }
                let value = UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(text)))
                let deadline = sqlite3_user_data(context).map {
                    Unmanaged<SQLiteDeadline>.fromOpaque($0).takeUnretainedValue()
                }
                switch wanted.matches(value, kind, until: deadline) {
                case let found?: sqlite3_result_int(context, found ? 1 : 0)
                case nil: sqlite3_result_error_code(context, SQLITE_INTERRUPT)
                }
            }, nil, nil, nil)
    }

    private static func wanted(_ context: OpaquePointer, _ argument: OpaquePointer) -> Wanted? {
        if let known = sqlite3_get_auxdata(context, 2) {
            return Unmanaged<Wanted>.fromOpaque(known).takeUnretainedValue()
        }
        guard let bytes = sqlite3_value_blob(argument) else { return nil }
        let wanted = Wanted(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(argument))))
        // SQLite owns this reference. It may release it at once if it is out of memory; the local reference keeps the texts alive
        // during this call.
        sqlite3_set_auxdata(context, 2, Unmanaged.passRetained(wanted).toOpaque()) { pointer in
            if let pointer { Unmanaged<Wanted>.fromOpaque(pointer).release() }
        }
        return wanted
    }

    /// The texts to search for.
    private final class Wanted {
        private let bytes: [UInt8]
        private var places: [Range<Int>] = []
        /// The number of bytes that are searched between two checks of the deadline.
        private static let stride = 1 << 20

        init(_ list: UnsafeRawBufferPointer) {
            bytes = Array(list)
            var next = 0
            while next + 4 <= bytes.count {
                let count = (0..<4).reduce(0) { $0 | Int(bytes[next + $1]) << (8 * $1) }
                let end = min(next + 4 + count, bytes.count)
                places.append(next + 4..<end)
                next = end
            }
        }

        /// Returns `true` if a text is found; `nil` if the deadline passed before.
        func matches(
            _ text: UnsafeRawBufferPointer, _ kind: SQLDialect.TextMatch, until deadline: SQLiteDeadline?
        ) -> Bool? {
            bytes.withUnsafeBytes { bytes in
                // Check the deadline before the first search of a long text.
                var searched = text.count < 1 << 16 ? 0 : Self.stride
                for place in places {
                    if searched >= Self.stride {
                        if let deadline, deadline.isOver { return nil }
                        searched = 0
                    }
                    let wanted = UnsafeRawBufferPointer(rebasing: bytes[place])
                    searched += 64 + (kind == .contains ? text.count : wanted.count)
                    guard wanted.count <= text.count else { continue }
                    let isFound =
                        switch kind {
                        case .contains: Self.contains(text, wanted)
                        case .startsWith: Self.isSame(text.baseAddress, wanted)
                        case .endsWith: Self.isSame(text.baseAddress?.advanced(by: text.count - wanted.count), wanted)
                        }
                    if isFound { return true }
                }
                return false
            }
        }

        private static func isSame(_ start: UnsafeRawPointer?, _ wanted: UnsafeRawBufferPointer) -> Bool {
            guard let start, let base = wanted.baseAddress, !wanted.isEmpty else { return true }
            return memcmp(start, base, wanted.count) == 0
        }

        private static func contains(_ text: UnsafeRawBufferPointer, _ wanted: UnsafeRawBufferPointer) -> Bool {
            guard let first = wanted.first, var start = text.baseAddress else { return true }
            let end = start + (text.count - wanted.count + 1)
            while start < end, let found = memchr(start, Int32(first), end - start) {
                if isSame(found, wanted) { return true }
                start = UnsafeRawPointer(found) + 1
            }
            return false
        }
    }
}
