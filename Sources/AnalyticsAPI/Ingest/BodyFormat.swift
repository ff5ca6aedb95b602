import Diagnostics
import HTTPTypes
import Models

/// The format of a body of rows.
enum BodyFormat: String, CaseIterable, Sendable {
    case json = "application/json"
    case ndjson = "application/x-ndjson"
    case csv = "text/csv"

    /// Reads the `Content-Type` header.
    ///
    /// - Throws: ``APIError`` if the header is missing, names another type, or a charset other than UTF-8.
    init(_ headers: HTTPFields) throws(APIError) {
        let essence = try Self.check(headers, offered: Self.allCases.map(\.rawValue) + Self.aliases.keys)
        self = BodyFormat(rawValue: essence) ?? Self.aliases[essence] ?? .json
    }

    /// Other common names of newline-delimited JSON.
    private static let aliases: [String: BodyFormat] = ["application/ndjson": .ndjson, "application/jsonl": .ndjson]
    /// The format of a media type; `nil` for another one.
    init?(essence: String) {
        guard let format = BodyFormat(rawValue: essence) ?? Self.aliases[essence] else { return nil }
        self = format
    }

    /// The other names.
    static var aliasNames: [String] { aliases.keys.sorted() }

    /// Returns the remedy for a type that curl sends by itself, with `-d` or `-F`, as the end of an error; empty for any other.
    private static func remedy(for text: String, offered: [String]) -> String {
        let forms = ["application/x-www-form-urlencoded", "multipart/form-data"]
        guard let essence = MediaRange(text)?.essence, forms.contains(essence), let first = offered.first else {
            return ""
        }
        let example = offered.contains(csv.rawValue) ? csv.rawValue : first
        return "; with curl, state it, such as -H 'Content-Type: \(example)', and send a file with --data-binary @FILE"
    }

    /// Checks `Content-Type`. A body without it is rejected, because a browser sends such a body from any page without a
    /// preflight request (Fetch Standard, "CORS-safelisted request-header").
    ///
    /// - Returns: The media type without parameters.
    @discardableResult
    static func check(_ headers: HTTPFields, offered: [String]) throws(APIError) -> String {
        let visible = offered.filter { aliases[$0] == nil }
        func rejected(_ got: String, expected: String) -> APIError {
            APIError(
                .unsupportedMediaType, "Content-Type\(got), expected \(expected)",
                // A 415 may list the accepted types in `Accept` (RFC 9110, section 15.5.16).
                headers: [.accept: visible.joined(separator: ", ")])
        }
        let expected = visible.joined(separator: ", ")
        guard let text = headers[.contentType] else { throw rejected(" is missing", expected: expected) }
        guard let range = MediaRange(text), offered.contains(range.essence) else {
            throw rejected(": got \(text.quotedForMessage)", expected: expected + remedy(for: text, offered: visible))
        }
        // Sorted, so that the same header always gives the same error.
        for (name, value) in range.parameters.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "charset" where ["utf-8", "utf8", "us-ascii"].contains(value): break
            case "charset": throw rejected(": got the charset \(value.quotedForMessage)", expected: "utf-8")
            // RFC 4180, section 3.
            case "header" where range.essence == csv.rawValue && value == "present": break
            case "header" where range.essence == csv.rawValue:
                throw rejected(": got header=\(value)", expected: "header=present: the first line names the columns")
            default:
                let known = range.essence == csv.rawValue ? ["charset", "header"] : ["charset"]
                let nearest = NearestName.hint(for: name, among: known)
                let hint =
                    range.essence == csv.rawValue
                    ? ": fields are separated by commas, and numbers have a decimal point and no thousands separators; \"api-server import\" reads other notations, and so does POST /v1/datasets?name=… with its parameter separator"
                    : ""
                throw rejected(
                    ": got the parameter \(name.quotedForMessage)",
                    expected: "no parameter but \(known.joined(separator: " and "))" + nearest + hint)
            }
        }
        return range.essence
    }
}
