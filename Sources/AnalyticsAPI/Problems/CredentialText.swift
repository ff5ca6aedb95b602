import Basics

/// Credentials in texts about requests. A client may put one in a wrong place, and its problem document is passed on to others.
enum CredentialText {
    /// The text in place of a credential.
    static let placeholder = "<redacted>"
    /// The beginnings of this server's credentials.
    private static let own = (AccessKey.Kind.allCases.map(\.rawValue) + [ViewToken.prefix]).map { Array($0.utf8) }
    /// The length of the public part after the beginning, the id and an underscore: a text that ends there has no secret.
    private static let publicLength = AccessKey.idLength + 1
    /// The beginning of each JSON Web Token: `{"` in base64url.
    private static let token = Array("eyJ".utf8)

    /// Returns a text with a placeholder for each API key, link, view token and JSON Web Token.
    static func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let found = credentials(in: bytes)
        guard !found.isEmpty else { return text }
        var result: [UInt8] = []
        var kept = 0
        for range in found {
            result += bytes[kept..<range.lowerBound] + Array(placeholder.utf8)
            kept = range.upperBound
        }
        return String(decoding: result + bytes[kept...], as: UTF8.self)
    }

    /// Returns `true` if a text has a credential.
    static func isIn(_ text: String) -> Bool { !credentials(in: Array(text.utf8)).isEmpty }

    /// Returns the places of the credentials in a text.
    ///
    /// Each byte is read a constant number of times, however many beginnings of credentials a text has: clients choose its
    /// length.
    private static func credentials(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        // The end of the characters of a credential around the index, and the place of the last dot among them.
        var end = 0
        var dot: Int?
        while index < bytes.count {
            if index >= end {
                end = bytes[index...].firstIndex { !isPart($0) } ?? bytes.count
                dot = bytes[index..<end].lastIndex(of: UInt8(ascii: "."))
            }
            if isCredential(bytes, at: index, end: end, dot: dot) {
                found.append(index..<end)
                index = end
            } else {
                index += 1
            }
        }
        return found
    }

    /// Returns `true` if a credential begins at an index.
    ///
    /// - Parameters:
    ///   - end: The end of the characters of a credential.
    ///   - dot: The place of the last dot before the end.
    private static func isCredential(_ bytes: [UInt8], at start: Int, end: Int, dot: Int?) -> Bool {
        func begins(with text: [UInt8]) -> Bool {
            bytes.count - start >= text.count && bytes[start..<start + text.count].elementsEqual(text)
        }
        guard bytes[start] == UInt8(ascii: "w") || bytes[start] == UInt8(ascii: "e") else { return false }
        if let prefix = own.first(where: begins) { return end - start - prefix.count > publicLength }
        guard begins(with: token), start == 0 || !isWord(bytes[start - 1]) else { return false }
        return dot.map { $0 > start } ?? false
    }

    /// Returns `true` for a character of a word.
    private static func isWord(_ byte: UInt8) -> Bool { AccessKey.isDigit(byte) || "_-".utf8.contains(byte) }

    /// Returns `true` for a character of a credential, also if it is percent-encoded.
    private static func isPart(_ byte: UInt8) -> Bool {
        AccessKey.isDigit(byte) || "_-.=%".utf8.contains(byte)
    }
}
