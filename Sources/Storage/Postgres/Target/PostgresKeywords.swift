import CLibPQ

/// The keywords and values of a connection string, as parsed by libpq. They may contain a password.
struct PostgresKeywords: Hashable, Sendable {
    private var values: [String: String] = [:]

    /// Parses a connection URI or keyword string.
    ///
    /// - Throws: ``PostgresTargetProblem``. libpq's message is not repeated: it quotes the text around the mistake, which may be
    ///   part of a password.
    init(parsing text: String) throws(PostgresTargetProblem) {
        let unreadable = PostgresTargetProblem.unreadable(
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

    /// The keywords as a connection string (PostgreSQL documentation, "Keyword/Value Connection Strings").
    var connectionString: String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)='\(Self.escaped($0.value))'" }.joined(separator: " ")
    }

    private static func escaped(_ text: String) -> String {
        String(decoding: text.utf8.flatMap { [0x27, 0x5C].contains($0) ? [0x5C, $0] : [$0] }, as: UTF8.self)
    }
}
