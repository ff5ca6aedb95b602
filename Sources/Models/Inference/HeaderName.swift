/// The names of columns, made from the headers of a file.
struct HeaderName {
    private var used: Set<String>

    /// Creates the maker of the names of a file.
    ///
    /// - Parameter used: Names that no column gets.
    init(used: [Identifier] = []) { self.used = Set(used.map(\.rawValue)) }

    /// Returns the name for a header: its letters and digits in lower case, and a number after it if another column has the name.
    ///
    /// - Parameters:
    ///   - header: The header as the file has it.
    ///   - position: The column's position in the file, from 1, for a header without letters and digits.
    mutating func name(for header: String, position: Int) -> Identifier {
        let base = Identifier(suggestedBy: header)?.rawValue ?? "column_\(position)"
        var name = base
        var number = 2
        while !used.insert(name).inserted {
            let suffix = "_\(number)"
            name = base.prefix(Identifier.maximumLength - suffix.utf8.count) + suffix
            number += 1
        }
        // Every text made here has the form of a name.
        return (try? Identifier(name)) ?? Identifier(known: "column")
    }

    /// Returns the label for a header; `nil` if the name says the same.
    static func label(of header: String, name: Identifier) -> String? {
        var text = ""
        for scalar in header.unicodeScalars.prefix(Column.maximumLabel) {
            // A header in quotes can span lines.
            text.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return text.isEmpty || text == name.rawValue ? nil : text
    }

    /// Words that name a time, as whole words of a header.
    private static let words: Set<String> = [
        "ts", "time", "timestamp", "datetime", "date", "epoch", "unixtime", "created", "updated", "modified", "at",
        "zeit",
        "zeitpunkt", "datum", "zeitstempel", "when", "start", "end", "started", "ended",
    ]

    /// Returns whether a header names a time: `event_time`, `createdAt`, `Zeitstempel`.
    static func isTime(_ header: String) -> Bool {
        var words: [String] = [""]
        var wasLower = false
        for scalar in header.unicodeScalars {
            guard scalar.properties.isAlphabetic else {
                words.append("")
                wasLower = false
                continue
            }
            if scalar.properties.isUppercase, wasLower { words.append("") }
            wasLower = scalar.properties.isLowercase
            words[words.count - 1] += scalar.properties.lowercaseMapping
        }
        return words.contains { Self.words.contains($0) }
    }
}
