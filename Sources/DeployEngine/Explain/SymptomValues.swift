/// The names in the texts of AWS that an explanation repeats.
enum SymptomValues {
    /// Returns the values that a text contains.
    static func values(in text: String) -> [String: String] {
        var values: [String: String] = [:]
        if let denial = PermissionDenial(text) {
            values["action"] = denial.action
            values["principal"] = denial.principal
            values["role"] = denial.role
            values["denied"] = denial.resource
            values["policy"] = denial.policy.rawValue
        }
        values["secret"] = arn(in: text, services: ["secretsmanager", "ssm"])
        values["repository"] = image(in: text)
        values["platform"] = platform(in: text)
        values["key"] = word(after: ["json key ", "json key: "], in: text)
        values["codes"] = bracketed(after: "codes: [", in: text) ?? bracketed(after: "codes: [ ", in: text)
        values["export"] = word(after: ["Export "], in: text)
        values["loggroup"] = word(after: ["log group ", "log group: "], in: text).flatMap {
            $0.contains("/") ? $0 : nil
        }
        values["host"] = word(after: ["dial tcp: lookup ", "lookup ", "translate host name "], in: text)
        return values
    }

    private static func arn(in text: String, services: Set<Substring>) -> String? {
        var rest = text[...]
        while let range = rest.firstRange(of: "arn:aws") {
            if let arn = PermissionDenial.arn(in: rest[range.lowerBound...], last: false) {
                let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
                if parts.count > 5, services.contains(parts[2]) { return arn }
            }
            rest = rest[range.upperBound...]
        }
        return nil
    }

    /// The reference of an image: a word with a digest, or with a path and a tag.
    private static func image(in text: String) -> String? {
        let words = text.split { $0.isWhitespace || "\"'(),;".contains($0) }
        return words.map { word in
            var word = word
            while let last = word.last, ":.".contains(last) { word = word.dropLast() }
            return String(word)
        }.first { word in
            guard !word.hasPrefix("http"), !word.hasPrefix("arn:") else { return false }
            return word.contains("@sha256:") || (word.contains(".dkr.ecr.") && word.contains("/"))
        }
    }

    /// The platform in `platform {linux/arm64}` or `platform linux/arm64`.
    private static func platform(in text: String) -> String? {
        guard let range = text.firstRange(of: "linux/") else { return nil }
        let rest = text[range.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "/") }
        return rest.isEmpty ? nil : "linux/" + rest
    }

    /// The word that follows a phrase, without quotes.
    private static func word(after phrases: [String], in text: String) -> String? {
        for phrase in phrases {
            guard let range = text.firstRange(of: phrase) else { continue }
            let word = text[range.upperBound...].drop { "\"'`".contains($0) }
                .prefix { !$0.isWhitespace && !"\"'`,;)".contains($0) }
            let trimmed = word.last.map { ".:".contains($0) } ?? false ? word.dropLast() : word
            if !trimmed.isEmpty { return String(trimmed) }
        }
        return nil
    }

    private static func bracketed(after phrase: String, in text: String) -> String? {
        guard let range = text.firstRange(of: phrase) else { return nil }
        let content = text[range.upperBound...].prefix { $0 != "]" }
        return content.isEmpty ? nil : String(content)
    }
}
