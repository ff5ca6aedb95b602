import Models
import NIOCore

/// Writes an answer's rows in one format: the beginning, any number of batches, the end.
protocol AnswerRenderer: Sendable {
    /// Writes what stands before the first row.
    mutating func begin(into buffer: inout ByteBuffer)
    /// Writes rows.
    mutating func rows(_ batch: RowBatch, into buffer: inout ByteBuffer)
    /// Writes what stands after the last row.
    mutating func end(_ summary: AnswerSummary, into buffer: inout ByteBuffer)
}

/// What is said about an answer besides its rows.
struct AnswerSummary: Sendable {
    /// The dataset's version that was read.
    var dataVersion: Int64
    /// From the request to the last row.
    var elapsed: Duration
    /// How many groups there are without limit and offset.
    var total: Int64?
    /// `true` if every number is exact, and not a rounded mean or a sum of doubles.
    var isExact = true
    /// `true` if the limit cuts the answer.
    var isTruncated = false
    /// The cursor of the next page, for a list of rows that goes on.
    var next: String?
    /// The ranges of time that a query's bounds mean.
    var ranges: [ResolvedRange] = []
    /// Whether this is a query's answer rather than a list of rows.
    var isQuery = true
}

extension AnswerFormat {
    /// A renderer for rows of these columns.
    func renderer(_ columns: [ResultColumn], style: AnswerStyle) -> any AnswerRenderer {
        switch self {
        case .json(let arrays): JSONRenderer(columns, arrays: arrays, style: style)
        case .ndjson: NDJSONRenderer(columns, style: style)
        case .csv: CSVRenderer(columns)
        }
    }
}
