import Models

/// The limits of requests and connections.
public struct ServerLimits: Sendable, Hashable {
    /// The maximum size of a body of JSON rows, in bytes.
    public var jsonBody = 64 << 20
    /// The maximum size of a body of CSV or NDJSON rows, in bytes.
    public var streamedBody = 4 << 30
    /// The maximum size of a query, definition or single row, in bytes.
    public var documentBody = 1 << 20
    /// The maximum size of a request's headers, in bytes.
    public var headers = 16 << 10
    /// The time-out of a connection between requests.
    public var idleTimeout = Duration.seconds(60)
    /// The time-out of a client that sends nothing, or less than 1 KiB/s of its body on average, while the server reads.
    public var bodyTimeout = Duration.seconds(30)
    /// The time-out of a client that reads nothing, or less than 1 KiB/s of its answer on average.
    public var answerTimeout = Duration.seconds(60)
    /// The maximum size of one answer's spool file, in bytes, for a client that reads more slowly than the database answers.
    public var spooledAnswer = 256 << 20
    /// The maximum size of all spool files of uploads and answers, in bytes.
    public var spool = 8 << 30
    /// The folder of the spool files; `nil` for the system's temporary folder.
    public var spoolFolder: String?
    /// The time-out of the store in a health check.
    public var healthTimeout = Duration.seconds(2)

    /// Creates the documented limits.
    public init() {}

    /// A Boolean value that indicates whether the process can create files in the spool folder.
    package var canSpool: Bool { (try? SpoolFile(in: SpoolBudget(folder: spoolFolder, limit: spool).folder)) != nil }
}
