import Models

/// The limits of requests and connections.
package struct ServerLimits: Sendable, Hashable {
    /// The maximum size of a body of JSON rows, in bytes.
    package var jsonBody = 64 << 20
    /// The maximum size of a body of CSV or NDJSON rows, in bytes.
    package var streamedBody = 4 << 30
    /// The maximum size of a batch of Amazon Data Firehose, in bytes: twice what it sends.
    package var firehoseBody = 128 << 20
    /// The maximum size of a query, definition or single row, in bytes.
    package var documentBody = 1 << 20
    /// The maximum size of a request's headers, in bytes.
    package var headers = 16 << 10
    /// The time-out of a connection between requests.
    package var idleTimeout = Duration.seconds(75)
    /// The time-out of a client that sends nothing, or less than 1 KiB/s of its body on average, while the server reads.
    package var bodyTimeout = Duration.seconds(30)
    /// The time-out of a client that reads nothing, or less than 1 KiB/s of its answer on average.
    package var answerTimeout = Duration.seconds(60)
    /// The maximum size of one answer's spool file, in bytes, for a client that reads more slowly than the database answers.
    package var spooledAnswer = 256 << 20
    /// The maximum size of all spool files of uploads and answers, in bytes.
    package var spool = 8 << 30
    /// The folder of the spool files; `nil` for the system's temporary folder.
    package var spoolFolder: String?
    /// The time-out of the store in a health check.
    package var healthTimeout = Duration.seconds(2)
    /// The time after which a thread that runs no work counts as stuck.
    package var stuckThread = Duration.seconds(15)

    /// Creates the documented limits.
    package init() {}

    /// A Boolean value that indicates whether the process can create files in the spool folder.
    package var canSpool: Bool { (try? SpoolFile(in: SpoolBudget(folder: spoolFolder, limit: spool).folder)) != nil }
}
