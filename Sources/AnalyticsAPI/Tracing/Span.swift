package import Models

/// An operation of a trace that has ended.
package struct Span: Sendable {
    /// The role of the operation, with OTLP's number.
    package enum Kind: Int, Sendable {
        /// Work within the server.
        case `internal` = 1
        /// The answer to a request.
        case server = 2
        /// A call of another service, such as the database.
        case client = 3
    }

    /// The value of an attribute.
    package enum Value: Sendable, Hashable {
        case text(String)
        case number(Int)
        case decimal(Double)
    }

    /// The ids.
    package var trace: TraceContext
    /// The name, which has few values: a method with a route's pattern, or the kind of call.
    package var name: String
    /// The role.
    package var kind: Kind
    /// The beginning.
    package var start: Timestamp
    /// The duration.
    package var duration: Duration
    /// The attributes, by OpenTelemetry's semantic conventions where they have a name.
    package var attributes: [(name: String, value: Value)]
    /// A Boolean value that indicates whether the operation failed by the server's fault.
    package var isError: Bool
}

/// A receiver of the spans of sampled requests.
package protocol SpanRecorder: Sendable {
    /// Receives the spans of a request. It returns at once; spans that it cannot keep are dropped.
    func record(_ spans: [Span])
}
