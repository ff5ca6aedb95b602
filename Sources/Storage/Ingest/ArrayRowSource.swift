import Diagnostics
public import Models
import Synchronization

/// A ``RowSource`` of rows in memory.
///
/// Values are converted as JSON values are: whole numbers to doubles and decimals, texts to timestamps, dates, decimals and JSON. A
/// value that cannot be converted fails the ingest.
public final class ArrayRowSource: RowSource {
    private static let rowsPerBatch = 8192

    private let rows: [[Value]]
    private let columns: [Column]
    private let position = Mutex(0)

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - rows: The rows, each with a value for every column.
    ///   - dataset: The dataset that the rows are for.
    public init(_ rows: [[Value]], of dataset: DatasetDefinition) {
        self.rows = rows
        columns = dataset.columns
    }

    /// Returns the next batch, or `nil` after the last.
    ///
    /// - Throws: ``StorageError/rejected(_:)`` with the first errors if rows do not fit the dataset.
    public func next() async throws(StorageError) -> RowBatch? {
        let range = position.withLock { position in
            let range = position..<min(position + Self.rowsPerBatch, rows.count)
            position = range.upperBound
            return range
        }
        guard !range.isEmpty else { return nil }
        var batch = RowBatch(types: columns.map(\.type))
        var rejections = IngestRejections()
        for index in range {
            let errors = append(rows[index], at: index, to: &batch)
            guard !errors.isEmpty else { continue }
            rejections.count += 1
            rejections.errors += errors.prefix(IngestRejections.maximumErrors - rejections.errors.count)
        }
        guard rejections.count == 0 else { throw .rejected(rejections) }
        return batch
    }

    /// A digest of all rows.
    public var fingerprint: [UInt8] {
        var digest = ChecksumDigest()
        var key: [UInt8] = []
        for row in rows {
            key.removeAll(keepingCapacity: true)
            for value in row { value.appendKey(to: &key) }
            key.withUnsafeBytes { digest.update($0) }
        }
        return digest.finish()
    }

    /// No rejections: bad rows fail the ingest.
    public var rejections: IngestRejections { IngestRejections() }

    /// Returns the row's index.
    public func elements(ofRow row: Int64) async -> ClosedRange<Int>? {
        rows.indices.contains(Int(row)) ? Int(row)...Int(row) : nil
    }

    /// `true` for at most one batch.
    public var isShort: Bool { rows.count <= Self.rowsPerBatch }

    /// Appends a row.
    ///
    /// - Returns: The row's errors; the batch is then incomplete.
    private func append(_ row: [Value], at index: Int, to batch: inout RowBatch) -> [RowError] {
        guard row.count == columns.count else {
            return [
                RowError(
                    line: nil, element: index, column: nil, code: .fieldCount, got: row.count.counted("value"),
                    expected: "\(columns.count), one for each column")
            ]
        }
        var errors: [RowError] = []
        for (position, column) in columns.enumerated() {
            let value = row[position]
            if value == .null, !column.nullable {
                errors.append(
                    RowError(
                        line: nil, element: index, column: column.name.rawValue, code: .missingValue, got: "null",
                        expected: "a value, because the column is not nullable"))
            } else if let converted = value.converted(to: column.type) {
                batch.columns[position].append(converted)
            } else {
                errors.append(
                    RowError(
                        line: nil, element: index, column: column.name.rawValue, code: .invalidValue,
                        got: value.description.quotedForMessage, expected: "a value of type \(column.type.rawValue)"))
            }
        }
        return errors
    }
}

extension Value {
    /// Converts the value for a column; returns `nil` if it does not fit the type.
    fileprivate func converted(to type: ColumnType) -> Value? {
        switch (self, type) {
        case (.null, _), (.integer, .integer), (.decimal, .decimal), (.boolean, .boolean), (.timestamp, .timestamp),
            (.date, .date):
            self
        case (.double(let number), .double): number.isFinite ? self : nil
        case (.integer(let number), .double): Double(exactly: number).map(Value.double)
        case (.integer(let number), .decimal): DecimalNumber("\(number)").map(Value.decimal)
        // No store keeps U+0000 in texts.
        case (.string(let text), .string): text.utf8.contains(0) ? nil : self
        case (.string(let text), .timestamp): Timestamp(text).map(Value.timestamp)
        case (.string(let text), .date): CalendarDate(text).map(Value.date)
        case (.string(let text), .decimal): DecimalNumber(text).map(Value.decimal)
        case (.string(let text), .json), (.json(let text), .json):
            (try? JSONValue(parsing: text)) == nil ? nil : .json(text)
        default: nil
        }
    }
}
