public import Models

/// The life of the record that an ingest with an idempotency key leaves.
public enum IdempotencyLife {
    /// Seven days.
    public static let duration: Duration = .seconds(7 * 86_400)

    /// The time of the oldest record that still counts. Older ones are as good as gone, and are deleted in passing.
    public static func oldest(at now: Timestamp) -> Timestamp {
        Timestamp(microseconds: now.microseconds - duration.components.seconds * 1_000_000)
    }
}
