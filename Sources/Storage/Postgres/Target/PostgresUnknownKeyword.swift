import CLibPQ
import Diagnostics
import Models

/// An unknown keyword of a connection URI, with the nearest known one.
struct PostgresUnknownKeyword: Hashable, Sendable {
    let name: String
    let nearest: String?

    /// The first unknown keyword that cannot be part of a password.
    ///
    /// A password that was not escaped may contain any character, but it ends at the last `@`. Keywords are therefore taken only
    /// from the text after a `?` after the last `@`, and only if they consist of lowercase letters and underscores.
    static func first(in text: String) -> PostgresUnknownKeyword? {
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else { return nil }
        let rest = text.utf8.lastIndex(of: UInt8(ascii: "@")).map { text[$0...] } ?? text[...]
        guard let mark = rest.firstIndex(of: "?") else { return nil }
        let known = Self.known
        for pair in rest[mark...].dropFirst().split(separator: "&") {
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let name = String(pair[..<equals])
            let isWord = name.utf8.count <= 40 && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
            // libpq accepts JDBC's "ssl=true".
            guard isWord, !name.isEmpty, !known.contains(name), name != "ssl" else { continue }
            return PostgresUnknownKeyword(name: name, nearest: NearestName.match(name, among: known))
        }
        return nil
    }

    /// The keywords that this version of libpq knows.
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
