public import Models

/// Why a store could not do what it was asked.
///
/// No case carries SQL, a host name or a password: errors are shown to API clients. What a database said goes to the log.
public enum StorageError: Error, Sendable {
    /// There is no such dataset.
    case datasetNotFound(Identifier, nearest: String?)
    /// The name is taken.
    case datasetExists(Identifier)
    /// The dataset cannot become so.
    case invalidDefinition(DefinitionProblem)
    /// The dataset has changed since the caller looked.
    case versionMismatch(expected: Int64, actual: Int64)
    /// Rows were refused, and so the whole batch was.
    case rejected(IngestRejections)
    /// The body cannot be read as rows at all.
    case malformed(RowError)
    /// The key was used before for other rows.
    case idempotencyConflict(String)
    /// The first call with this key is still running.
    case idempotencyInProgress(String)
    /// A computed number does not fit its type, or one that somebody else wrote into the store's tables, or a time.
    case overflow
    /// An answer that must be held whole would have more groups than allowed.
    case tooManyGroups(limit: Int)
    /// An answer takes more memory of the server than allowed.
    ///
    /// - Parameter limit: The most bytes of values.
    case answerTooLarge(limit: Int, LargeWork)
    /// Rows would need more partitions than a dataset may have.
    ///
    /// - Parameters:
    ///   - limit: The most there may be.
    ///   - column: The time column.
    ///   - partitioning: How wide a partition is.
    ///   - example: The first day of one that would be too many.
    case tooManyPartitions(limit: Int, column: Identifier, partitioning: TimePartitioning, example: CalendarDate)
    /// No connection came free in time, or the database is away.
    case unavailable(Unavailable)
    /// The store's own tables are not those that this program can serve on.
    case schema(SchemaProblem)
    /// The caller gave up.
    case cancelled
    /// The database took longer than the store lets one statement take, and has stopped.
    case timedOut
    /// Reading the rows failed outside of the store; whoever made the source knows the cause.
    case sourceFailed(any Error)
    /// The database said something that nobody expected. The text is for the log, never for a client.
    case unexpected(String)

    /// The work that takes memory of the server.
    public enum LargeWork: String, Sendable, Hashable {
        /// Gaps are filled between groups, which are held.
        case filling
        /// Wide texts are sorted, in the server's own process.
        case sorting
    }

    /// Why the database cannot be used at the moment.
    public enum Unavailable: String, Sendable, Hashable {
        /// All connections are in use and waiting took too long.
        case busy
        /// The database does not answer.
        case unreachable
        /// The database does not prove who it is (``PostgresTrustProblem``).
        case untrusted
        /// The database takes no changes: it is a standby, or its settings forbid them.
        case readOnly
        /// The database has no room: its disk is full, or a limit on what it may take of it is reached. What needs none goes on.
        case noRoom
        /// The store has been closed.
        case closed
    }
}

extension StorageError: CustomStringConvertible {
    /// What happened, for a log.
    public var description: String {
        switch self {
        case .datasetNotFound(let name, let nearest):
            "there is no dataset \"\(name)\"" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
        case .datasetExists(let name): "there is a dataset \"\(name)\" already"
        case .invalidDefinition(let problem): problem.description
        case .versionMismatch(let expected, let actual): "expected data version \(expected), it is \(actual)"
        case .rejected(let rejections): "\(rejections.count) rows were refused"
        case .malformed(let error): error.sentence
        case .idempotencyConflict: "the idempotency key was used before for other rows"
        case .idempotencyInProgress: "the first request with this idempotency key is still running"
        case .overflow: "a number or a time does not fit its type (times: years 0001 to 9999)"
        case .tooManyGroups(let limit): "the answer has more than \(limit) groups"
        case .answerTooLarge(let limit, let work):
            "\(work.rawValue) an answer's values takes more than \(limit) bytes of them"
        case .tooManyPartitions(let limit, let column, let partitioning, let example):
            """
            the times in "\(column)" need more than \(limit) partitions of a \(partitioning.rawValue), \
            one from \(example) among them
            """
        case .unavailable(let why): "the database is not available (\(why.rawValue))"
        case .schema(let problem): problem.description
        case .cancelled: "the caller gave up"
        case .timedOut: "the database took longer than a statement may take"
        case .sourceFailed(let error): "reading the rows failed: \(error)"
        case .unexpected(let text): "unexpected: \(text)"
        }
    }
}
