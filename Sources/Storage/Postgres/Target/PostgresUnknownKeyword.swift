import CLibPQ
import Models

/// A keyword of a connection URI that libpq does not know, and the one that was most likely meant.
struct PostgresUnknownKeyword: Hashable, Sendable {
    let name: String
    let nearest: String?

    /// Finds the first, where it can be named without giving away a piece of a password.
    ///
    /// A password may have any character if somebody forgot to escape it. It ends at the last `@` though, so what comes behind a
    /// `?` behind that is none; and what is no word in small letters, as all keywords are, is not repeated.
    static func first(in text: String) -> PostgresUnknownKeyword? {
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else { return nil }
        let rest = text.utf8.lastIndex(of: UInt8(ascii: "@")).map { text[$0...] } ?? text[...]
        guard let mark = rest.firstIndex(of: "?") else { return nil }
        let known = Self.known
        for pair in rest[mark...].dropFirst().split(separator: "&") {
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let name = String(pair[..<equals])
            let isWord = name.utf8.count <= 40 && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
            // "ssl=true" is JDBC's, and libpq knows it too.
            guard isWord, !name.isEmpty, !known.contains(name), name != "ssl" else { continue }
            return PostgresUnknownKeyword(name: name, nearest: NearestName.match(name, among: known))
        }
        return nil
    }

    /// What this libpq knows.
    private static var known: [String] {
        guard let options = PQconndefaults() else { return [] }
        defer { PQconninfoFree(options) }
        var names: [String] = []
        var option = options
        while let keyword = option.pointee.keyword {
            names.append(String(cString: keyword))
            option += 1
        }
        return names
    }
}
