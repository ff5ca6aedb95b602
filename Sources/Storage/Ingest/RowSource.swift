public import Models

/// A source of rows to ingest, which the store reads batch by batch.
///
/// A class rather than a sequence, because the store asks it for the fingerprint and the rejections after the last batch. One task
/// at a time uses a source.
public protocol RowSource: AnyObject, Sendable {
    /// Returns the next batch, or `nil` after the last.
    ///
    /// - Throws: ``StorageError/rejected(_:)`` to roll back the ingest because of bad rows; other errors if reading fails.
    func next() async throws(StorageError) -> RowBatch?

    /// A collision-resistant digest of the input, known after the last batch.
    var fingerprint: [UInt8] { get async }

    /// The rows that the source left out, known after the last batch.
    var rejections: IngestRejections { get async }

    /// Returns the range of lines in which a returned row begins; a single line if it is known exactly.
    ///
    /// - Parameter row: The row's index in all batches together.
    /// - Returns: `nil` if the rows do not come from a text, or there is no such row.
    func lines(ofRow row: Int64) async -> ClosedRange<Int>?

    /// Returns the range of indices that a returned row can have in a JSON array; a single index if it is known exactly.
    ///
    /// - Parameter row: The row's index in all batches together.
    /// - Returns: `nil` if the rows do not come from an array, or there is no such row.
    func elements(ofRow row: Int64) async -> ClosedRange<Int>?

    /// A Boolean value that indicates whether the rows are few and already received, so that writing them is quick; asked after the
    /// first batch. Longer ingests wait in a queue of their own, so that short work always finds a connection.
    var isShort: Bool { get async }
}

extension RowSource {
    /// `false`: the number of rows is unknown.
    public var isShort: Bool { get async { false } }

    /// `nil`: the lines are unknown.
    public func lines(ofRow row: Int64) async -> ClosedRange<Int>? { nil }

    /// `nil`: the indices are unknown.
    public func elements(ofRow row: Int64) async -> ClosedRange<Int>? { nil }
}
