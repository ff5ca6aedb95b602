import Diagnostics

/// The location of a store: `sqlite:PATH`, `postgres://…`, or a database by its parts.
package enum StoreLocation: Hashable, Sendable {
    /// A SQLite file.
    case sqlite(path: String)
    /// A PostgreSQL database, by libpq's connection URI.
    case postgres(uri: String)
    /// A PostgreSQL database by its parts, with credentials from a separate source.
    case database(DatabaseLocation)

    /// Parses a location.
    ///
    /// - Parameters:
    ///   - text: The location.
    ///   - place: The flag or variable of the location, for the error.
    /// - Throws: ``SettingsError`` that does not repeat the location, because any part of it may be a password.
    package init(_ text: String, from place: String = Setting.store.name) throws(SettingsError) {
        let scheme = text.prefix { $0 != ":" }
        let rest = text.dropFirst(scheme.count + 1)
        switch scheme {
        case "sqlite" where text.count > scheme.count:
            guard !rest.isEmpty, !rest.hasPrefix("//"), !rest.utf8.contains(0),
                !SafeDescription.namesLogin(String(rest))
            else {
                let got = rest.isEmpty ? "no path after \"sqlite:\"" : "a text that is not a path after \"sqlite:\""
                throw SettingsError("\(place): got \(got), expected a path, such as sqlite:data/weir.sqlite")
            }
            self = .sqlite(path: String(rest))
        case "postgres" where rest.hasPrefix("//"), "postgresql" where rest.hasPrefix("//"):
            self = .postgres(uri: text)
        default:
            throw SettingsError(
                "\(place): got \(Self.description(of: text)), expected sqlite:PATH or postgres://USER@HOST/DATABASE"
                    + Self.hint(about: text, scheme: String(scheme)))
        }
    }

    /// Describes a location by its form.
    private static func description(of text: String) -> String {
        if ["host=", "hostaddr=", "dbname=", "user=", "password=", "service="].contains(where: { text.contains($0) }) {
            return "keywords of libpq, which are not repeated here; write them as a URI"
        }
        return SafeDescription.form(of: text)
    }

    /// Returns the likely remedy, or an empty text.
    private static func hint(about text: String, scheme: String) -> String {
        if scheme.utf8.count < text.utf8.count,
            let nearest = NearestName.match(scheme, among: ["sqlite", "postgres", "postgresql"])
        {
            return NearestName.hint(nearest == "sqlite" ? "sqlite:" : nearest + "://")
        }
        let isFile = [".sqlite", ".sqlite3", ".db"].contains { text.hasSuffix($0) } && !text.contains(":")
        return isFile ? "; write \"sqlite:\" before the path of a file" : ""
    }

    /// The kind of store in messages: `sqlite` or `postgres`.
    package var kind: String {
        switch self {
        case .sqlite: "sqlite"
        case .postgres, .database: "postgres"
        }
    }
}
