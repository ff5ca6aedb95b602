import HTTPTypes

/// The formats of an answer that has rows.
enum AnswerFormat: Sendable, Hashable {
    /// One JSON document; rows as objects or as arrays.
    case json(arrays: Bool)
    /// One JSON object a line, the last one saying how many came before it.
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

    /// Whether answers are sent as they are read, without a limit on rows.
    var isStream: Bool {
        switch self {
        case .json: false
        case .ndjson, .csv: true
        }
    }

    /// What distinguishes answers of the same rows, for an entity tag.
    var tag: String {
        switch self {
        case .json(let arrays): arrays ? "json-arrays" : "json"
        case .ndjson: "ndjson"
        case .csv: "csv"
        }
    }
}

/// How values are written.
struct AnswerStyle: Sendable, Hashable {
    /// Whether numbers that a double cannot hold exactly are written as JSON strings.
    var bigNumbersAsStrings = false
}
