import Models
import NIOCore

/// Writes an answer in one format: the beginning, any number of batches, the end.
protocol AnswerRenderer: Sendable {
    /// Writes the text before the first row.
    mutating func begin(into buffer: inout ByteBuffer)
    /// Writes rows.
    mutating func rows(_ batch: RowBatch, into buffer: inout ByteBuffer)
    /// Writes the text after the last row.
    mutating func end(_ summary: AnswerSummary, into buffer: inout ByteBuffer)
}

/// The metadata of an answer.
struct AnswerSummary: Sendable {
    /// The dataset's version that was read.
    var dataVersion: Int64
    /// The time from the request to the last row.
    var elapsed: Duration
    /// The number of groups without limit and offset.
    var total: Int64?
    /// `true` if every number is exact: the answer contains no rounded mean and no estimate.
    var isExact = true
    /// The measures that are estimates.
    var approximate: [ApproximateMeasure] = []
    /// `true` if the limit truncates the answer.
    var isTruncated = false
    /// The cursor of the next page of a row list.
    var next: String?
    /// The time zone of the query; `nil` if the answer does not depend on one.
    var zone: ZoneRules?
    /// The resolved time ranges of the query.
    var ranges: [ResolvedRange] = []
    /// The datasets that values are looked up in.
    var lookups: [LookupSummary] = []
    /// Remarks about the request, which the client should heed before it stops working.
    var warnings: [String] = []
    /// `true` for the answer to a query, `false` for a row list.
    var isQuery = true
}

extension AnswerFormat {
    /// Returns a renderer for rows of these columns.
    func renderer(_ columns: [ResultColumn], style: AnswerStyle) -> any AnswerRenderer {
        switch self {
        case .json(let arrays): JSONRenderer(columns, arrays: arrays, style: style)
        case .ndjson: NDJSONRenderer(columns, style: style)
        case .csv: CSVRenderer(columns)
        }
    }
}
