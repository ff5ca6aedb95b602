public import Models

/// Rows to be written, batch by batch, as fast as the store asks for them.
///
/// A class rather than a sequence, because what only the end of the rows can tell (the body's fingerprint, how many rows were
/// refused) is asked of the same object afterwards. One task at a time uses a source.
public protocol RowSource: AnyObject, Sendable {
    /// The next batch, or `nil` after the last.
    ///
    /// - Throws: ``StorageError/rejected(_:)`` to take back the whole batch of rows, any other error when reading failed.
    func next() async throws(StorageError) -> RowBatch?

    /// A digest of everything the source read, known after the last batch; two bodies with the same digest are the same.
    var fingerprint: [UInt8] { get async }

    /// What the source left out, known after the last batch.
    var rejections: IngestRejections { get async }

    /// The lines of the body among which a row begins that was handed on; one line, if it is known.
    ///
    /// - Parameter row: How many rows of all batches are before it.
    /// - Returns: `nil` if the rows come from no body, or there is no such row.
    func lines(ofRow row: Int64) async -> ClosedRange<Int>?

    /// The places among which a row stands in a body that is a JSON array, from 0; one, if it is known.
    ///
    /// - Parameter row: How many rows of all batches are before it.
    /// - Returns: `nil` if the rows come from no array, or there is no such row.
    func elements(ofRow row: Int64) async -> ClosedRange<Int>?

    /// A Boolean value that indicates whether all rows are at hand and few, so that writing them takes no time worth mentioning; asked
    /// after the first batch. Others wait for their turn, so that short work always finds a connection.
    var isShort: Bool { get async }
}

extension RowSource {
    /// Rows of unknown number take their turn.
    public var isShort: Bool { get async { false } }

    /// Not known.
    public func lines(ofRow row: Int64) async -> ClosedRange<Int>? { nil }

    /// Not known.
    public func elements(ofRow row: Int64) async -> ClosedRange<Int>? { nil }
}

/// Rows that were left out of an ingest, and why.
public struct IngestRejections: Sendable, Hashable {
    /// The most errors that are kept.
    public static let maximumErrors = 100

    /// How many rows were bad.
    public var count: Int64
    /// The first errors, at most ``maximumErrors``.
    public var errors: [RowError]

    /// Collects rejections.
    public init(count: Int64 = 0, errors: [RowError] = []) {
        self.count = count
        self.errors = errors
    }
}

/// What an ingest did.
public struct IngestOutcome: Sendable, Hashable {
    /// Rows written.
    public var inserted: Int64
    /// Rows left out, and why.
    public var rejections: IngestRejections
    /// The dataset's version after it.
    public var dataVersion: Int64
    /// Whether this is the outcome of an earlier call with the same key.
    public var replayed: Bool

    /// Describes an outcome.
    public init(inserted: Int64, rejections: IngestRejections, dataVersion: Int64, replayed: Bool = false) {
        self.inserted = inserted
        self.rejections = rejections
        self.dataVersion = dataVersion
        self.replayed = replayed
    }
}
