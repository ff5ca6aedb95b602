import Models
import Testing

/// The rows and the errors of a parsed body.
struct Ingested: Equatable {
    var rows: [[Value]] = []
    var rejected: Int64 = 0
    var errors: [RowError] = []
    var failure: RowError?

    /// Parses a body in pieces that end at the given offsets.
    init(_ parser: some RowParser, body: [UInt8], cuts: [Int] = [], takingBatches: Bool = false) {
        var parser = parser
        do throws(RowError) {
            var start = 0
            for end in cuts + [body.count] {
                // A separate copy, so that the sanitizer or a debug check finds reads past the piece.
                let piece = Array(body[start..<end])
                let result = piece.withUnsafeBytes { bytes in
                    Result { () throws(RowError) in try parser.consume(bytes) }
                }
                try result.get()
                if takingBatches { take(&parser) }
                start = end
            }
            try parser.finish()
        } catch {
            failure = error
        }
        take(&parser)
        rejected = parser.rejectedRows
        errors = parser.errors
    }

    private mutating func take(_ parser: inout some RowParser) {
        let count = parser.pendingRows
        let batch = parser.takeBatch()
        precondition(batch.rowCount == count && batch.columns.allSatisfy { $0.count == count })
        for row in 0..<batch.rowCount { rows.append(batch[row]) }
    }

    /// The `line code column` of every error.
    var summary: [String] {
        errors.map { "\($0.line ?? 0) \($0.code.rawValue)" + ($0.column.map { " \($0)" } ?? "") }
    }
}

/// The format of a body.
enum BodyFormat: String, CaseIterable {
    case csv, json, ndjson

    func read(
        _ body: [UInt8], as dataset: DatasetDefinition, cuts: [Int] = [], takingBatches: Bool = false,
        limits: RowParserLimits = RowParserLimits()
    ) -> Ingested {
        switch self {
        case .csv:
            Ingested(
                CSVRowParser(dataset: dataset, limits: limits), body: body, cuts: cuts, takingBatches: takingBatches)
        case .json:
            Ingested(
                JSONRowParser(dataset: dataset, limits: limits), body: body, cuts: cuts, takingBatches: takingBatches)
        case .ndjson:
            Ingested(
                NDJSONRowParser(dataset: dataset, limits: limits), body: body, cuts: cuts, takingBatches: takingBatches)
        }
    }

    func read(
        _ body: String, as dataset: DatasetDefinition, limits: RowParserLimits = RowParserLimits()
    ) -> Ingested {
        read(Array(body.utf8), as: dataset, limits: limits)
    }
}

/// Returns a dataset with the given columns; a `!` after the type makes the column not nullable.
func dataset(_ columns: KeyValuePairs<String, String>) throws -> DatasetDefinition {
    var result: [Column] = []
    for (name, type) in columns {
        let type = try #require(ColumnType(rawValue: String(type.prefix { $0 != "!" })))
        result.append(
            Column(
                name: try Identifier(name), type: type, nullable: columns.first { $0.key == name }?.value.last != "!"))
    }
    return try DatasetDefinition(name: Identifier("test"), columns: result)
}
