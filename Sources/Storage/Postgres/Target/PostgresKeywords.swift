import CLibPQ

/// The keywords and values of a connection string, as parsed by libpq. They may contain a password.
struct PostgresKeywords: Hashable, Sendable {
    private var values: [String: String] = [:]

    /// The keywords of a database given by its parts.
    ///
    /// - Throws: ``PostgresTargetError/unreadable(isURI:)`` if a value contains a zero character, at which a C string ends.
    init(host: String, port: Int, database: String) throws(PostgresTargetError) {
        values = ["host": host, "port": String(port), "dbname": database]
        guard !values.values.contains(where: { $0.utf8.contains(0) }) else { throw .unreadable(isURI: false) }
    }

    /// Parses a connection URI or keyword string.
    ///
    /// - Throws: ``PostgresTargetError``. libpq's message is not repeated: it quotes the text around the mistake, which may be
    ///   part of a password.
    init(parsing text: String) throws(PostgresTargetError) {
        let unreadable = PostgresTargetError.unreadable(
            isURI: text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"))
        // A C string ends at its first zero.
        guard !text.utf8.contains(0), let options = PQconninfoParse(text, nil) else {
            throw PostgresUnknownKeyword.first(in: text).map { .keyword($0.name, nearest: $0.nearest) } ?? unreadable
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                // Percent-encoding can produce invalid UTF-8, while the client encoding is UTF-8.
                guard let text = String(validatingCString: value) else { throw unreadable }
                values[String(cString: keyword)] = text
            }
            option += 1
        }
    }

    /// A keyword's value, which may be empty; `nil` if the keyword is missing.
    subscript(_ keyword: String) -> String? {
        get { values[keyword] }
        set { values[keyword] = newValue }
    }

    /// The keywords and values for `PQconnectStartParams`.
    ///
    /// libpq ignores empty values in its arrays, while in a connection string they replace defaults and environment variables. So
    /// empty values come first, as a connection string in place of a database name.
    var parameters: [(keyword: String, value: String)] {
        let empty = values.filter { $0.value.isEmpty }.keys.sorted()
        let given = values.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        // libpq looks for a connection string in the first database name alone.
        return [("dbname", empty.map { $0 + "=''" }.joined(separator: " "))] + given
    }
}
