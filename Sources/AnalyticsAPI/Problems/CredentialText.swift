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
        var result: [UInt8] = []
        var kept = 0
        var index = 0
        while index < bytes.count {
            guard let end = credential(in: bytes, at: index) else {
                index += 1
                continue
            }
            result += bytes[kept..<index] + Array(placeholder.utf8)
            (kept, index) = (end, end)
        }
        guard kept > 0 else { return text }
        return String(decoding: result + bytes[kept...], as: UTF8.self)
    }

    /// Returns `true` if a text has a credential.
    static func isIn(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.contains { credential(in: bytes, at: $0) != nil }
    }

    /// Returns the end of the credential that begins at an index; `nil` if none does.
    private static func credential(in bytes: [UInt8], at start: Int) -> Int? {
        func begins(with text: [UInt8]) -> Bool {
            bytes.count - start >= text.count && bytes[start..<start + text.count].elementsEqual(text)
        }
        guard bytes[start] == UInt8(ascii: "w") || bytes[start] == UInt8(ascii: "e") else { return nil }
        if let prefix = own.first(where: begins) {
            let end = end(of: bytes, from: start + prefix.count)
            return end - start - prefix.count > publicLength ? end : nil
        }
        guard begins(with: token), start == 0 || !isWord(bytes[start - 1]) else { return nil }
        let end = end(of: bytes, from: start)
        return bytes[start..<end].contains(UInt8(ascii: ".")) ? end : nil
    }

    private static func end(of bytes: [UInt8], from start: Int) -> Int {
        bytes[start...].firstIndex { !isPart($0) } ?? bytes.count
    }

    /// Returns `true` for a character of a word.
    private static func isWord(_ byte: UInt8) -> Bool { AccessKey.isDigit(byte) || "_-".utf8.contains(byte) }

    /// Returns `true` for a character of a credential, also if it is percent-encoded.
    private static func isPart(_ byte: UInt8) -> Bool {
        AccessKey.isDigit(byte) || "_-.=%".utf8.contains(byte)
    }
}
