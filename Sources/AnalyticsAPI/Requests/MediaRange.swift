/// A media type or media range with its parameters (RFC 9110, sections 8.3.1 and 12.5.1).
struct MediaRange: Hashable, Sendable {
    /// The type, such as `application`, or `*`.
    let type: Substring
    /// The subtype, such as `json`, or `*`.
    let subtype: Substring
    /// The parameters, with names and values in lower case.
    let parameters: [String: String]

    /// Parses a media type or range; `nil` if the text is not valid.
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

    /// Splits a header's value at a separator outside quotes.
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

    /// Type and subtype without parameters, such as `application/json`.
    var essence: String { "\(type)/\(subtype)" }

    /// The client's preference, from 0 to 1.
    var quality: Double { parameters["q"].flatMap { Double($0) }.map { min(max($0, 0), 1) } ?? 1 }

    /// The first parameter that answers of this type do not support, such as another separator; `nil` if all are supported, or
    /// the type is not one of an answer.
    var unknownParameter: String? {
        let known: [String: Set<String>]
        switch essence {
        case "application/json", "application/x-ndjson", "application/ndjson", "application/jsonl":
            known = ["charset": ["utf-8", "utf8"]]
        case "image/svg+xml": known = ["charset": ["utf-8", "utf8"]]
        case "text/csv": known = ["charset": ["utf-8", "utf8"], "header": ["present"]]
        default: return nil
        }
        return parameters.keys.sorted().first { name in
            name != "q" && known[name]?.contains(parameters[name] ?? "") != true
        }
    }

    /// Returns the specificity with which the range matches a type, from 1 to 3; 0 if it does not match.
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
    /// Parses the ranges in the lines of an `Accept` header.
    static func ranges(_ accept: [String]) -> [MediaRange] {
        accept.flatMap { split($0, at: ",") }.compactMap { MediaRange($0) }
    }

    /// Returns the offered type that the client prefers, or `nil` if it accepts none of them.
    ///
    /// - Parameters:
    ///   - accept: The lines of the `Accept` header; an empty array accepts any type.
    ///   - offered: The media types, in the server's order of preference.
    static func choose(accept: [String], offered: [String]) -> String? {
        let ranges = Self.ranges(accept)
        guard !ranges.isEmpty else { return offered.first }
        var best: (type: String, quality: Double)?
        for type in offered {
            // The most specific matching range has precedence (RFC 9110, section 12.5.1).
            let match = ranges.filter { $0.precision(for: type) > 0 }.max {
                $0.precision(for: type) < $1.precision(for: type)
            }
            guard let quality = match?.quality, quality > 0, quality > (best?.quality ?? 0) else { continue }
            best = (type, quality)
        }
        return best?.type
    }
}
