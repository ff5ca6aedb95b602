extension EnvironmentReader {
    private static func isLower(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// Reads a region: an area, optionally `gov` or an isolated partition, a direction and a number. Regions of China are not
    /// supported: their endpoints and partition differ. There is no list, as regions appear more often than releases.
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

    /// Returns a Boolean value that indicates whether a text has the characters of tags: letters, digits, spaces and `+-=._:/@`
    /// ("Tag naming limits and requirements").
    static func isTagText(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || " +-=._:/@".unicodeScalars.contains(scalar)
        }
    }
}
