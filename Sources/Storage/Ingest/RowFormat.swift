public import Models

/// The text formats of rows.
public enum RowFormat: String, Sendable, Hashable, CaseIterable {
    /// A JSON array of objects, or a single object.
    case json
    /// Newline-delimited JSON objects.
    case ndjson
    /// CSV (RFC 4180) with a header that names the columns.
    case csv

    /// Returns a parser of a dataset's rows.
    public func parser(for dataset: DatasetDefinition) -> any RowParser {
        switch self {
        case .json: JSONRowParser(dataset: dataset)
        case .ndjson: NDJSONRowParser(dataset: dataset)
        case .csv: CSVRowParser(dataset: dataset)
        }
    }
}
