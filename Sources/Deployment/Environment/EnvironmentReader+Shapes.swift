import Infra

extension EnvironmentReader {
    private static func isLower(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
    private static func isUpper(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// An area, perhaps `gov` or an isolated partition, a direction and a number. China is left out: its endpoints and
    /// partition have names of their own. Regions appear faster than releases, so there is no list.
    static func region(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let directions = [
            "north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest",
        ]
        guard (3...4).contains(parts.count), (2...4).contains(parts[0].utf8.count), parts[0].utf8.allSatisfy(isLower),
            parts[0] != "cn", directions.contains(String(parts[parts.count - 2])),
            parts.count == 3 || ["gov", "iso", "isob", "isoe", "isof", "de"].contains(parts[1]),
            let last = parts.last, last.utf8.count == 1, last.utf8.allSatisfy(isDigit), last != "0"
        else { return nil }
        return text
    }

    static func applicationName(_ text: String) -> String? {
        guard let first = text.utf8.first, isLower(first), text.utf8.count <= 32, text.utf8.last != 45,
            text.utf8.allSatisfy({ isLower($0) || isDigit($0) || $0 == 45 })
        else { return nil }
        return text
    }

    /// `db.`, a family, a size.
    static func instanceClass(_ text: String) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "db", let first = parts[1].utf8.first, isLower(first),
            parts[1].utf8.contains(where: isDigit), parts[1].utf8.allSatisfy({ isLower($0) || isDigit($0) || $0 == 45 })
        else { return nil }
        let size = parts[2]
        if ["micro", "small", "medium", "large", "xlarge"].contains(size) { return text }
        guard size.hasSuffix("xlarge"), let times = SettingsReader.number(String(size.dropLast(6))), times >= 2 else {
            return nil
        }
        return text
    }

    /// What RDS takes for `DBName` with PostgreSQL, without the engine's reserved words that it refuses.
    static func databaseName(_ text: String) -> String? {
        guard let first = text.utf8.first, isLower(first) || isUpper(first), text.utf8.count <= 63,
            text.utf8.allSatisfy({ isLower($0) || isUpper($0) || isDigit($0) || $0 == 95 }),
            !["database", "db", "postgres", "rdsadmin", "template0", "template1"].contains(text.lowercased())
        else { return nil }
        return text
    }

    /// Letters, digits, spaces and `+-=._:/@`: "Tag naming limits and requirements".
    static func isTagText(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || " +-=._:/@".unicodeScalars.contains(scalar)
        }
    }
}
