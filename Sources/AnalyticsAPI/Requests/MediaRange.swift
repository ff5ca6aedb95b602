/// A media type or range with its parameters (RFC 9110, sections 8.3.1 and 12.5.1).
struct MediaRange: Hashable, Sendable {
    /// `application`, or `*`.
    let type: Substring
    /// `json`, or `*`.
    let subtype: Substring
    /// Parameters, names and values in lower case.
    let parameters: [String: String]

    /// Reads a media type; `nil` if it is none.
    init?(_ text: some StringProtocol) {
        let pieces = Self.split(String(text), at: ";").map { Self.trim($0) }
        let names = (pieces.first ?? "").lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, names.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) else { return nil }
        type = names[0]
        subtype = names[1]
        var parameters: [String: String] = [:]
        for piece in pieces.dropFirst() where !piece.isEmpty {
            let pair = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            var value = pair.count > 1 ? Self.trim(pair[1]) : ""
            if value.count >= 2, value.first == "\"", value.last == "\"" { value = value.dropFirst().dropLast() }
            parameters[Self.trim(pair[0]).lowercased()] = value.lowercased()
        }
        self.parameters = parameters
    }

    /// Splits a header's value where a character stands outside quotes.
    static func split(_ text: String, at separator: Character) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var (isQuoted, isEscaped) = (false, false)
        for index in text.indices {
            switch text[index] {
            case _ where isEscaped: isEscaped = false
            case "\\" where isQuoted: isEscaped = true
            case "\"": isQuoted.toggle()
            case separator where !isQuoted:
                pieces.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        return pieces + [text[start...]]
    }

    /// `application/json`.
    var essence: String { "\(type)/\(subtype)" }

    /// How much the client wants it, from 0 to 1.
    var quality: Double { parameters["q"].flatMap { Double($0) }.map { min(max($0, 0), 1) } ?? 1 }

    /// The parameter that asks for something that answers of its type do not have, such as another separator; `nil` if there is
    /// none, or the type is not one of answers.
    var unknownParameter: String? {
        let known: [String: Set<String>]
        switch essence {
        case "application/json", "application/x-ndjson", "application/ndjson", "application/jsonl":
            known = ["charset": ["utf-8", "utf8"]]
        case "text/csv": known = ["charset": ["utf-8", "utf8"], "header": ["present"]]
        default: return nil
        }
        return parameters.keys.sorted().first { name in
            name != "q" && known[name]?.contains(parameters[name] ?? "") != true
        }
    }

    /// How exactly a range names a type, 0 if it does not.
    func precision(for other: String) -> Int {
        if essence == other { return unknownParameter == nil ? 3 : 0 }
        if type == "*", subtype == "*" { return 1 }
        return subtype == "*" && other.hasPrefix(type + "/") ? 2 : 0
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}

extension MediaRange {
    /// The ranges in the lines of an `Accept` header.
    static func ranges(_ accept: [String]) -> [MediaRange] {
        accept.flatMap { split($0, at: ",") }.compactMap { MediaRange($0) }
    }

    /// The type a client likes best of those offered, or `nil` if it accepts none.
    ///
    /// - Parameters:
    ///   - accept: The `Accept` header's lines; none accepts anything.
    ///   - offered: Media types, the preferred one first.
    static func choose(accept: [String], offered: [String]) -> String? {
        let ranges = Self.ranges(accept)
        guard !ranges.isEmpty else { return offered.first }
        var best: (type: String, quality: Double)?
        for type in offered {
            // The most exact range that matches decides (RFC 9110, section 12.5.1).
            let match = ranges.filter { $0.precision(for: type) > 0 }.max {
                $0.precision(for: type) < $1.precision(for: type)
            }
            guard let quality = match?.quality, quality > 0, quality > (best?.quality ?? 0) else { continue }
            best = (type, quality)
        }
        return best?.type
    }
}
