import HTTPTypes
import Synchronization

/// Applies the limits of clients in this process.
final class RequestLimiter: Sendable {
    private let state = Mutex(RequestLimitState())
    private let uptime: @Sendable () -> Duration
    private let metrics: MetricsRegistry

    /// Creates a limiter.
    ///
    /// - Parameters:
    ///   - uptime: A monotonic clock.
    ///   - metrics: Counts the refusals.
    init(uptime: @escaping @Sendable () -> Duration, metrics: MetricsRegistry) {
        self.uptime = uptime
        self.metrics = metrics
    }

    /// An admitted request, which ends with this object.
    final class Admission: Sendable {
        /// The rest of the client's limits.
        let fields: HTTPFields
        private let end: @Sendable () -> Void

        fileprivate init(_ report: LimitReport, _ end: @escaping @Sendable () -> Void) {
            fields = report.fields
            self.end = end
        }

        deinit { end() }
    }

    /// Admits a request of a client; `nil` for a client without limits.
    ///
    /// - Throws: ``APIError`` with 429 if a limit is exceeded.
    func admit(_ identity: Identity) throws(APIError) -> Admission? {
        guard identity.limits != .none, let owner = identity.owner else { return nil }
        switch state.withLock({ $0.admit(owner, identity.limits, at: uptime()) }) {
        case .admitted(let report):
            return Admission(report) { [self] in state.withLock { $0.finished(owner) } }
        case .refused(let report, let violated, let retryAfter):
            metrics.add(.limiterRefusals)
            var fields = report.fields
            fields[.retryAfter] = String(retryAfter)
            var error = APIError(
                .quotaExceeded,
                "the \(identity.credential.rawValue) has reached its limit (\(violated.joined(separator: ", "))); try again in \(retryAfter) seconds",
                headers: fields)
            error.violatedPolicies = violated
            throw error
        }
    }
}

extension LimitReport {
    /// The header fields.
    fileprivate var fields: HTTPFields { [.rateLimitPolicy: policy, .rateLimit: state] }
}
