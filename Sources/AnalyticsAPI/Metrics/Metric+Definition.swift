extension Metric {
    /// The labels and the meaning of a metric.
    package struct Definition: Sendable, Hashable {
        /// The names of the labels, whose values are few: patterns, classes and outcomes, never a path, a dataset or a client.
        package let labels: [String]
        /// The meaning, as a noun phrase.
        package let help: String

        init(_ help: String, _ labels: [String] = []) {
            self.labels = labels
            self.help = help
        }
    }

    /// The labels and the meaning.
    package var definition: Definition {
        switch self {
        case .requests:
            Definition(
                "answered requests by route pattern and class of status, such as 2xx", ["method", "route", "status"])
        case .requestDuration:
            Definition("time from a request's head to the last byte of its answer", ["method", "route"])
        case .requestsInFlight: Definition("requests that are being answered")
        case .requestBytes: Definition("bytes of requests' bodies, as received", ["method", "route"])
        case .responseBytes: Definition("bytes of answers' bodies", ["method", "route"])
        case .truncatedAnswers:
            Definition("answers cut off before their end, by the side that caused it: client or server", ["cause"])
        case .problems: Definition("problem documents by code", ["code"])
        case .limiterRefusals: Definition("requests refused because the client's key had reached a limit")
        case .ingestedRows: Definition("rows of committed uploads: inserted or rejected", ["outcome"])
        case .queryDuration:
            Definition(
                "time of queries in the database, by predicted class: small, quick or long", ["server", "class"])
        case .queueMaximum, .queueRunning, .queueWaiting, .queueWaits, .queueWaitTime: queueDefinition
        case .poolMaximum, .poolConnections, .poolWaiting, .poolWaits, .poolWaitTime, .poolOpened, .poolClosed,
            .poolFailures:
            poolDefinition
        case .replicaReads:
            Definition(
                "reads with a replica: answered by it, or by the primary as it was stale or had failed", ["outcome"])
        case .replicaStaleness: Definition("upper bound of the replica's staleness; absent while unknown")
        case .spoolBytes: Definition("disk space of spooled uploads and answers")
        case .jobs: Definition("asynchronous jobs by state: pending, running or kept after their end", ["state"])
        case .endedJobs:
            Definition("ended asynchronous jobs by outcome: done, failed or cancelled", ["outcome"])
        case .droppedLogLines: Definition("log lines dropped because standard output was not read")
        case .exports:
            Definition(
                "export requests over OTLP by signal and outcome: accepted, rejected or failed", ["signal", "outcome"])
        case .queuedSpans: Definition("spans that wait for their export")
        case .droppedSpans: Definition("spans dropped because the queue was full or their export failed")
        case .build: Definition("the constant 1, with the program's version", ["version"])
        case .processorTime: Definition("processor time of the process, in user and system mode")
        case .residentMemory: Definition("resident memory of the process")
        case .openFiles: Definition("open file descriptors")
        case .maximumFiles: Definition("maximum number of open file descriptors")
        case .startTime: Definition("start of the process, in seconds since 1970")
        }
    }

    private var queueDefinition: Definition {
        let labels = ["server", "queue"]
        return switch self {
        case .queueMaximum: Definition("maximum number of callers that a wait queue lets run at once", labels)
        case .queueRunning: Definition("callers that a wait queue lets run", labels)
        case .queueWaiting: Definition("callers in a wait queue", labels)
        case .queueWaits: Definition("callers that had to wait in a queue", labels)
        default: Definition("time that callers waited in a queue", labels)
        }
    }

    private var poolDefinition: Definition {
        switch self {
        case .poolMaximum: Definition("maximum size of a connection pool", ["pool"])
        case .poolConnections: Definition("connections of a pool by state: in_use or idle", ["pool", "state"])
        case .poolWaiting: Definition("callers that wait for a connection", ["pool"])
        case .poolWaits: Definition("callers that had to wait for a connection", ["pool"])
        case .poolWaitTime: Definition("time that callers waited for a connection", ["pool"])
        case .poolOpened: Definition("connections opened", ["pool"])
        case .poolClosed: Definition("connections closed", ["pool"])
        default: Definition("failed attempts to connect", ["pool"])
        }
    }

    /// The metric's row of the table in `Docs/Operations.md`.
    package var documentationRow: String {
        let labels = definition.labels.map { "`\($0)`" }.joined(separator: ", ")
        return "| `\(rawValue)` | \(kind.rawValue) | \(labels.isEmpty ? "" : labels + " ")| \(definition.help) |"
    }
}
