import Models

/// How much a request may ask for.
public struct ServerLimits: Sendable, Hashable {
    /// The largest body of JSON rows, in bytes.
    public var jsonBody = 64 << 20
    /// The largest body of CSV or NDJSON rows, in bytes.
    public var streamedBody = 4 << 30
    /// The largest query or definition, in bytes.
    public var documentBody = 1 << 20
    /// The most bytes of a request's headers.
    public var headers = 16 << 10
    /// How long a connection may do nothing between requests.
    public var idleTimeout = Duration.seconds(60)
    /// The time-out of a body that does not come, or comes at less than 1 KiB/s on average, once the server is ready to take
    /// it.
    public var bodyTimeout = Duration.seconds(30)
    /// The time-out of a client that does not take its answer, or takes less than 1 KiB/s of it on average.
    public var answerTimeout = Duration.seconds(60)
    /// The most bytes of one answer that are spooled to disk because its client reads more slowly than the database gives them.
    public var spooledAnswer = 256 << 20
    /// The most bytes on disk of all uploads and answers that are spooled at a time.
    public var spool = 8 << 30
    /// The folder of spooled uploads and answers; `nil` for the system's folder of temporary files.
    public var spoolFolder: String?
    /// How long a health check waits for the store.
    public var healthTimeout = Duration.seconds(2)

    /// The documented limits.
    public init() {}
}
