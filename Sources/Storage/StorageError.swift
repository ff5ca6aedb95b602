import Diagnostics
public import Models

/// An error of a store.
///
/// No case carries SQL, a host name or a password, because API clients see these errors. The database's own messages go to the log.
public enum StorageError: Error, Sendable {
    /// The dataset does not exist.
    case datasetNotFound(Identifier, nearest: String?)
    /// The name is not a valid identifier.
    case invalidName(IdentifierError)
    /// The query does not fit the dataset.
    case invalidQuery(QueryError)
    /// A dataset of this name exists.
    case datasetExists(Identifier)
    /// The dataset's new definition is invalid.
    case invalidDefinition(DefinitionError)
    /// The dataset has another version than the caller expects.
    case versionMismatch(expected: Int64, actual: Int64)
    /// The dataset's columns were renamed or dropped, or changed their type, since the caller described it. Nothing was changed.
    case definitionChanged(Identifier)
    /// Values of a column cannot be converted to its new type, so nothing was changed.
    case notConvertible(ConversionReport)
    /// Rows were rejected, so none was written.
    case rejected(IngestRejections)
    /// The input cannot be parsed as rows.
    case malformed(RowError)
    /// The idempotency key was used before for other rows.
    case idempotencyConflict(String)
    /// The first call with this idempotency key is still running.
    case idempotencyInProgress(String)
    /// A number or a time does not fit its type: it was computed, or another program wrote it into the store's tables.
    case overflow
    /// An answer that must be held in memory has more groups than allowed.
    case tooManyGroups(limit: Int)
    /// An answer needs more of the server's memory than allowed.
    ///
    /// - Parameter limit: The maximum size of the values in bytes.
    case answerTooLarge(limit: Int, LargeWork)
    /// The rows need more partitions than a dataset may have.
    ///
    /// - Parameters:
    ///   - limit: The maximum number of partitions.
    ///   - column: The time column.
    ///   - partitioning: The width of a partition.
    ///   - example: The first day of a partition beyond the limit.
    case tooManyPartitions(limit: Int, column: Identifier, partitioning: TimePartitioning, example: CalendarDate)
    /// The database cannot be used at the moment.
    case unavailable(Unavailable)
    /// This program cannot serve the schema of the store's own tables.
    case schema(SchemaError)
    /// The calling task was cancelled.
    case cancelled
    /// A statement exceeded the statement time-out and was stopped.
    case timedOut
    /// The row source failed with an error of its own.
    case sourceFailed(any Error)
    /// The database reported an unexpected error. The text is for the log, never for a client.
    case unexpected(String)

    /// Work that needs memory of the server.
    public enum LargeWork: String, Sendable, Hashable {
        /// Filling gaps between groups, which are held in memory.
        case filling
        /// Computing measures from all groups of an answer, which are held in memory.
        case windows
        /// Sorting wide texts in the server's own process.
        case sorting
    }

    /// The reason why the database cannot be used at the moment.
    public enum Unavailable: String, Sendable, Hashable {
        /// The wait for a connection timed out, because all are in use.
        case busy
        /// The database does not respond.
        case unreachable
        /// The database's identity cannot be verified (``PostgresTrustError``).
        case untrusted
        /// The database is read-only: it is a standby, or its settings forbid writes.
        case readOnly
        /// The database has no space left: its disk is full, or a quota is reached. Work that needs no space goes on.
        case noRoom
        /// The store has been closed.
        case closed
    }
}

extension StorageError: CustomStringConvertible {
    /// A description for the log.
    public var description: String {
        switch self {
        case .datasetNotFound(let name, let nearest):
            "the dataset \"\(name)\" does not exist" + NearestName.hint(nearest)
        case .invalidName(let error): error.description
        case .invalidQuery(let error): error.description
        case .datasetExists(let name): "the dataset \"\(name)\" already exists"
        case .invalidDefinition(let problem): problem.description
        case .versionMismatch(let expected, let actual): "expected data version \(expected), it is \(actual)"
        case .definitionChanged(let name): "the columns of \"\(name)\" have changed meanwhile"
        case .notConvertible(let report):
            "\(report.count.counted("value")) of \"\(report.column)\" cannot become \(report.conversion.types.to.rawValue)"
        case .rejected(let rejections): "\(rejections.count.counted("row was", "rows were")) rejected"
        case .malformed(let error): error.sentence
        case .idempotencyConflict: "the idempotency key was used before for other rows"
        case .idempotencyInProgress: "the first request with this idempotency key is still running"
        case .overflow: "a number or a time does not fit its type (times: years 0001 to 9999)"
        case .tooManyGroups(let limit): "the answer has more than \(limit) groups"
        case .answerTooLarge(let limit, let work):
            "\(work.rawValue) an answer needs more than \(limit) bytes of values"
        case .tooManyPartitions(let limit, let column, let partitioning, let example):
            """
            the times in "\(column)" need more than \(limit) partitions of a \(partitioning.rawValue), \
            including the one from \(example)
            """
        case .unavailable(let why): "the database is not available (\(why.rawValue))"
        case .schema(let problem): problem.description
        case .cancelled: "the calling task was cancelled"
        case .timedOut: "a statement exceeded the statement time-out"
        case .sourceFailed(let error): "reading the rows failed: \(error)"
        case .unexpected(let text): "unexpected: \(text)"
        }
    }
}
