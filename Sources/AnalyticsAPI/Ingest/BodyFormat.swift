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
        let essence = try Self.check(headers, offered: Self.allCases.map(\.rawValue) + Self.aliases.keys)
        self = BodyFormat(rawValue: essence) ?? Self.aliases[essence] ?? .json
    }

    /// Names for newline-delimited JSON that are common though not ours.
    private static let aliases: [String: BodyFormat] = ["application/ndjson": .ndjson, "application/jsonl": .ndjson]

    /// Checks `Content-Type`. A body without one is refused: a browser sends it from any page without asking this server
    /// first (Fetch Standard, "CORS-safelisted request-header").
    ///
    /// - Returns: The media type without parameters.
    @discardableResult
    static func check(_ headers: HTTPFields, offered: [String]) throws(Problem) -> String {
        let visible = offered.filter { aliases[$0] == nil }
        func refused(_ got: String, expected: String) -> Problem {
            Problem(
                .unsupportedMediaType, "Content-Type\(got), expected \(expected)",
                // RFC 9110, section 15.5.16: a 415 may say what would have been accepted.
                headers: [.accept: visible.joined(separator: ", ")])
        }
        let expected = visible.joined(separator: ", ")
        guard let text = headers[.contentType] else { throw refused(" is missing", expected: expected) }
        guard let range = MediaRange(text), offered.contains(range.essence) else {
            throw refused(": got \(text.quotedForMessage)", expected: expected)
        }
        // Sorted, so that of several the same is told each time.
        for (name, value) in range.parameters.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "charset" where ["utf-8", "utf8", "us-ascii"].contains(value): break
            case "charset": throw refused(": got the charset \(value.quotedForMessage)", expected: "utf-8")
            // RFC 4180, section 3.
            case "header" where range.essence == csv.rawValue && value == "present": break
            case "header" where range.essence == csv.rawValue:
                throw refused(": got header=\(value)", expected: "header=present: the first line names the columns")
            default:
                let known = range.essence == csv.rawValue ? ["charset", "header"] : ["charset"]
                let nearest = NearestName.match(name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
                let hint =
                    range.essence == csv.rawValue
                    ? ": fields are separated by commas, and numbers have a decimal point and no separators of thousands"
                    : ""
                throw refused(
                    ": got the parameter \(name.quotedForMessage)",
                    expected: "\(known.joined(separator: " or ")) alone" + nearest + hint)
            }
        }
        return range.essence
    }
}
