package import Models

/// The flags of the commands that read a file, in place of the options of inference. Errors and reports name options as in HTTP
/// (`separator=;`, `dates.due=dmy`); this is the one place that translates them.
package enum ImportFlag {
    private static let names = [
        "separator", "encoding", "null", "timeColumn", "key", "decimal", "dates", "zone", "type",
    ]

    /// Returns the flag of an option, with the column if it has one: `--dates due=` for `dates.due`.
    ///
    /// - Parameter value: The value; `nil` to leave it out.
    package static func flag(_ option: String, value: String? = nil) -> String {
        let parts = option.split(separator: ".", maxSplits: 1).map(String.init)
        let name = parts[0] == "timeColumn" ? "--time-column" : "--" + parts[0]
        guard parts.count > 1 else {
            guard let value else { return name }
            // A value with a dash at its beginning would be taken for a flag.
            return name + (value.hasPrefix("-") ? "=" : " ") + quoted(value)
        }
        return name + " " + quoted("\(parts[1])=\(value ?? "…")")
    }

    /// Returns a sentence with flags in place of options, and without advice for HTTP clients.
    package static func translated(_ sentence: String) -> String {
        sentence.replacing(RowError.oneLineHint, with: "")
            .replacing(RowError.jsonLinesHint, with: "; for JSON with one object a line, state --format ndjson")
            .replacing(RowError.csvHint, with: "; for CSV, state --format csv")
            .options.map(word).joined(separator: " ")
    }

    /// Returns the flag of an option as `NAME=VALUE`, whatever its value has.
    package static func ofOption(_ option: String) -> String {
        guard let mark = option.firstIndex(of: "=") else { return option }
        return flag(String(option[..<mark]), value: String(option[option.index(after: mark)...]))
    }

    /// Returns an error's sentence with its option as a flag.
    package static func sentence(_ error: InferenceOptionError) -> String {
        flag(error.name) + translated(String(error.description.dropFirst(error.name.count)))
    }

    private static func word(_ text: String) -> String {
        guard let mark = text.firstIndex(of: "=") else { return text }
        let option = String(text[..<mark])
        var value = String(text[text.index(after: mark)...])
        let name = option.split(separator: ".", maxSplits: 1).first.map(String.init) ?? ""
        guard names.contains(name), !value.isEmpty else { return text }
        var end = ""
        // A separator alone may be a comma or a semicolon.
        if value.count > 1, let last = value.last, ",;.".contains(last) {
            end = String(last)
            value.removeLast()
        }
        if value.count > 2, value.first == "\"", value.last == "\"" { value = String(value.dropFirst().dropLast()) }
        return flag(option, value: value) + end
    }

    /// Returns a text in the quotes that a shell needs.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-_=./,:…".unicodeScalars.contains(scalar)
        }
        if isPlain, !text.isEmpty { return text }
        // Inside of double quotes, a shell replaces variables and commands.
        guard text.contains(where: { "\"$`\\!".contains($0) }) else { return "\"\(text)\"" }
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }
}

extension String {
    /// The words, with a quoted value of an option as a part of its word: `null="k. A."`.
    fileprivate var options: [String] {
        var words: [String] = []
        var isOpen = false
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            if isOpen {
                words[words.count - 1] += " " + word
                isOpen = !word.contains("\"")
            } else {
                words.append(String(word))
                isOpen = word.contains("=\"") && word.count(where: { $0 == "\"" }) == 1
            }
        }
        return words
    }
}
