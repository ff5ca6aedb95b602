/// Where a database is.
struct DatabaseAddress: Sendable, Equatable {
    let host: String
    let port: Int
    let name: String

    /// libpq's keywords for it (PostgreSQL documentation, "Keyword/Value Connection Strings").
    var connectionString: String {
        [("host", host), ("port", String(port)), ("dbname", name)]
            .map { "\($0.0)='\(Self.escaped($0.1))'" }.joined(separator: " ")
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            if character == "'" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
    }
}
