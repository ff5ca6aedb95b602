/// Descriptions of values from outside, for errors: they repeat a value only where its form rules out that it holds a secret.
///
/// A person mistypes a password's surroundings, gives it to the wrong flag or in the wrong variable, and the error goes to a
/// terminal that is shared or a log that is kept. So each kind of value has one rule here. What a rule does not show is told by
/// its form: how long it is, and which marks it has that such a value has no use for.
///
/// ```swift
/// SafeDescription.word("inof")                          // "inof"
/// SafeDescription.url("https://u:p@host/?token=t")      // a text of 25 characters with "@", "://", "?" and "="…
/// SafeDescription.path("/etc/ssl/cert.pem")             // "/etc/ssl/cert.pem"
/// ```
public enum SafeDescription {
    /// The mark in the place of what is not repeated.
    public static let mark = "<redacted>"

    /// A word where a short one is expected, such as a level, a method or a number: repeated if it has at most 16 ASCII letters,
    /// digits and `-`, `_`, `.`, and otherwise told by its form.
    public static func word(_ text: String) -> String {
        isMade(text, of: "-_.", atMost: 16) ? quoted(text) : form(of: text)
    }

    /// A number that stands beside secrets: repeated if it is digits, signs and points.
    public static func number(_ text: String) -> String {
        let isNumber = text.utf8.allSatisfy { isDigit($0) || "+-.,_".utf8.contains($0) }
        return isNumber && (1...20).contains(text.utf8.count) ? quoted(text) : form(of: text)
    }

    /// A time, such as `20150830T123600Z`: repeated if it is digits, signs, `T` and `Z`, or a short word.
    public static func time(_ text: String) -> String {
        let isTime = text.utf8.allSatisfy { isDigit($0) || "+-.:TZ".utf8.contains($0) }
        return isTime && (1...40).contains(text.utf8.count) ? quoted(text) : word(text)
    }

    /// A name that a person chose, such as a region, a profile or a secret's name or ARN: repeated if it has only characters
    /// that such names have.
    public static func name(_ text: String) -> String {
        if text.hasPrefix("arn:") {
            return isMade(text, of: "/_+=.@-:", atMost: 2048) ? quoted(text, atMost: 200) : form(of: text)
        }
        return isMade(text, of: "/_+=.@-", atMost: 512) ? quoted(text, atMost: 200) : form(of: text)
    }

    /// A secret's name, which is a variable's name or a file's path with other providers than AWS's.
    public static func secretName(_ text: String) -> String {
        isMade(text, of: "/_+=.@-", atMost: 512) || text.hasPrefix("arn:") ? name(text) : path(text)
    }

    /// A setting of a file that a person reads again anyway, such as an environment's: repeated unless it has a mark of a URI with
    /// a login, of a keyword string or of a document.
    public static func setting(_ text: String) -> String {
        isOpen(text, atMost: 200) && !text.contains("://") ? quoted(text, atMost: 60) : form(of: text)
    }

    /// A file's path: repeated unless it has a mark of a URI, of a keyword string or of a document.
    public static func path(_ text: String) -> String {
        isOpen(text, atMost: 1024) && !text.contains("://") ? quoted(text, atMost: 200) : form(of: text)
    }

    /// A URL: its scheme and host are repeated if it is one of HTTP's without a login; a path and a query are not, as either may
    /// hold a token.
    public static func url(_ text: String) -> String {
        for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) && !text.contains("@") {
            let rest = text.dropFirst(scheme.count)
            let authority = rest.prefix { !"/?#".contains($0) }
            guard isMade(String(authority), of: ".-:[]", atMost: 255) else { break }
            return quoted(scheme + authority + (authority.count < rest.count ? "/…" : ""))
        }
        return form(of: text)
    }

    /// A value without quotes where a rule repeats all of it, and what the rule says of it where not.
    public static func unquoted(_ text: String, _ rule: (String) -> String) -> String {
        let description = rule(text)
        return description == "\"\(text)\"" ? text : description
    }

    /// The form of a value that is not repeated: its length, and the marks in it that tell what went wrong.
    public static func form(of text: String) -> String {
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
        let count = text.count == 1 ? "1 character" : "\(text.count) characters"
        return "a text of \(count)" + (list.isEmpty ? "" : " with \(list)") + ", which is not repeated here"
    }

    /// A message of a library about a command line, without the arguments that it quotes.
    ///
    /// - Parameters:
    ///   - message: The message, with arguments in single quotes.
    ///   - arguments: The arguments of the command line. A flag's name stays, the value behind its `=` does not.
    public static func message(_ message: String, hiding arguments: [String]) -> String {
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
        return message
    }

    /// `true` if a text looks like a URI, or like keywords or a document with a password: it is no file's path then.
    public static func namesLogin(_ text: String) -> Bool {
        let lowercased = text.lowercased()
        return lowercased.contains("://") || lowercased.contains("password=") || lowercased.contains("\"password\"")
    }

    // MARK: - Rules

    /// Letters and digits of ASCII, and these marks.
    private static func isMade(_ text: String, of marks: String, atMost most: Int) -> Bool {
        (1...most).contains(text.utf8.count)
            && text.utf8.allSatisfy { isDigit($0) || isLetter($0) || marks.utf8.contains($0) }
    }

    /// Nothing that introduces a login, a keyword's value or a document, and nothing that could forge a line of a log.
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
