/// A known cause of failed deployments.
package struct Cause: Sendable, Hashable {
    /// The distances between an observation and the root of the trouble. Of the causes that match, the closest one is named.
    package enum Rank: Int, Sendable, Hashable, Comparable {
        /// A result without its reason, such as a circuit breaker.
        case consequence
        /// A status, or an end without a number.
        case status
        /// The number with which a program ended.
        case exit
        /// A check that failed, or a group of errors.
        case mechanism
        /// The reason of a failed check.
        case reason
        /// The fault to fix.
        case root

        /// Compares the distances.
        package static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    /// A form of an observation. Texts are compared without case.
    package struct Pattern: Sendable, Hashable {
        /// The kinds of observations.
        package var origins: Set<Symptom.Origin>
        /// The codes, of which one is required; empty for any.
        package var codes: Set<String>
        /// The phrases that have to occur.
        package var all: [String]
        /// The phrases of which one has to occur; empty for none.
        package var any: [String]
        /// More phrases of which one has to occur; empty for none.
        package var and: [String]
        /// The phrases that may not occur.
        package var none: [String]

        /// Creates a form.
        package init(
            _ origins: Set<Symptom.Origin>, codes: Set<String> = [], all: [String] = [], any: [String] = [],
            and: [String] = [], none: [String] = []
        ) {
            self.origins = origins
            self.codes = codes
            self.all = all.map { $0.lowercased() }
            self.any = any.map { $0.lowercased() }
            self.and = and.map { $0.lowercased() }
            self.none = none.map { $0.lowercased() }
        }

        /// Returns whether an observation has the form.
        package func matches(_ symptom: Symptom) -> Bool {
            guard origins.contains(symptom.origin) else { return false }
            guard codes.isEmpty || symptom.code.map(codes.contains) ?? false else { return false }
            let text = symptom.text.lowercased()
            return all.allSatisfy { text.contains($0) }
                && [any, and].allSatisfy { list in list.isEmpty || list.contains { text.contains($0) } }
                && !none.contains { text.contains($0) }
        }
    }

    /// The id, which scripts compare; it never changes its meaning.
    package var id: String
    /// The cause in a few words.
    package var title: String
    /// The distance to the root.
    package var rank: Rank
    /// The forms, of which one is required.
    package var patterns: [Pattern]
    /// The sentences of the explanation. A sentence with a `{name}` whose value is not known is left out.
    package var sentences: [String]
    /// The things to check, with the same rule.
    package var checks: [String]
    /// The next commands, with the same rule.
    package var commands: [String]

    /// Creates a cause.
    package init(
        _ id: String, _ title: String, _ rank: Rank, _ patterns: [Pattern], say sentences: [String],
        check checks: [String] = [], run commands: [String] = []
    ) {
        self.id = id
        self.title = title
        self.rank = rank
        self.patterns = patterns
        self.sentences = sentences
        self.checks = checks
        self.commands = commands
    }

    /// Returns the first observation that has one of the forms.
    package func match(in symptoms: [Symptom]) -> Symptom? {
        symptoms.first { symptom in patterns.contains { $0.matches(symptom) } }
    }
}

/// A sentence with places for values.
enum SentenceTemplate {
    /// Returns the sentence with its values; nil if one is not known.
    static func filled(_ template: String, _ values: [String: String]) -> String? {
        var text = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            text += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}") else { break }
            let name = String(rest[rest.index(after: open)..<close])
            guard let value = values[name], !value.isEmpty else { return nil }
            text += value
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }
}
