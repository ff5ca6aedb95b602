/// The removal of anything that looks like a secret from texts that are stored, shown or sent to a log.
///
/// Texts of AWS, lines of logs and messages of programs come from outside, and a bundle is read by more people than the log it was
/// taken from. A value is removed by its name (`password=…`), by its form (an access key, a token, a private key) or, if it is long
/// and has no form that AWS uses for names, by its randomness. Digests, ids of tasks, ARNs and UUIDs stay, as they are evidence.
package enum SecretRedaction {
    /// The text that replaces a secret.
    package static let mark = "<redacted>"

    /// The names of secret values, without `-`, `_` and `.`, in lower case. A longer name that ends with one counts too.
    private static let names = [
        "password", "passwd", "pwd", "passphrase", "secret", "secretkey", "secretaccesskey", "secretstring", "token",
        "apikey", "adminkey", "accesskey", "privatekey", "credential", "credentials", "authorization", "cookie",
        "signature", "clientsecret",
    ]

    /// The names of ids that end like a secret's name.
    private static let ids = ["requesttoken", "clientrequesttoken", "nexttoken", "clienttoken"]

    /// The authentication schemes, in lower case; a blank separates them from their value.
    private static let schemes = ["bearer", "basic"]

    /// Returns a text without secrets.
    package static func redacted(_ text: String) -> String {
        // So short a text contains no secret.
        guard text.utf8.count >= 3 else { return text }
        var characters = Array(text)
        removePrivateKeys(&characters)
        removeNamedValues(&characters)
        removeLogins(&characters)
        removeTokens(&characters)
        return String(characters)
    }

    // MARK: - Blocks

    /// Removes the content of PEM blocks.
    private static func removePrivateKeys(_ text: inout [Character]) {
        let begin = Array("-----BEGIN ")
        let end = Array("-----END ")
        var index = 0
        while let start = find(begin, in: text, from: index) {
            let label = String(text[(start + begin.count)...].prefix(40))
            guard label.contains("PRIVATE KEY") else {
                index = start + begin.count
                continue
            }
            let stop = find(end, in: text, from: start).flatMap { find(Array("-----"), in: text, from: $0 + 5) }
            let last = stop.map { $0 + 5 } ?? text.count
            text.replaceSubrange(start..<min(last, text.count), with: Array(mark))
            index = start + mark.count
        }
    }

    // MARK: - Names

    /// Removes values after a scheme, and values with the name of a secret: `name=value`, `name: value`, `"name": "value"`.
    private static func removeNamedValues(_ text: inout [Character]) {
        var index = 0
        while index < text.count {
            guard isNameCharacter(text[index]), index == 0 || !isNameCharacter(text[index - 1]) else {
                index += 1
                continue
            }
            var end = index
            while end < text.count, isNameCharacter(text[end]) { end += 1 }
            let name = text[index..<end]
            index = end
            guard let value = valueRange(in: text, after: end, name: name) else { continue }
            let old = text[value]
            guard !isHarmless(old) else { continue }
            text.replaceSubrange(value, with: Array(mark))
            index = value.lowerBound + mark.count
        }
    }

    /// Returns the range of the value that follows a secret's name; nil if none follows or the name is not a secret's.
    private static func valueRange(
        in text: [Character], after end: Int, name: ArraySlice<Character>
    ) -> Range<Int>? {
        let plain = String(name.filter { $0 != "-" && $0 != "_" && $0 != "." }).lowercased()
        var index = end
        if schemes.contains(plain) {
            guard index < text.count, text[index] == " " else { return nil }
            let value = value(in: text, from: index + 1, allowsBlanks: false)
            // After a scheme stands a token; in a sentence, as after "basic", an ordinary word.
            return value.count >= 8 && text[value].contains { !$0.isLetter } ? value : nil
        }
        guard names.contains(where: plain.hasSuffix), !ids.contains(plain) else { return nil }
        // The quotes and escapes around a JSON key.
        while index < text.count, text[index] == "\"" || text[index] == "'" || text[index] == "\\" { index += 1 }
        while index < text.count, text[index] == " " { index += 1 }
        guard index < text.count, text[index] == "=" || text[index] == ":" else { return nil }
        // `secretsmanager:…` and `secret:weir/…` of ARNs and actions are names.
        let isColon = text[index] == ":"
        index += 1
        if isColon, index < text.count, text[index] != " ", text[index] != "\"", text[index] != "\\", plain == "secret"
        {
            return nil
        }
        while index < text.count, text[index] == " " { index += 1 }
        let range = value(in: text, from: index, allowsBlanks: plain.hasSuffix("authorization"))
        return range.isEmpty ? nil : range
    }

    /// Returns the range of a value in quotes or up to a separator.
    private static func value(in text: [Character], from start: Int, allowsBlanks: Bool) -> Range<Int> {
        var start = start
        var escapes = 0
        while start < text.count, text[start] == "\\" {
            escapes += 1
            start += 1
        }
        if start < text.count, text[start] == "\"" || text[start] == "'" {
            let quote = text[start]
            var end = start + 1
            while end < text.count {
                // An escaped quote belongs to the value, unless the whole document is escaped.
                if text[end] == quote, escapes > 0 || text[end - 1] != "\\" { break }
                end += 1
            }
            if escapes > 0, end > start + 1, end < text.count, text[end - 1] == "\\" { end -= 1 }
            return (start + 1)..<max(end, start + 1)
        }
        var end = start
        while end < text.count, !text[end].isNewline, allowsBlanks || !isSeparator(text[end]) { end += 1 }
        return start..<end
    }

    /// Returns `true` for a value that is not a secret, such as a secret's ARN.
    private static func isHarmless(_ value: ArraySlice<Character>) -> Bool {
        let text = String(value)
        return ["null", "nil", "true", "false", "none", "(null)", "***", mark].contains(text.lowercased())
            || text.hasPrefix("arn:") || text.hasPrefix("{{resolve:") || text.hasPrefix("<redacted")
    }

    // MARK: - Logins

    /// Removes the password of `scheme://user:password@host`.
    private static func removeLogins(_ text: inout [Character]) {
        let mark = Array(Self.mark)
        var index = 0
        while let start = find(Array("://"), in: text, from: index) {
            index = start + 3
            var end = index
            while end < text.count, !text[end].isWhitespace, text[end] != "/", text[end] != "\"" { end += 1 }
            guard let at = text[index..<end].lastIndex(of: "@"),
                let colon = text[index..<at].firstIndex(of: ":")
            else { continue }
            text.replaceSubrange((colon + 1)..<at, with: mark)
            index = colon + 1 + mark.count
        }
    }

    // MARK: - Tokens

    /// Removes tokens that look like keys.
    private static func removeTokens(_ text: inout [Character]) {
        var result: [Character] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard isTokenCharacter(text[index]) else {
                result.append(text[index])
                index += 1
                continue
            }
            var end = index
            while end < text.count, isTokenCharacter(text[end]) { end += 1 }
            let token = text[index..<end]
            result.append(contentsOf: SecretToken.isSecret(token) ? Array(mark) : Array(token))
            index = end
        }
        text = result
    }

    // MARK: - Characters

    private static func find(_ pattern: [Character], in text: [Character], from start: Int) -> Int? {
        guard let first = pattern.first, text.count >= pattern.count else { return nil }
        var index = max(0, start)
        while index + pattern.count <= text.count {
            if text[index] == first, text[index..<(index + pattern.count)].elementsEqual(pattern) { return index }
            index += 1
        }
        return nil
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber) || "-_.".contains(character)
    }

    private static func isTokenCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber) || "-_+/=.".contains(character)
    }

    private static func isSeparator(_ character: Character) -> Bool {
        character.isWhitespace || ",;&)]}\"'".contains(character)
    }
}
