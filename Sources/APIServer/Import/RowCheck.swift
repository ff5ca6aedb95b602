import Diagnostics
import Models
import Storage

/// Reads the rows of a file without keeping them: counts those that do not fit a dataset, and those outside of the slice that an
/// import replaces.
struct RowCheck {
    /// The greatest number of errors about rows outside of the slice.
    private static let shown = 5

    /// The parser, which has the rows that do not fit.
    private(set) var parser: any RowParser
    /// The number of rows inside of the slice.
    private(set) var inside: Int64 = 0
    /// The number of rows outside of it.
    private(set) var outside: Int64 = 0
    /// The first errors about rows outside of it.
    private(set) var errors: [RowError] = []
    private let slice: (filter: RowFilter, column: String, index: Int)?
    private var rows: Int64 = 0

    /// Creates a check.
    ///
    /// - Parameter slice: The condition that the rows must meet; `nil` for none.
    init(_ parser: any RowParser, in slice: RowFilter?, of dataset: DatasetDefinition) {
        self.parser = parser
        self.slice = slice.flatMap { filter in
            dataset.timeIndex.map { (filter, dataset.columns[$0].name.rawValue, $0) }
        }
    }

    // Not inlined for the reason at ``ImportMode/mode(for:)``.
    @inline(never)
    mutating func read(_ chunk: [UInt8]) throws {
        try chunk.withUnsafeBytes { bytes in try parser.consume(bytes) }
        test(parser.takeBatch())
    }

    @inline(never)
    mutating func finish() throws {
        try parser.finish()
        test(parser.takeBatch())
    }

    private mutating func test(_ batch: RowBatch) {
        defer { rows += Int64(batch.rowCount) }
        guard let slice else { return inside += Int64(batch.rowCount) }
        for row in 0..<batch.rowCount {
            if slice.filter.condition.holds({ batch.columns[$0].value(at: row) }) {
                inside += 1
                continue
            }
            outside += 1
            guard errors.count < Self.shown else { continue }
            errors.append(
                .outside(
                    slice.filter, column: slice.column, value: batch.columns[slice.index].value(at: row),
                    lines: parser.lines[rows + Int64(row)]))
        }
    }
}

extension RowError {
    /// The error about a row outside of the slice that an import replaces.
    ///
    /// - Parameter lines: The lines in which the row begins; several are known instead of one only in files with very uneven rows.
    static func outside(
        _ slice: RowFilter, column: String, value: Value, lines: ClosedRange<Int>?
    ) -> RowError {
        let line = lines?.count == 1 ? lines?.lowerBound : nil
        let place = line == nil ? lines.map { " in line \($0.lowerBound) to \($0.upperBound)" } ?? "" : ""
        let range = slice.ranges.first.map { "from \($0.from) and before \($0.before)" } ?? "of the range"
        return RowError(
            line: line, column: column, code: .outsideRange,
            got: value == .null ? "no time" : value.description.quotedForMessage + place,
            expected: "a time \(range), which the import replaces")
    }
}
