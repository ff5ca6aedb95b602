import Basics

/// The place of a request in a trace: the ids of the trace, of the request's span and of its parent, and the sampling decision.
package struct TraceContext: Sendable, Hashable {
    /// The first half of the trace's id.
    let traceHigh: UInt64
    /// The second half of the trace's id.
    let traceLow: UInt64
    /// The id of the request's span.
    let span: UInt64
    /// The id of the parent span; `nil` for the first span of a trace.
    let parent: UInt64?
    /// A Boolean value that indicates whether the trace's spans are exported.
    package let isSampled: Bool

    /// The trace's id in 32 hexadecimal digits.
    package var traceID: String { String(hexadecimal: traceHigh) + String(hexadecimal: traceLow) }
    /// The span's id in 16 hexadecimal digits.
    package var spanID: String { String(hexadecimal: span) }
    /// The parent span's id in 16 hexadecimal digits.
    package var parentID: String? { parent.map { String(hexadecimal: $0) } }

    /// Creates a place from its parts.
    init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, parent: UInt64?, isSampled: Bool) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.parent = parent
        self.isSampled = isSampled
    }

    /// Returns the place of an operation within the request.
    func child(_ span: UInt64) -> TraceContext {
        TraceContext(traceHigh: traceHigh, traceLow: traceLow, span: span, parent: self.span, isSampled: isSampled)
    }
}

extension TraceContext {
    /// Determines the place of a request by the headers of its client.
    ///
    /// A valid `traceparent` takes precedence. Else `X-Amzn-Trace-Id` gives the trace's id, and the parent if it names one. The
    /// sampling decision of either is obeyed. A load balancer of AWS decides nothing: it adds an id without `Sampled`, and this
    /// server then decides by its own ratio, as for a request without a trace.
    ///
    /// - Parameters:
    ///   - parents: The values of `traceparent`; several are ignored (W3C Trace Context, section 3.2).
    ///   - amazon: The value of `X-Amzn-Trace-Id`.
    ///   - ratio: The share of traces to sample, from 0 to 1.
    ///   - random: Returns a random number.
    init(parents: [String], amazon: XRayTraceHeader?, ratio: Double, random: () -> UInt64) {
        let span = Self.nonzero(random())
        if parents.count == 1, let parent = TraceParent(parents[0]) {
            self.init(
                traceHigh: parent.traceHigh, traceLow: parent.traceLow, span: span, parent: parent.span,
                isSampled: parent.isSampled)
            return
        }
        let (high, low) = amazon?.root ?? (random(), Self.nonzero(random()))
        self.init(
            traceHigh: high, traceLow: low, span: span, parent: amazon?.parent,
            isSampled: amazon?.isSampled ?? Self.isSampled(low, ratio: ratio))
    }

    /// Decides by the id, so that all servers with the same ratio decide alike about a trace. Its last seven bytes are random (W3C
    /// Trace Context Level 2, "random trace id flag").
    private static func isSampled(_ low: UInt64, ratio: Double) -> Bool {
        Double(low & 0x00FF_FFFF_FFFF_FFFF) < ratio * 0x1p56
    }

    /// An id of zeros is not valid.
    private static func nonzero(_ number: UInt64) -> UInt64 { number == 0 ? 1 : number }
}
