public import Models

/// The outcome of an ingest.
public struct IngestOutcome: Sendable, Hashable {
    /// The number of rows added.
    public var inserted: Int64
    /// The number of rows deleted because new ones replace them (``IngestMode/replace(_:)``).
    public var deleted: Int64
    /// The number of rows that took the place of a row with the same key (``IngestMode/merge(columns:where:)``).
    public var updated: Int64
    /// The number of rows left out because of their key (``IngestMode/ignoreDuplicates``).
    public var ignored: Int64
    /// The rows that were left out.
    public var rejections: IngestRejections
    /// The dataset's version after the ingest.
    public var dataVersion: Int64
    /// A Boolean value that indicates whether this is the outcome of an earlier call with the same key.
    public var replayed: Bool

    /// Creates an outcome.
    public init(
        inserted: Int64, deleted: Int64 = 0, updated: Int64 = 0, ignored: Int64 = 0, rejections: IngestRejections,
        dataVersion: Int64, replayed: Bool = false
    ) {
        self.inserted = inserted
        self.deleted = deleted
        self.updated = updated
        self.ignored = ignored
        self.rejections = rejections
        self.dataVersion = dataVersion
        self.replayed = replayed
    }
}

/// The rows that an ingest left out, and their errors.
public struct IngestRejections: Sendable, Hashable {
    /// The maximum number of errors that are kept.
    public static let maximumErrors = 100

    /// The number of bad rows.
    public var count: Int64
    /// The first errors, at most ``maximumErrors``.
    public var errors: [RowError]

    /// Creates a collection of rejections.
    public init(count: Int64 = 0, errors: [RowError] = []) {
        self.count = count
        self.errors = errors
    }
}

/// The retention of idempotency records.
package enum IdempotencyRetention {
    /// Seven days.
    package static let duration: Duration = .seconds(7 * 86_400)

    /// Returns the creation time of the oldest valid record. Older records are ignored, and deleted by later ingests.
    package static func oldest(at now: Timestamp) -> Timestamp {
        Timestamp(microseconds: now.microseconds - duration.components.seconds * 1_000_000)
    }
}
