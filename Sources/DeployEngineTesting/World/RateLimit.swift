/// A limit of calls: a bucket of tokens that refills.
package struct RateLimit: Sendable, Hashable {
    /// The calls at once.
    package var burst: Double
    /// The calls per second.
    package var perSecond: Double

    /// Creates a limit.
    package init(burst: Double, perSecond: Double) {
        self.burst = burst
        self.perSecond = perSecond
    }

    /// The tokens left.
    struct Bucket {
        let limit: RateLimit
        var tokens: Double
        var time: Duration = .zero

        init(_ limit: RateLimit) {
            self.limit = limit
            tokens = limit.burst
        }

        mutating func take(at now: Duration) -> Bool {
            tokens = min(limit.burst, tokens + (now - time).inSeconds * limit.perSecond)
            time = now
            guard tokens >= 1 else { return false }
            tokens -= 1
            return true
        }
    }
}

extension FakeError {
    /// The throttling error of a protocol: `Throttling` for Query, `ThrottlingException` for JSON, `SlowDown` for S3.
    static func throttling(_ request: FakeRequest) -> FakeError {
        switch request.wire {
        case .query: FakeError("Throttling", "Rate exceeded")
        case .json: FakeError("ThrottlingException", "Rate exceeded")
        case .ec2: FakeError("RequestLimitExceeded", "Request limit exceeded.", status: 503)
        case .rest: FakeError("SlowDown", "Please reduce your request rate.", status: 503)
        }
    }
}
