import HTTPTypes

/// The format of an answer with rows.
enum AnswerFormat: Sendable, Hashable {
    /// One JSON document, with rows as objects or as arrays.
    case json(arrays: Bool)
    /// One JSON object per line; the last one holds the number of rows.
    case ndjson
    /// RFC 4180 with a header.
    case csv

    /// The media type of the answer.
    var mediaType: String {
        switch self {
        case .json: "application/json"
        case .ndjson: "application/x-ndjson"
        case .csv: "text/csv; charset=utf-8; header=present"
        }
    }

    /// `true` if the answer is streamed, without a limit on rows.
    var isStream: Bool {
        switch self {
        case .json: false
        case .ndjson, .csv: true
        }
    }

    /// The format's part of an entity tag.
    var tag: String {
        switch self {
        case .json(let arrays): arrays ? "json-arrays" : "json"
        case .ndjson: "ndjson"
        case .csv: "csv"
        }
    }
}

/// Options for writing values.
struct AnswerStyle: Sendable, Hashable {
    /// `true` if numbers that a double cannot hold exactly are written as JSON strings.
    var bigNumbersAsStrings = false
}
