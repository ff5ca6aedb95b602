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
        let pieces = text.split(separator: ";", omittingEmptySubsequences: false).map { Self.trim(Substring($0)) }
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

    /// `application/json`.
    var essence: String { "\(type)/\(subtype)" }

    /// How much the client wants it, from 0 to 1.
    var quality: Double { parameters["q"].flatMap { Double($0) }.map { min(max($0, 0), 1) } ?? 1 }

    /// How exactly a range names a type, 0 if it does not.
    func precision(for other: String) -> Int {
        if essence == other { return 3 }
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
    /// The type a client likes best of those offered, or `nil` if it accepts none.
    ///
    /// - Parameters:
    ///   - accept: The `Accept` header's lines; none accepts anything.
    ///   - offered: Media types, the preferred one first.
    static func choose(accept: [String], offered: [String]) -> String? {
        let ranges = accept.flatMap { $0.split(separator: ",") }.compactMap { MediaRange($0) }
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
