import Models
import Storage

/// The rows of a body that exist for their client, and lie in the slice that it replaces; any other row is a bad row.
///
/// `@unchecked Sendable`: ``next()`` alone changes the state, and one task at a time uses a source.
final class GuardedRowSource: RowSource, @unchecked Sendable {
    /// The fault of a row that does not exist for its client, for messages. The filter's values are not told.
    static let got = "a row outside of the key's filter"
    /// The expectation, for messages.
    static let expected = "a row that passes the filter of the key"

    private let base: BodyRowSource
    private let view: DatasetView
    private let slice: RowSlice?
    private let skipsBadRows: Bool
    private var read: Int64 = 0
    private var outside = IngestRejections()

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - base: The rows, with the visible columns.
    ///   - view: The client's view of the dataset.
    ///   - slice: The slice that all rows must lie in; `nil` for any rows.
    ///   - skipsBadRows: `true` to leave out rows outside of filters and slice; `false` to fail with the first of them.
    init(_ base: BodyRowSource, in view: DatasetView, slice: RowSlice? = nil, skipsBadRows: Bool) {
        self.base = base
        self.view = view
        self.slice = slice
        self.skipsBadRows = skipsBadRows
    }

    func next() async throws(StorageError) -> RowBatch? {
        while let batch = try await base.next() {
            let rows = view.whole(batch)
            guard view.isFiltered || slice != nil else { return rows }
            let first = read
            read += Int64(rows.rowCount)
            var left: Set<Int> = []
            for row in 0..<rows.rowCount {
                if view.isFiltered, !view.condition.holds({ rows.columns[$0].value(at: row) }) {
                    note(first + Int64(row), .outsideFilter, (nil, Self.got, Self.expected))
                } else if let fault = slice?.fault(rows, row: row) {
                    note(first + Int64(row), .outsideRange, fault)
                } else {
                    continue
                }
                left.insert(row)
            }
            guard !left.isEmpty else { return rows }
            guard skipsBadRows else { throw .rejected(outside) }
            var kept = RowBatch(types: rows.columns.map(\.type))
            for row in 0..<rows.rowCount where !left.contains(row) {
                for index in kept.columns.indices { kept.columns[index].append(row: row, of: rows.columns[index]) }
            }
            if kept.rowCount > 0 { return kept }
        }
        return nil
    }

    private func note(_ row: Int64, _ code: RowError.Code, _ fault: (column: String?, got: String, expected: String)) {
        outside.count += 1
        guard outside.errors.count < IngestRejections.maximumErrors else { return }
        // A range of lines is known instead of a line only in bodies with very uneven rows.
        func exact(_ range: ClosedRange<Int>?) -> Int? { range.flatMap { $0.count == 1 ? $0.lowerBound : nil } }
        outside.errors.append(
            RowError(
                line: exact(base.lines(ofRow: row)), element: exact(base.elements(ofRow: row)), column: fault.column,
                code: code, got: fault.got, expected: fault.expected))
    }

    var fingerprint: [UInt8] { base.fingerprint }

    var rejections: IngestRejections {
        let others = base.rejections
        guard outside.count > 0 else { return others }
        let errors = (others.errors + outside.errors).sorted { ($0.line ?? .max) < ($1.line ?? .max) }
        return IngestRejections(
            count: others.count + outside.count, errors: Array(errors.prefix(IngestRejections.maximumErrors)))
    }

    func lines(ofRow row: Int64) -> ClosedRange<Int>? { outside.count == 0 ? base.lines(ofRow: row) : nil }

    func elements(ofRow row: Int64) -> ClosedRange<Int>? { outside.count == 0 ? base.elements(ofRow: row) : nil }
}

extension APIError {
    /// A change after which the row would not exist for its client.
    static var rowOutsideView: APIError {
        let error = RowError(
            line: nil, column: nil, code: .outsideFilter, got: GuardedRowSource.got, expected: GuardedRowSource.expected
        )
        return APIError(.invalidRow, "the row is unchanged: " + error.sentence, items: [Item(error)])
    }
}
