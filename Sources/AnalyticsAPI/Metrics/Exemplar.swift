package import Models

/// A request that a bucket of a histogram counted, as a way from the metric to its trace.
package struct Exemplar: Sendable, Hashable {
    /// The ids of the request's trace and span.
    package let trace: TraceContext
    /// The recorded number.
    package let value: Double
    /// The time of the record.
    package let time: Timestamp
}
