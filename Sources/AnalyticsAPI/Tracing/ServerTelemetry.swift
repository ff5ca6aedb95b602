/// The telemetry of a server: the metrics that it counts and the spans that it records.
package struct ServerTelemetry: Sendable {
    /// The metrics.
    package var metrics: MetricsRegistry
    /// The recent queries.
    package var queries: QueryLog
    /// The receiver of the spans of sampled requests; `nil` for a server that exports none.
    package var spans: (any SpanRecorder)?
    /// The share of traces to sample, from 0 to 1, where the client has not decided.
    package var samplingRatio: Double
    /// A Boolean value that indicates whether answers to authorized clients have `Server-Timing`.
    package var sendsTiming: Bool

    /// Creates the telemetry of a server.
    package init(
        metrics: MetricsRegistry = MetricsRegistry(), queries: QueryLog = QueryLog(),
        spans: (any SpanRecorder)? = nil, samplingRatio: Double = 0,
        sendsTiming: Bool = true
    ) {
        self.metrics = metrics
        self.queries = queries
        self.spans = spans
        self.samplingRatio = samplingRatio
        self.sendsTiming = sendsTiming
    }
}
