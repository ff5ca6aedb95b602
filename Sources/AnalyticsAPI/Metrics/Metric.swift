/// A metric of the server. The Prometheus text, the exports and the table in `Docs/Operations.md` derive from these cases.
package enum Metric: String, CaseIterable, Sendable {
    case requests = "weir_http_requests_total"
    case requestDuration = "weir_http_request_duration_seconds"
    case requestsInFlight = "weir_http_requests_in_flight"
    case requestBytes = "weir_http_request_bytes_total"
    case responseBytes = "weir_http_response_bytes_total"
    case truncatedAnswers = "weir_http_answers_truncated_total"
    case problems = "weir_problems_total"
    case limiterRefusals = "weir_limiter_refusals_total"
    case ingestedRows = "weir_ingest_rows_total"
    case queryDuration = "weir_query_duration_seconds"
    case queueMaximum = "weir_queue_permits"
    case queueRunning = "weir_queue_running"
    case queueWaiting = "weir_queue_waiting"
    case queueWaits = "weir_queue_waits_total"
    case queueWaitTime = "weir_queue_wait_seconds_total"
    case poolMaximum = "weir_pool_connections_max"
    case poolConnections = "weir_pool_connections"
    case poolWaiting = "weir_pool_waiting"
    case poolWaits = "weir_pool_waits_total"
    case poolWaitTime = "weir_pool_wait_seconds_total"
    case poolOpened = "weir_pool_connections_opened_total"
    case poolClosed = "weir_pool_connections_closed_total"
    case poolFailures = "weir_pool_connection_failures_total"
    case replicaReads = "weir_replica_reads_total"
    case replicaStaleness = "weir_replica_staleness_seconds"
    case spoolBytes = "weir_spool_bytes"
    case jobs = "weir_jobs"
    case endedJobs = "weir_jobs_ended_total"
    case droppedLogLines = "weir_log_lines_dropped_total"
    case exports = "weir_telemetry_exports_total"
    case queuedSpans = "weir_telemetry_spans_queued"
    case droppedSpans = "weir_telemetry_spans_dropped_total"
    case build = "weir_build_info"
    case processorTime = "process_cpu_seconds_total"
    case residentMemory = "process_resident_memory_bytes"
    case openFiles = "process_open_fds"
    case maximumFiles = "process_max_fds"
    case startTime = "process_start_time_seconds"

    /// The kind of a metric.
    package enum Kind: String, Sendable {
        /// A sum that never decreases.
        case counter
        /// A number that increases and decreases.
        case gauge
        /// A distribution.
        case histogram
    }

    /// The kind.
    package var kind: Kind {
        if rawValue.hasSuffix("_total") { return .counter }
        return self == .requestDuration || self == .queryDuration ? .histogram : .gauge
    }

    /// The unit of the numbers, as UCUM writes it: `s`, `By` or `1`.
    package var unit: String {
        let name = rawValue
        if name.contains("_seconds") { return "s" }
        return name.contains("_bytes") ? "By" : "1"
    }
}
