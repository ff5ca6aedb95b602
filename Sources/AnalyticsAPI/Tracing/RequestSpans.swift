import Basics
import Models

/// The spans of an answered request: its own, and one for each call of the store.
struct RequestSpans: Sendable {
    /// The ids of the request's span.
    let trace: TraceContext
    /// The answered request.
    let record: RequestTable.Record
    /// The time at which the request arrived.
    let start: Timestamp
    /// The request's id.
    let requestID: String
    /// A Boolean value that indicates whether the answer was cut off by the server's fault.
    let isTruncated: Bool

    /// Returns the spans.
    ///
    /// - Parameters:
    ///   - calls: The calls of the store.
    ///   - newSpan: Creates the id of a span.
    func spans(_ calls: [RequestTiming.Call], newSpan: () -> UInt64) -> [Span] {
        var attributes: [(name: String, value: Span.Value)] = [
            ("http.request.method", .text(record.method)), ("http.route", .text(record.route)),
            ("http.response.status_code", .number(record.status)),
            ("http.request.body.size", .number(record.requestBytes)),
            ("http.response.body.size", .number(record.responseBytes)), ("weir.request_id", .text(requestID)),
        ]
        let isError = record.status >= 500 || isTruncated
        if isError { attributes.append(("error.type", .text(isTruncated ? "truncated" : String(record.status)))) }
        let own = Span(
            trace: trace, name: "\(record.method) \(record.route)", kind: .server, start: start,
            duration: record.duration,
            attributes: attributes, isError: isError)
        return [own]
            + calls.map { call in
                Span(
                    trace: trace.child(max(1, newSpan())), name: "store \(call.name)", kind: .client,
                    start: start.advanced(by: call.start), duration: call.duration,
                    attributes: [("weir.wait_ms", .decimal(call.wait.inSeconds * 1000))], isError: call.failed)
            }
    }
}

extension Timestamp {
    /// Returns the time after a duration.
    func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(microseconds: microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
}
