import Models

/// A parameter of a statement: a value or a list of values.
enum SQLBinding: Sendable, Hashable {
    /// One value.
    case value(Value)
    /// Values of one type without nulls. PostgreSQL binds them as an array; SQLite binds lists of texts only (``SQLiteTextMatch``).
    case list([Value], of: ColumnType)
}

extension SQLBinding {
    /// The parameter's type for PostgreSQL.
    var postgresType: UInt32 {
        switch self {
        case .value(let value): PostgresOID.of(value)
        case .list(_, let type): PostgresOID.array(of: type)
        }
    }

    /// The value in PostgreSQL's text format; `nil` for null.
    var postgresText: String? {
        switch self {
        case .value(let value): value.postgresText
        case .list(let values, _): Self.arrayText(values)
        }
    }

    /// An array in PostgreSQL's text format, with each element quoted (PostgreSQL documentation, "Arrays: Array Input and Output
    /// Syntax").
    private static func arrayText(_ values: [Value]) -> String {
        var out: [UInt8] = [UInt8(ascii: "{")]
        for value in values {
            guard let text = value.postgresText else { continue }
            if out.count > 1 { out.append(UInt8(ascii: ",")) }
            out.append(UInt8(ascii: "\""))
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
                out.append(byte)
            }
            out.append(UInt8(ascii: "\""))
        }
        out.append(UInt8(ascii: "}"))
        return String(decoding: out, as: UTF8.self)
    }
}
