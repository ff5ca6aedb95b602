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
    /// How long the server waits for the next kilobyte of a body, once it is ready to take it.
    public var bodyTimeout = Duration.seconds(30)
    /// How long the server waits for the client to take the next kilobyte of an answer. Until then a query's answer holds a
    /// connection to the database.
    public var answerTimeout = Duration.seconds(60)
    /// How long a health check waits for the store.
    public var healthTimeout = Duration.seconds(2)

    /// The documented limits.
    public init() {}
}
