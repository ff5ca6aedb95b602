import Diagnostics
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

    /// A limited client.
    struct Client: Sendable {
        fileprivate let limiter: RequestLimiter
        fileprivate let owner: String
        fileprivate let limits: RequestLimits
        fileprivate let credential: Identity.Credential

        /// The rest of the limits at present, as header fields.
        var fields: HTTPFields {
            limiter.state.withLock { $0.report(owner, limits, at: limiter.uptime()) }.fields
        }

        /// Tests the bytes that an upload announces.
        ///
        /// - Throws: ``APIError`` with 413 for more bytes than the whole quota, or with 429.
        func announce(_ bytes: Int) throws(APIError) {
            if let quota = limits.meters[.uploadBytes], bytes > quota.quota {
                throw APIError(
                    .contentTooLarge,
                    "Content-Length: got \(bytes) bytes; the \(credential.rawValue) may upload \(quota.quota.counted("byte")) in \(quota.window.counted("second")), so send fewer rows",
                    headers: fields)
            }
            try check(limiter.state.withLock { $0.upload(bytes, owner, limits, at: limiter.uptime()) })
        }

        /// Counts uploaded bytes.
        ///
        /// - Throws: ``APIError`` with 429 once they exceed the limit.
        func receive(_ bytes: Int) throws(APIError) {
            let decision = limiter.state.withLock { state in
                let now = limiter.uptime()
                state.add(Int64(bytes), to: .uploadBytes, of: owner, limits, at: now)
                return state.upload(0, owner, limits, at: now)
            }
            try check(decision)
        }

        fileprivate func add(_ amount: Int64, to meter: LimitMeter) {
            limiter.state.withLock { $0.add(amount, to: meter, of: owner, limits, at: limiter.uptime()) }
        }

        fileprivate func check(_ decision: RequestLimitState.Decision) throws(APIError) {
            guard case .refused(let report, let violated, let retryAfter) = decision else { return }
            limiter.metrics.add(.limiterRefusals)
            var fields = report.fields
            fields[.retryAfter] = String(retryAfter)
            var error = APIError(
                .quotaExceeded,
                "the \(credential.rawValue) has reached its limit of \(report.words(of: violated)); try again in \(retryAfter.counted("second"))",
                headers: fields)
            error.violatedPolicies = violated
            throw error
        }
    }

    /// An admitted request, or a job that one has made; it ends with this object.
    final class Admission: Sendable {
        /// The client.
        let client: Client
        private let timing: RequestTiming
        /// `false` for a job, which is not one of the concurrent requests.
        private let isRequest: Bool
        private let progress = Mutex((isQuery: false, database: Duration.zero))

        fileprivate init(_ client: Client, _ timing: RequestTiming, isRequest: Bool = true) {
            self.client = client
            self.timing = timing
            self.isRequest = isRequest
        }

        /// Returns the admission of a job of the client, which counts as a query from now to its end.
        ///
        /// - Parameter timing: Measures the job's time in the database.
        /// - Throws: ``APIError`` with 429 if the client runs as many queries as it may.
        // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
        @inline(never)
        func job(_ timing: RequestTiming) throws(APIError) -> Admission {
            let job = Admission(client, timing, isRequest: false)
            try job.beginQuery()
            return job
        }

        /// Counts the request as a query from now to its end.
        ///
        /// - Throws: ``APIError`` with 429 if the client runs as many as it may.
        func beginQuery() throws(APIError) {
            let isFirst = progress.withLock { progress in
                defer { progress.isQuery = true }
                return !progress.isQuery
            }
            guard isFirst else { return }
            let limiter = client.limiter
            let decision = limiter.state.withLock {
                $0.beginQuery(client.owner, client.limits, at: limiter.uptime())
            }
            if case .refused = decision { progress.withLock { $0.isQuery = false } }
            try client.check(decision)
        }

        /// Counts the time in the database up to now.
        func settle() {
            let more = progress.withLock { progress in
                let database = timing.database
                defer { progress.database = database }
                return database - progress.database
            }
            let (seconds, attoseconds) = more.components
            client.add(seconds * 1_000_000 + attoseconds / 1_000_000_000_000, to: .databaseSeconds)
        }

        /// Counts bytes of the answer.
        func send(_ bytes: Int) { client.add(Int64(bytes), to: .answerBytes) }

        deinit {
            settle()
            let isQuery = progress.withLock { $0.isQuery }
            client.limiter.state.withLock { state in
                if isQuery { state.endedQuery(client.owner) }
                if isRequest { state.finished(client.owner) }
            }
        }
    }

    /// Admits a request of a client; `nil` for a client without limits.
    ///
    /// - Parameter timing: Measures the request's time in the database.
    /// - Throws: ``APIError`` with 429 if a limit is exceeded.
    func admit(_ identity: Identity, timing: RequestTiming) throws(APIError) -> Admission? {
        guard identity.limits.isCounted, let owner = identity.owner else { return nil }
        let client = Client(
            limiter: self, owner: owner, limits: identity.limits, credential: identity.credential)
        let decision = state.withLock { $0.admit(owner, identity.limits, at: uptime()) }
        try client.check(decision)
        return Admission(client, timing)
    }
}

extension LimitReport {
    /// The header fields.
    fileprivate var fields: HTTPFields { [.rateLimitPolicy: policy, .rateLimit: state] }
}
