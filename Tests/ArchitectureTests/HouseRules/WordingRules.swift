/// The wording rules of CONTRIBUTING.md; each function returns the violations as messages.
enum WordingRules {
    /// The words that open no documentation comment. Each begins with a capital W or H.
    private static let openers: Set<String> = [
        "How", "What", "When", "Where", "Whether", "Which", "Who", "Who" + "m", "Whose", "Why",
    ]

    /// The indefinite persons without their first letter, so that this file does not contain them.
    private static let indefinitePersons = [("w", "hoever"), ("n", "obody"), ("s", "omebody"), ("w", "hom")]

    /// Finds documentation comments that open with a question word.
    static func commentOpenings(path: String, _ source: ByteSearch) -> [String] {
        (source.offsets(of: "/// W") + source.offsets(of: "/// H")).sorted().compactMap { offset in
            guard openers.contains(source.word(around: offset + 4)) else { return nil }
            let line = source.line(at: offset)
            guard line.hasPrefix("/// "), source.line(before: offset)?.hasPrefix("///") != true else { return nil }
            return "\(path):\(source.lineNumber(at: offset)): opens with a question word: \(line)"
        }
    }

    /// Finds indefinite persons in a text.
    static func indefinitePersons(path: String, _ text: ByteSearch) -> [String] {
        indefinitePersons.flatMap { first, rest in
            text.offsets(of: rest).compactMap { offset -> String? in
                let word = text.word(around: offset)
                guard word.lowercased() == first + rest else { return nil }
                let place = "\(path):\(text.lineNumber(at: offset))"
                return "\(place): name the actor instead of \"\(word)\": \(text.line(at: offset))"
            }
        }
    }

    /// Finds types that conform to `Error` and have another name ending.
    static func errorNames(path: String, _ source: ByteSearch) -> [String] {
        // Each in a literal of its own, as a conformance list would be found here.
        let conformances = ["Error", "LocalizedError", "Swift.Error"].flatMap { [": " + $0, ", " + $0] }
        return conformances.flatMap { conformance in
            source.offsets(of: conformance).compactMap { offset -> String? in
                let end = offset + conformance.utf8.count
                guard !isName(source.text(from: end, length: 1)) else { return nil }
                guard let name = declaredType(in: source.text(before: offset, length: 240)) else { return nil }
                guard !name.hasSuffix("Error") else { return nil }
                let place = "\(path):\(source.lineNumber(at: offset))"
                return "\(place): an error's name ends in \"Error\": \(source.line(at: offset))"
            }
        }
    }

    /// Returns the type whose list of conformances is open at the end of a text.
    private static func declaredType(in text: String) -> String? {
        let declaration = /\b(?:actor|class|enum|extension|struct)\s+([\w.]+)\s*(?:<[^<>{}]*>)?(?:\s*:[^{}()]*)?$/
        guard let match = text.firstMatch(of: declaration), !match.0.contains(" where ") else { return nil }
        return String(match.1)
    }

    private static func isName(_ text: String) -> Bool { text.contains(/\w/) }

    /// Finds tests whose name is not a sentence.
    static func testNames(path: String, _ source: ByteSearch) -> [String] {
        source.offsets(of: "@" + "Test").compactMap { offset in
            guard !source.line(at: offset).hasPrefix("//") else { return nil }
            let text = source.text(from: offset + 5, length: 400)
            guard let next = text.first, next == "(" || next.isWhitespace else { return nil }
            let literal = text.firstMatch(of: /^\(\s*"((?:[^"\\]|\\.)*)"/) ?? text.firstMatch(of: /^\(\s*#"(.*?)"#/)
            let name = literal.map { String($0.1) }
            guard let problem = name.map(problem(ofName:)) ?? "a test needs a name" else { return nil }
            return "\(path):\(source.lineNumber(at: offset)): \(problem): \(name ?? source.line(at: offset))"
        }
    }

    /// Programs and libraries whose names start in lower case.
    private static let programs: Set<String> = ["api-server", "curl", "infra-cli", "libcurl", "libpq", "moto", "psql"]

    /// Returns the reason that a test's name is not a sentence, or `nil` if it is one.
    static func problem(ofName name: String) -> String? {
        let words = name.split(separator: " ")
        guard let first = words.first?.drop(while: { $0 == "\\" }), let letter = first.first else {
            return "a test needs a name"
        }
        let isCode =
            programs.contains(String(first))
            || first.dropLast().contains { $0.isUppercase || "_.()/:=0123456789".contains($0) }
        if letter.isLowercase, !isCode { return "a test's name starts with a capital letter" }
        if words.count < 3 { return "a test's name is a sentence" }
        if name.hasSuffix(".") { return "a test's name has no final full stop" }
        return nil
    }
}
