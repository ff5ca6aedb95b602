/// Descriptions of external values for errors: they repeat a value only if its form rules out that it contains a secret.
///
/// A user can pass a password to the wrong flag or variable, and the error then appears on a shared terminal or in a stored log. So
/// each kind of value has one rule here. A value that is not repeated is described by its form: its length, and the characters in
/// it that such a value does not have.
///
/// ```swift
/// SafeDescription.word("inof")                          // "inof"
/// SafeDescription.url("https://u:p@host/?token=t")      // a text of 25 characters with "@", "://", "?" and "="…
/// SafeDescription.path("/etc/ssl/cert.pem")             // "/etc/ssl/cert.pem"
/// ```
package enum SafeDescription {
    /// The placeholder for a value that is not repeated.
    package static let mark = "<redacted>"

    /// Describes a short word, such as a level, a method or a number: repeats at most 16 ASCII letters, digits and `-`, `_`, `.`.
    package static func word(_ text: String) -> String {
        isMade(text, of: "-_.", atMost: 16) ? quoted(text) : form(of: text)
    }

    /// Describes the name of an environment variable: repeats at most 64 upper-case ASCII letters, digits and `_`.
    package static func variable(_ text: String) -> String {
        isMade(text, of: "_", atMost: 64) && text == text.uppercased() ? quoted(text) : form(of: text)
    }

    /// Describes a number: repeats digits, signs and points.
    package static func number(_ text: String) -> String {
        let isNumber = text.utf8.allSatisfy { isDigit($0) || "+-.,_".utf8.contains($0) }
        return isNumber && (1...20).contains(text.utf8.count) ? quoted(text) : form(of: text)
    }

    /// Describes a time, such as `20150830T123600Z`: repeats digits, signs, `T` and `Z`, or a short word.
    package static func time(_ text: String) -> String {
        let isTime = text.utf8.allSatisfy { isDigit($0) || "+-.:TZ".utf8.contains($0) }
        return isTime && (1...40).contains(text.utf8.count) ? quoted(text) : word(text)
    }

    /// Describes numbers or times with marks between, such as `2026-05-01,2026-05-14` or `30/60`: repeats these, or a short word.
    package static func figures(_ text: String) -> String {
        let isMade = text.utf8.allSatisfy { isDigit($0) || "+-.:,/TZ".utf8.contains($0) }
        return isMade && (1...80).contains(text.utf8.count) ? quoted(text) : word(text)
    }

    /// Describes a name that people choose, such as a dataset's: repeats a short word, at most 24 letters of any script, digits
    /// and `-`, `_`, `.` if one of them is not ASCII, as in no token, and at most 63 small letters and digits of short words joined by `_`.
    package static func title(_ text: String) -> String {
        if isName(text), !SecretShape.matches(text) { return quoted(text) }
        let isTitle = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-_.".unicodeScalars.contains(scalar)
        }
        let isForeign = text.unicodeScalars.contains { !$0.isASCII }
        return isTitle && isForeign && text.count <= 24 && !SecretShape.matches(text) ? quoted(text) : word(text)
    }

    /// Returns whether a text has the form of a dataset's name, such as `web_requests_archive_2025`, and no word of the length of a token.
    private static func isName(_ text: String) -> Bool {
        let words = text.split(separator: "_", omittingEmptySubsequences: false)
        return text.utf8.count <= 63
            && words.allSatisfy { word in
                (1...12).contains(word.utf8.count)
                    && word.utf8.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
                    && (word.utf8.allSatisfy(isDigit) || word.utf8.allSatisfy { !isDigit($0) })
            }
    }

    /// Describes a region, a profile, or a secret's name or ARN: repeats the characters that such names have.
    package static func name(_ text: String) -> String {
        if text.hasPrefix("arn:") {
            return isMade(text, of: "/_+=.@-:!", atMost: 2048) ? quoted(text, atMost: 200) : form(of: text)
        }
        return isMade(text, of: "/_+=.@-", atMost: 512) ? quoted(text, atMost: 200) : form(of: text)
    }

    /// Describes a secret's name, which is a variable's name or a file's path for providers other than AWS.
    package static func secretName(_ text: String) -> String {
        isMade(text, of: "/_+=.@-", atMost: 512) || text.hasPrefix("arn:") ? name(text) : path(text)
    }

    /// Describes a setting of a configuration file, such as an environment's: repeats it unless it has a character of a URI with a
    /// login, of a keyword string or of a document.
    package static func setting(_ text: String) -> String {
        isOpen(text, atMost: 200) && !text.contains("://") ? quoted(text, atMost: 60) : form(of: text)
    }

    /// Describes a file's path: repeats it unless it has a character of a URI, of a keyword string or of a document.
    package static func path(_ text: String) -> String {
        isOpen(text, atMost: 1024) && !text.contains("://") ? quoted(text, atMost: 200) : form(of: text)
    }

    /// Describes a URL: repeats scheme and host of an HTTP URL without a login, but not path and query, which may hold a token.
    package static func url(_ text: String) -> String {
        for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) && !text.contains("@") {
            let rest = text.dropFirst(scheme.count)
            let authority = rest.prefix { !"/?#".contains($0) }
            guard isMade(String(authority), of: ".-:[]", atMost: 255) else { break }
            return quoted(scheme + authority + (authority.count < rest.count ? "/…" : ""))
        }
        return form(of: text)
    }

    /// Returns a value without quotes if a rule repeats all of it, and otherwise the rule's description.
    package static func unquoted(_ text: String, _ rule: (String) -> String) -> String {
        let description = rule(text)
        return description == "\"\(text)\"" ? text : description
    }

    /// Describes the form of a value without repeating it: its length, and the characters in it that hint at the fault.
    package static func form(of text: String) -> String {
        guard !text.isEmpty else { return "an empty text" }
        var marks: [String] = []
        if text.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) { marks.append("a line's end") }
        if text.unicodeScalars.contains(where: { $0 == " " || $0 == "\t" }) { marks.append("a blank") }
        if text.utf8.contains(0) { marks.append("a zero byte") }
        for mark in ["://", "@", "=", "?", "{", "/"] where text.contains(mark) && !(mark == "/" && text.contains("://"))
        {
            marks.append("\"\(mark)\"")
        }
        let last = marks.popLast()
        let list = [marks.isEmpty ? nil : marks.joined(separator: ", "), last].compactMap { $0 }
            .joined(separator: " and ")
        let count = text.count.counted("character")
        return "a text of \(count)" + (list.isEmpty ? "" : " with \(list)") + ", which is not repeated here"
    }

    /// Returns a library's message about a command line without the quoted arguments. A message about an unexpected argument gets
    /// its usual reason.
    ///
    /// - Parameters:
    ///   - message: The message, with arguments in single quotes.
    ///   - arguments: The arguments of the command line. A flag's name stays; the value after its `=` is removed.
    package static func message(_ message: String, hiding arguments: [String]) -> String {
        var message = message
        for argument in arguments {
            var secrets: [Substring] = []
            if !argument.hasPrefix("-") {
                secrets.append(argument[...])
            } else if let equals = argument.firstIndex(of: "=") {
                secrets.append(argument[argument.index(after: equals)...])
                secrets.append(argument[...])
            } else if !isMade(String(argument.drop { $0 == "-" }), of: "-", atMost: 40)
                || (!argument.hasPrefix("--") && argument.count > 2)
            {
                secrets.append(argument[...])
            }
            for secret in secrets where !secret.isEmpty {
                message = message.replacing("'\(secret)'", with: "'\(mark)'")
            }
        }
        guard message.contains("nexpected argument") else { return message }
        var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (index, line) in lines.enumerated() where line.contains("nexpected argument") {
            lines[index] += "; put a text with spaces in quotes"
        }
        return lines.joined(separator: "\n")
    }

    /// Returns whether a text looks like a URI, or like keywords or a document with a password, and so is not a file's path.
    package static func namesLogin(_ text: String) -> Bool {
        let lowercased = text.lowercased()
        return lowercased.contains("://") || lowercased.contains("password=") || lowercased.contains("\"password\"")
    }

    // MARK: - Rules

    /// Returns whether a text has only ASCII letters, digits and these marks.
    private static func isMade(_ text: String, of marks: String, atMost most: Int) -> Bool {
        (1...most).contains(text.utf8.count)
            && text.utf8.allSatisfy { isDigit($0) || isLetter($0) || marks.utf8.contains($0) }
    }

    /// Returns whether a text has no character of a login, a keyword's value or a document, and none that can forge a log line.
    private static func isOpen(_ text: String, atMost most: Int) -> Bool {
        (1...most).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
                default: !"@=?{}\"'\\".unicodeScalars.contains(scalar)
                }
            }
    }

    private static func quoted(_ text: String, atMost most: Int = .max) -> String {
        "\"\(text.prefix(most))\(text.count > most ? "…" : "")\""
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
