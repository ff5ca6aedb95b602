/// The flags of `api-server keys create`, in place of the members of a request for a key.
package enum KeyFlag {
    private static let flags = [
        ("/name", "NAME"), ("/scopes", "--scope"), ("/datasets", "--dataset"), ("/filters", "--filter"),
        ("/hiddenColumns", "--hide"), ("/expiresAt", "--days"), ("/limits/requests", "--requests"),
        ("/limits/concurrent", "--concurrent"), ("/limits/concurrentQueries", "--concurrent-queries"),
        ("/limits/databaseSeconds", "--database-seconds"), ("/limits/answerBytes", "--answer-bytes"),
        ("/limits/uploadBytes", "--upload-bytes"), ("/limits/groups", "--groups"),
        ("/limits/planCost", "--plan-cost"), ("/limits/maxRange", "--max-range"),
    ]

    /// Returns a message, whose lines begin with JSON pointers, with flags: `--filter umsatz, /0/member: …` for
    /// `/filters/umsatz/0/member: …`.
    package static func translated(_ message: String) -> String {
        message.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
            .joined(separator: "\n").replacing("expected it in \"datasets\"", with: "expected --dataset with it")
    }

    private static func line(_ text: String) -> String {
        guard let (pointer, flag) = flags.first(where: { text.hasPrefix($0.0 + ":") || text.hasPrefix($0.0 + "/") }),
            let end = text.firstIndex(of: ":")
        else { return text }
        let parts = text[..<end].dropFirst(pointer.count + 1).split(separator: "/").map(String.init)
        let rest = text[end...]
        // The index of a flag that is repeated says nothing, but the dataset and the place in its filters do.
        switch flag {
        case "--filter":
            let place = parts.dropFirst().map { "/" + $0 }.joined()
            return flag + (parts.first.map { " " + $0 } ?? "") + (place.isEmpty ? "" : ", " + place) + rest
        // The pointers of a quota end with one of its numbers.
        case _ where pointer.hasPrefix("/limits/") && parts.last == "quota": return flag + ", QUOTA" + rest
        case _ where pointer.hasPrefix("/limits/") && parts.last == "windowSeconds": return flag + ", SECONDS" + rest
        case "--hide": return flag + (parts.first.map { " " + $0 } ?? "") + rest
        default: return flag + rest
        }
    }
}
