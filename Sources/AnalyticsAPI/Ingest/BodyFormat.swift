import HTTPTypes
import Models

/// The formats in which rows can be sent.
enum BodyFormat: String, CaseIterable, Sendable {
    case json = "application/json"
    case ndjson = "application/x-ndjson"
    case csv = "text/csv"

    /// Reads the `Content-Type` header.
    ///
    /// - Throws: ``Problem`` for any other type, for a charset that is not UTF-8, and for none.
    init(_ headers: HTTPFields) throws(Problem) {
        let offered = Self.allCases.map(\.rawValue)
        guard let text = headers[.contentType] else {
            throw Problem(
                .unsupportedMediaType, "Content-Type is missing, expected \(offered.joined(separator: ", "))",
                headers: Self.accepts(offered))
        }
        let essence = try Self.check(text, offered: offered + Self.aliases.keys)
        self = BodyFormat(rawValue: essence) ?? Self.aliases[essence] ?? .json
    }

    /// Names for newline-delimited JSON that are common though not ours.
    private static let aliases: [String: BodyFormat] = ["application/ndjson": .ndjson, "application/jsonl": .ndjson]

    /// Checks a `Content-Type`.
    ///
    /// - Returns: The media type without parameters.
    @discardableResult
    static func check(_ text: String, offered: [String]) throws(Problem) -> String {
        let visible = offered.filter { aliases[$0] == nil }
        guard let range = MediaRange(text), offered.contains(range.essence) else {
            throw Problem(
                .unsupportedMediaType,
                "Content-Type: got \(text.quotedForMessage), expected \(visible.joined(separator: ", "))",
                headers: accepts(visible))
        }
        if let charset = range.parameters["charset"], !["utf-8", "utf8", "us-ascii"].contains(charset) {
            throw Problem(
                .unsupportedMediaType, "Content-Type: got the charset \(charset.quotedForMessage), expected utf-8",
                headers: accepts(visible))
        }
        return range.essence
    }

    // RFC 9110, section 15.5.16: a 415 may say what would have been accepted.
    private static func accepts(_ types: [String]) -> HTTPFields { [.accept: types.joined(separator: ", ")] }
}
