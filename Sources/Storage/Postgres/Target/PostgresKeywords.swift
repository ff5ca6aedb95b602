import CLibPQ

/// What a connection string says, keyword by keyword, as libpq itself reads it. It may hold a password.
struct PostgresKeywords: Hashable, Sendable {
    private var values: [String: String] = [:]

    /// Reads a connection URI or keyword string.
    ///
    /// - Throws: ``PostgresTargetProblem/unreadable(isURI:)``. What libpq says is not repeated: it quotes the place, which may
    ///   be in the middle of a password.
    init(parsing text: String) throws(PostgresTargetProblem) {
        let unreadable = PostgresTargetProblem.unreadable(
            isURI: text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"))
        // In C a text ends at its first zero.
        guard !text.utf8.contains(0), let options = PQconninfoParse(text, nil) else {
            throw PostgresUnknownKeyword.first(in: text).map { .keyword($0.name, nearest: $0.nearest) } ?? unreadable
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                // The server is told that everything is UTF-8; percent signs can encode what is not.
                guard let text = String(validatingCString: value) else { throw unreadable }
                values[String(cString: keyword)] = text
            }
            option += 1
        }
    }

    /// A keyword's value; `nil` if it is left out, unlike one that is empty.
    subscript(_ keyword: String) -> String? {
        get { values[keyword] }
        set { values[keyword] = newValue }
    }

    /// The same as a keyword string (PostgreSQL documentation, "Keyword/Value Connection Strings").
    var connectionString: String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)='\(Self.escaped($0.value))'" }.joined(separator: " ")
    }

    private static func escaped(_ text: String) -> String {
        String(decoding: text.utf8.flatMap { [0x27, 0x5C].contains($0) ? [0x5C, $0] : [$0] }, as: UTF8.self)
    }
}
