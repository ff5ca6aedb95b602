import Models

/// Where the data lives, as a person writes it: `sqlite:PATH` or `postgres://…`.
public enum StoreLocation: Hashable, Sendable {
    /// A SQLite file.
    case sqlite(path: String)
    /// A PostgreSQL database, by libpq's connection URI.
    case postgres(uri: String)
    /// A PostgreSQL database by its parts, with credentials from elsewhere.
    case database(DatabaseLocation)

    /// Reads a location.
    ///
    /// - Throws: ``SettingsProblem`` that does not repeat what could be a password.
    public init(_ text: String) throws(SettingsProblem) {
        let scheme = text.prefix { $0 != ":" }
        let rest = text.dropFirst(scheme.count + 1)
        switch scheme {
        case "sqlite" where text.count > scheme.count:
            guard !rest.isEmpty, !rest.hasPrefix("//") else {
                throw SettingsProblem(
                    .store, got: text.quotedForMessage,
                    expected: "a path behind \"sqlite:\", such as sqlite:data/weir.sqlite")
            }
            self = .sqlite(path: String(rest))
        case "postgres" where rest.hasPrefix("//"), "postgresql" where rest.hasPrefix("//"):
            self = .postgres(uri: text)
        default:
            let nearest = NearestName.match(String(scheme), among: ["sqlite", "postgres", "postgresql"])
            let got =
                text.contains("@")
                ? "a location that begins with \(String(scheme.prefix(20)).quotedForMessage)" : text.quotedForMessage
            throw SettingsProblem(
                .store, got: got,
                expected: "sqlite:PATH or postgres://…" + (nearest.map { "; did you mean \"\($0):\"?" } ?? ""))
        }
    }

    /// The kind of store, for messages: `sqlite` or `postgres`.
    public var kind: String {
        switch self {
        case .sqlite: "sqlite"
        case .postgres, .database: "postgres"
        }
    }
}
